import type { KeyPart } from "../../../plugins/api.ts";
import type { KeyTuple } from "../../engine/batch.ts";
import type { FiredWindows } from "../../engine/window-query.ts";
import { jsonText } from "./json-text.ts";
import { type LineLayout, LineText } from "./line-text.ts";

const POSITION: Readonly<Record<KeyPart, 0 | 1 | 2>> = { station: 0, sensor: 1, alarm: 2 };

/** Fired windows as bytes of JSON lines: what `windowLines` of the engine gives as text. */
export class WindowText {
  readonly #text = new LineText();
  readonly #layout: LineLayout;
  readonly #groupKey: (group: number) => KeyTuple;
  readonly #by: readonly KeyPart[];
  /** Which aggregates stand in a line. */
  readonly #chosen: readonly number[];
  /** Address of a group's text; 0: not made yet. */
  #groupAt = new Uint32Array(256);
  #groups = new Uint32Array(0);

  constructor(groupKey: (group: number) => KeyTuple, by: readonly KeyPart[], names: readonly string[]) {
    this.#groupKey = groupKey;
    this.#by = by;
    // The count of all events stands in every line anyway; an aggregate asked for twice stands once.
    this.#chosen = names.flatMap((name, a) => (name === "count" || names.indexOf(name) < a ? [] : [a]));
    const named = (name: string) => ({ kind: "number", before: `,${JSON.stringify(name)}:` }) as const;
    const aggregates = this.#chosen.map((a) => named(names[a] as string));
    this.#layout = this.#text.layout([{ kind: "text" }, { kind: "number" }, named("end"), named("count"), ...aggregates], "}\n");
  }

  /** `full` takes pieces of whole lines, good during the call only. */
  write(fired: FiredWindows, full: (bytes: Uint8Array) => void): void {
    if (fired.length > this.#groups.length) this.#groups = new Uint32Array(Math.max(fired.length, this.#groups.length * 2));
    for (let i = 0; i < fired.length; i++) {
      const group = fired.group[i] as number;
      this.#groups[i] = (group < this.#groupAt.length && this.#groupAt[group]) || this.#learn(group);
    }
    const values = this.#chosen.map((a) => fired.values[a] as Float64Array);
    this.#layout.load(fired.length, [this.#groups, fired.start, fired.end, fired.count, ...values]);
    this.#text.write(this.#layout, 0, fired.length, full);
  }

  /** Hands over what is left. */
  flush(full: (bytes: Uint8Array) => void): void {
    this.#text.flush(full);
  }

  #learn(group: number): number {
    if (group >= this.#groupAt.length) {
      const larger = new Uint32Array(Math.max(group + 1, this.#groupAt.length * 2));
      larger.set(this.#groupAt);
      this.#groupAt = larger;
    }
    const tuple = this.#groupKey(group);
    const key = Object.fromEntries(this.#by.map((part) => [part, tuple[POSITION[part]]]));
    const at = this.#text.text(`{"key":${jsonText(key)},"start":`);
    this.#groupAt[group] = at;
    return at;
  }
}
