import type { SeriesPoints } from "../../engine/results.ts";
import type { RuleSeries } from "../sink.ts";
import { csvCell } from "./csv-text.ts";
import type { LineLayout, LineText } from "./line-text.ts";

/** The lines of one rule: `time,station,sensor,alarm,rule,series,value`, the texts of its keys and series made once. */
export class RuleLines {
  readonly layout: LineLayout;
  readonly #text: LineText;
  readonly #rule: RuleSeries;
  readonly #cell: (text: string) => string;
  readonly #seriesAt: Uint32Array;
  /** Address of a group's text; 0: not made yet. */
  #groupAt = new Uint32Array(256);
  #groups = new Uint32Array(0);
  #series = new Uint32Array(0);

  constructor(text: LineText, rule: RuleSeries, cell: (text: string) => string = csvCell) {
    this.#text = text;
    this.#cell = cell;
    this.#rule = rule;
    this.layout = text.layout([{ kind: "time" }, { kind: "text" }, { kind: "text" }, { kind: "number" }], "\n");
    this.#seriesAt = Uint32Array.from(rule.names, (name) => text.text(`${csvCell(rule.rule)},${csvCell(name)},`));
  }

  load({ length, time, group, series, value }: SeriesPoints): void {
    if (length > this.#groups.length) {
      this.#groups = new Uint32Array(Math.max(length, this.#groups.length * 2));
      this.#series = new Uint32Array(this.#groups.length);
    }
    const [groups, names, nameAt] = [this.#groups, this.#series, this.#seriesAt];
    for (let i = 0; i < length; i++) {
      const g = group[i] as number;
      groups[i] = (g < this.#groupAt.length && this.#groupAt[g]) || this.#learn(g);
      names[i] = nameAt[series[i] as number] as number;
    }
    this.layout.load(length, [time, groups, names, value]);
  }

  #learn(group: number): number {
    if (group >= this.#groupAt.length) {
      const larger = new Uint32Array(Math.max(group + 1, this.#groupAt.length * 2));
      larger.set(this.#groupAt);
      this.#groupAt = larger;
    }
    const at = this.#text.text(`,${this.#rule.groupKey(group).map(this.#cell).join(",")},`);
    this.#groupAt[group] = at;
    return at;
  }
}
