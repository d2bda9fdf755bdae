import type { Methods } from "../../../src-main/ipc/contract.ts";
import { silentWords, triedWords, type ValueWords } from "../../ui/sweep-words.ts";

type Sweep = Pick<Methods["backtest.sweep"]["value"], "points" | "silent">;

/** Where a rule falls silent as a setting moves, in a sentence. */
export function silenceSaid({ points, silent }: Sweep, label: string, words: ValueWords): string {
  const tried = triedWords(
    points.map(({ value }) => value),
    words,
  );
  if (points.every(({ result }) => result.alerts === 0)) return `It fires at no value tried, ${tried}.`;
  return silent === null
    ? `It fires up to both ends of what was tried, ${tried}.`
    : `It would not have fired with ${label} at ${silentWords(silent, words)}; tried: ${tried}.`;
}
