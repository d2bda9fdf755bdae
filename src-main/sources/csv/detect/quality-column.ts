import { columnTexts } from "./column-texts.ts";
import type { Guess } from "./guess.ts";
import { isQuality } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";

const QUALITY_NAME = /qualit|validity|gültig|^status_?code$|^qc$/i;
/** More are measured, or texts of another kind. */
const MOST_WORDS = 20;

/** An event has no quality: where some readings are said to be better than others, that they all count is told. */
export function qualityGuess({ columns, body }: SampleTable, used: ReadonlySet<number>): Guess[] {
  for (const [i, name] of columns.entries()) {
    if (used.has(i) || (!QUALITY_NAME.test(name) && !isQuality(name, columns))) continue;
    const words = [...new Set(columnTexts(body, i))];
    if (words.length < 2 || words.length > MOST_WORDS) continue;
    const said = `${words.slice(0, 4).join(", ")}${words.length > 4 ? "…" : ""}`;
    const reason = `${said} stand there: a reading counts however good it is said to be; leave bad ones out of the file`;
    return [{ name: "quality", answer: `${name} is not read`, reason }];
  }
  return [];
}
