import { unitOf, withoutUnit } from "../units.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { isTime } from "./header.ts";
import { isMissing, isRowNumber } from "./odd-values.ts";
import { CODE_NAME, INFLUX_NUMBER, INFLUX_TIME, isQuality, KEY_ROLES, NAMES, SEEN_NAME, SEVERITY_NAME } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import { isEpoch, TIME_NAME } from "./time-column.ts";
import { calendarColumns } from "./time-parts.ts";

const ROW_NUMBER = /^(?:#|no\.?|nr\.?|n|num|number|record|id|idx|index|row|seq|unnamed.*)$/i;
/** A column of whole numbers so named holds codes, though its name does not say so. */
const KEY_WORD = /^(?:station|device|host|site|node|machine|sensor|channel|alarm|event)$/i;
/** As Prometheus writes them: `temp{host="a"}`. */
const LABELS = /[{]\w+=/;
/** Share of a column's texts that must be numbers. */
const SHARE = 0.8;

/** What each column of a table holds, by its name and its texts. */
export class ColumnFacts {
  /** What stands behind the numbers, by column. */
  readonly units: ReadonlyMap<number, string>;
  /** Columns of numbers. */
  readonly numeric: ReadonlySet<number>;
  readonly #table: SampleTable;
  readonly #isNumber: (text: string) => boolean;
  readonly #calendar: ReadonlySet<number>;

  /** `columns`: those to look at. */
  constructor(table: SampleTable, columns: readonly number[], isNumber: (text: string) => boolean) {
    this.#table = table;
    this.#isNumber = isNumber;
    this.#calendar = new Set(calendarColumns(table));
    const units = new Map<number, string>();
    const holdsNumbers = (i: number): boolean => {
      const texts = this.texts(i).filter((text) => !isMissing(text));
      // What is called a device may be one of 24V; labels of a series are no such name.
      const named = !LABELS.test(this.name(i)) && KEY_ROLES.some((role) => NAMES[role].test(this.name(i)));
      const unit = named ? undefined : unitOf(texts, isNumber);
      if (unit !== undefined) units.set(i, unit);
      const good = texts.filter((text) => isNumber(unit === undefined ? text : withoutUnit(text, unit))).length;
      return good > 0 && mostly(good, texts.length, SHARE, NAMES.value.test(this.name(i)));
    };
    this.numeric = new Set(columns.filter(holdsNumbers));
    this.units = units;
  }

  name(column: number): string {
    return this.#table.columns[column] ?? "";
  }

  texts(column: number): string[] {
    return columnTexts(this.#table.body, column);
  }

  /** A column of numbers that are measured: no code, no other time or part of one, no remark on an alarm. */
  isMeasure(column: number): boolean {
    const name = this.name(column);
    if (!this.numeric.has(column) || name === "" || this.countsRows(column) || this.#calendar.has(column)) return false;
    if (CODE_NAME.test(name) || SEVERITY_NAME.test(name) || SEEN_NAME.test(name)) return false;
    const { columns } = this.#table;
    if (isQuality(name, columns) || (INFLUX_NUMBER.test(name) && columns.includes(INFLUX_TIME))) return false;
    const texts = this.texts(column);
    if (KEY_WORD.test(name) && texts.every((text) => /^\d+$/.test(text))) return false;
    return !TIME_NAME.test(name) || !isEpoch(texts);
  }

  /** Names stand in most of its rows, and other times of the rows are none. */
  tellsApart(column: number): boolean {
    const texts = this.texts(column);
    const times = TIME_NAME.test(this.name(column)) && mostly(texts.filter(isTime).length, texts.length, SHARE, false);
    return texts.length >= this.#table.body.length / 2 && !times;
  }

  /** A counter may be a measure: only where row numbers stand is one taken for them. */
  countsRows(column: number): boolean {
    return (column === 0 || ROW_NUMBER.test(this.name(column))) && isRowNumber(this.texts(column).filter(this.#isNumber));
  }
}
