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
    const at = new Int32Array(series.length);
    for (;;) {
      let next = -1;
      let time = Number.POSITIVE_INFINITY;
      // Of the one that is first, all that comes before the others' first goes out in one go.
      let until = Number.POSITIVE_INFINITY;
      for (let i = 0; i < series.length; i++) {
        const { points } = series[i] as RuleSeries;
        const position = at[i] as number;
        if (position >= points.length) continue;
        const first = points.time[position] as number;
        if (first < time) {
          // Earlier rules, which go first at equal times, are later than this one now.
          until = time;
          time = first;
          next = i;
        } else if (first < until) until = first;
      }
      if (next === -1) return;
      const { points } = series[next] as RuleSeries;
      const from = at[next] as number;
      let to = from;
      while (to < points.length && ((points.time[to] as number) < until || points.time[to] === time)) to++;
      this.#text.write((rules[next] as RuleLines).layout, from, to, full);
      at[next] = to;
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
