import { ownText } from "../../engine/own-text.ts";
import { splitRecord } from "../csv/records.ts";
import type { Mapping } from "../mapping.ts";

/** Header lines kept: names come from messages, no hostile producer may fill the memory. */
const REMEMBERED = 1000;
/** Characters of one that is kept at most, beside the last one: a header of a hundred columns has a few thousand. */
const LONGEST = 16_384;

/** Knows lines that hold the columns' names, and where each of ours stands under them. */
export class HeaderLines {
  readonly columns: readonly string[];
  readonly #mapping: Pick<Mapping, "delimiter" | "quote">;
  readonly #ownLine: string;
  readonly #orders = new Map<string, readonly number[] | null>();
  #last: { line: string; order: readonly number[] | null } = { line: "", order: null };

  constructor(columns: readonly string[], mapping: Pick<Mapping, "delimiter" | "quote">) {
    this.columns = columns;
    this.#mapping = mapping;
    this.#ownLine = columns.join(mapping.delimiter);
  }

  /** All of the names, in any order. Rows carry numbers, so a look at the first character spares most. */
  isHeader(record: string): boolean {
    if (record === this.#ownLine) return true;
    const code = record.charCodeAt(0);
    if (code >= 48 && code <= 57) return false;
    const names = this.#namesOf(record);
    return names.length >= this.columns.length && this.columns.every((name) => name !== "" && names.includes(name));
  }

  /** Where each of our columns stands under this header; null: in the same places, or some not at all. */
  orderOf(header: string): readonly number[] | null {
    if (header === this.#last.line) return this.#last.order;
    let order = this.#orders.get(header);
    if (order === undefined) {
      const names = this.#namesOf(header);
      const places = this.columns.map((name) => names.indexOf(name));
      const same = names.length === this.columns.length && places.every((at, i) => at === i);
      order = same || places.includes(-1) ? null : places;
      if (this.#orders.size < REMEMBERED && header.length <= LONGEST) this.#orders.set(ownText(header), order);
    }
    this.#last = { line: header, order };
    return order;
  }

  #namesOf(line: string): string[] {
    const { delimiter, quote } = this.#mapping;
    return (splitRecord(line, delimiter, quote) ?? []).map((name) => name.trim());
  }
}
