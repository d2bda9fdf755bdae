import type { Explanation } from "../../../src-main/ipc/contract.ts";
import { measured, share } from "../../ui/format-number.ts";
import { countsReadings } from "./evidence-shapes.ts";
import { type NumberWords, numberWords } from "./number-words.ts";

/** `lastValue` → `last value`. */
const plainName = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();

/** One thing of an alert's evidence as people read it: in the rule's words and with its unit where it says them, times and lengths of time as such. */
export function evidenceFact(
  name: string,
  evidence: Readonly<Record<string, unknown>>,
  told: Explanation["told"],
  words: NumberWords,
): { readonly label: string; readonly text: string } {
  const value = evidence[name];
  const said = Object.hasOwn(told, name) ? told[name] : undefined;
  if (typeof value !== "number") {
    const text = typeof value === "string" ? value : value === null ? "none" : JSON.stringify(value).slice(0, 120);
    return { label: said?.label ?? plainName(name), text };
  }
  if (said?.share === true) return { label: said.label, text: share(value) };
  const known = numberWords(name, value, words);
  const label = said?.label ?? plainName(known?.name ?? name);
  if (known !== null) return { label, text: known.text };
  const unit = said === undefined || said.unit === "" || countsReadings(evidence) ? "" : ` ${said.unit}`;
  return { label, text: measured(value) + unit };
}
