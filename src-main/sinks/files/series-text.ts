import type { RuleSeries } from "../sink.ts";
import { csvCell } from "./csv-text.ts";
import { LineText } from "./line-text.ts";
import { RuleLines } from "./rule-lines.ts";

export const SERIES_HEADER = "time,station,sensor,alarm,rule,series,value\n";

/** `series.csv` as bytes: several rules, merged by time; at equal times in the order of the rules. */
export class SeriesText {
  readonly #text = new LineText();
  readonly #rules = new Map<string, RuleLines>();
  readonly #cell: (text: string) => string;

  /** `cell` writes the text of a key. */
  constructor(cell: (text: string) => string = csvCell) {
    this.#cell = cell;
  }

  /** Appends points that are final. `full` takes pieces of whole lines, good during the call only. */
  write(series: readonly RuleSeries[], full: (bytes: Uint8Array) => void): void {
    const rules = series.map((rule) => this.#of(rule));
    rules.forEach((lines, i) => {
      lines.load((series[i] as RuleSeries).points);
    });
    const times = series.map(({ points }) => points.time.subarray(0, points.length));
    const at = new Int32Array(series.length);
    for (let run = firstRun(times, at); run !== null; run = firstRun(times, at)) {
      this.#text.write((rules[run.rule] as RuleLines).layout, at[run.rule] as number, run.to, full);
      at[run.rule] = run.to;
    }
  }

  /** Hands over what is left. */
  flush(full: (bytes: Uint8Array) => void): void {
    this.#text.flush(full);
  }

  #of(rule: RuleSeries): RuleLines {
    let lines = this.#rules.get(rule.rule);
    if (lines === undefined) this.#rules.set(rule.rule, (lines = new RuleLines(this.#text, rule, this.#cell)));
    return lines;
  }
}

/**
 * Of lists of ascending times, each from `at` on, the one with the first time and how far it goes before another's turn comes; null at the end
 * of all. Earlier lists go first at equal times.
 */
function firstRun(times: readonly Float64Array[], at: Int32Array): { readonly rule: number; readonly to: number } | null {
  let rule = -1;
  let time = Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const own = times[i] as Float64Array;
    const position = at[i] as number;
    if (position >= own.length) continue;
    const first = own[position] as number;
    if (first < time) {
      // Earlier lists are later than this one now.
      until = time;
      time = first;
      rule = i;
    } else if (first < until) until = first;
  }
  if (rule === -1) return null;
  const own = times[rule] as Float64Array;
  let to = at[rule] as number;
  while (to < own.length && ((own[to] as number) < until || own[to] === time)) to++;
  return { rule, to };
}
