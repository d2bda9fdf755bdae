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
    let known = this.#address(group, series, 0, length);
    while (known < length) {
      this.#learn(group[known] as number);
      known = this.#address(group, series, known, length);
    }
    this.layout.load(length, [time, this.#groups, this.#series, value]);
  }

  /**
   * Turns points [from, to) into addresses; answers the first whose group has none yet. Points come as objects of several makes: a loop over
   * their columns alone is compiled once.
   */
  #address(group: Uint32Array, series: Uint8Array, from: number, to: number): number {
    const [groups, names, nameAt, groupAt] = [this.#groups, this.#series, this.#seriesAt, this.#groupAt];
    for (let i = from; i < to; i++) {
      const g = group[i] as number;
      const at = g < groupAt.length ? (groupAt[g] as number) : 0;
      if (at === 0) return i;
      groups[i] = at;
      names[i] = nameAt[series[i] as number] as number;
    }
    return to;
  }

  #learn(group: number): void {
    if (group >= this.#groupAt.length) {
      const larger = new Uint32Array(Math.max(group + 1, this.#groupAt.length * 2));
      larger.set(this.#groupAt);
      this.#groupAt = larger;
    }
    this.#groupAt[group] = this.#text.text(`,${this.#rule.groupKey(group).map(this.#cell).join(",")},`);
  }
}
