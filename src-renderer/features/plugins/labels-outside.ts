import type { BacktestResult } from "../../../src-main/ipc/contract.ts";
import type { KeyWords } from "../../bridge/key-words.ts";
import type { Zone } from "../../frame-actions.ts";
import { count } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";

/** What the figures of a backtest do not say: labels no alert can be about; null: there is none. */
export function labelsOutside(
  { labels, outside: { labels: outside, first } }: Pick<BacktestResult, "labels" | "outside">,
  words: KeyWords["words"],
  zone: Zone,
): string | null {
  if (first === null) return null;
  const [are, one] = outside === 1 ? ["is", "it"] : ["are", "one of them"];
  return `${count(outside)} of ${count(labels)} ${labels === 1 ? "label" : "labels"} ${are} of a key or a time that the data have not, and always missed as no alert can be about ${one}. The first: ${nameLine(words(first), dayAndClock(first.start, zone))}.`;
}
