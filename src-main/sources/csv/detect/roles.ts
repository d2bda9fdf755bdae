import { unitOf, withoutUnit } from "../units.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { type FlagWords, flagWords } from "./flag-column.ts";
import { isTime } from "./header.ts";
import { intervalEnd } from "./interval-end.ts";
import { constantTexts, keyColumns, recurs } from "./key-columns.ts";
import { farValue, isMissing, isRowNumber, notMeasured } from "./odd-values.ts";
import {
  ALARM_TEXT,
  CODE_NAME,
  INFLUX_NUMBER,
  INFLUX_TIME,
  isQuality,
  NAMES,
  type NamedRole,
  namesDevice,
  SEEN_NAME,
  SEVERITY_NAME,
} from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import { stateColumn } from "./state-column.ts";
import { isEpoch, TIME_NAME, type TimeColumn } from "./time-column.ts";
import type { TimedValue } from "./value-times.ts";

/** What the columns of a table mean, by position. */
export interface Roles {
  station?: number;
  sensor?: number;
  alarm?: number;
  /** The column of `active` too, where words of a switch are all there is to measure. */
  value?: number;
  /** Of a wide table, instead of `value`. */
  values?: number[];
  threshold?: number;
  /** What stands behind the numbers of a column, by its position. */
  units: ReadonlyMap<number, string>;
  /** Stands in the threshold column where there is none. */
  noThreshold?: number;
  active?: number;
  /** What stands in it. */
  flags?: FlagWords;
  /** Of a table of intervals: when each ends. */
  intervalEnd?: number;
  /** Why key columns whose names say nothing are taken. */
  keysReason?: string;
  /** Numbers that mean "not measured". */
  sentinels: readonly string[];
  /** Why the value is where it is. */
  reason: string;
}

/** Part of an object within a message. */
const INNER_VALUE = /\.(?:value|val|reading|measurement|wert|valore)$/i;
const ROW_NUMBER = /^(?:#|no\.?|nr\.?|n|num|number|record|id|idx|index|row|seq|unnamed.*)$/i;
/** Says how long or how often, of a row that is an interval itself. */
const OF_INTERVAL = /duration|dauer|elapsed|minutes|seconds|count/i;
/** A column of whole numbers so named holds codes, though its name does not say so. */
const KEY_WORD = /^(?:station|device|host|site|node|machine|sensor|channel|alarm|event)$/i;
/** Share of a column's texts that must be numbers, or words of a flag. */
const SHARE = 0.8;
const KEY_ROLES = ["station", "sensor", "alarm"] as const;
/** Key parts whose columns may be found without a name. */
const UNNAMED_PARTS = ["station", "sensor"] as const;

/**
 * What the columns beside those of the time mean. A table without any value has neither `value`, `values` nor `intervalEnd`. `timed`: values
 * that are known by the times they have of their own, then all there are.
 */
export function guessRoles(
  table: SampleTable,
  time: TimeColumn,
  timed: readonly TimedValue[],
  isNumber: (text: string) => boolean,
): Roles {
  const search = new RoleSearch(table, time, timed, isNumber);
  if (timed.length > 0) {
    search.takeTimed();
    return search.described();
  }
  search.takeInterval();
  search.claim("threshold", (i) => search.isNumeric(i));
  search.takeFlag();
  search.takeValue();
  search.takeState();
  search.takeNamedKeys();
  search.takeAlarmText();
  if (search.roles.intervalEnd !== undefined) return { ...search.roles, reason: "a start and an end a row" };
  if (search.roles.value === undefined) search.takeMeasures();
  else search.takeUnnamedKeys(true);
  search.takeConstantKeys();
  return search.described();
}

/** One look at a table: each column is taken for one role at most, the surest first. */
class RoleSearch {
  readonly roles: Roles = { units: new Map(), sentinels: [], reason: "" };
  readonly #table: SampleTable;
  readonly #time: TimeColumn;
  /** Values with times of their own. */
  readonly #timed: readonly number[];
  readonly #isNumber: (text: string) => boolean;
  /** All but those of the time. */
  readonly #free: readonly number[];
  readonly #numeric: ReadonlySet<number>;
  /** What stands behind the numbers, by column. */
  readonly #units: ReadonlyMap<number, string>;
  readonly #taken: Set<number>;

  constructor(table: SampleTable, time: TimeColumn, timed: readonly TimedValue[], isNumber: (text: string) => boolean) {
    this.#table = table;
    this.#time = time;
    this.#timed = timed.map(({ value }) => value);
    this.#isNumber = isNumber;
    const times = new Set([...time.indexes, time.milliseconds, ...timed.map((own) => own.time)]);
    this.#free = table.columns.map((_, i) => i).filter((i) => !times.has(i));
    this.#taken = new Set(time.indexes);
    const units = new Map<number, string>();
    const holdsNumbers = (i: number): boolean => {
      const texts = this.#texts(i).filter((text) => !isMissing(text));
      // What is called a device may be one of 24V.
      const unit = KEY_ROLES.some((role) => NAMES[role].test(this.#name(i))) ? undefined : unitOf(texts, isNumber);
      if (unit !== undefined) units.set(i, unit);
      const good = texts.filter((text) => isNumber(unit === undefined ? text : withoutUnit(text, unit))).length;
      return good > 0 && mostly(good, texts.length, SHARE, NAMES.value.test(this.#name(i)));
    };
    this.#numeric = new Set(this.#free.filter(holdsNumbers));
    this.#units = units;
  }

  /** Values with times of their own, and what else names them. */
  takeTimed(): void {
    this.roles.values = [...this.#timed];
    for (const value of this.#timed) this.#taken.add(value);
    this.takeNamedKeys();
    this.#moveSensor();
  }

  isNumeric(column: number): boolean {
    return this.#numeric.has(column);
  }

  /** The first column whose name says the role, of those allowed. */
  claim(role: NamedRole, allowed: (column: number) => boolean): void {
    const at = this.#left().find((i) => NAMES[role].test(this.#name(i)) && allowed(i));
    if (at !== undefined) this.#take(role, at);
  }

  /** Where a row measures something as well, its start and end are those of what was measured, unless it names an alarm. */
  takeInterval(): void {
    const end = intervalEnd(this.#table, this.#time, this.#free);
    if (end === undefined) return;
    const others = this.#free.filter((i) => i !== end);
    const measures = others.some((i) => this.#isMeasure(i) && !OF_INTERVAL.test(this.#name(i)));
    if (!measures || others.some((i) => NAMES.alarm.test(this.#name(i)))) this.#take("intervalEnd", end);
  }

  takeFlag(): void {
    for (const i of this.#left()) {
      const words = flagWords(this.#name(i), this.#texts(i), (good, all) => mostly(good, all, SHARE, false));
      if (words === null) continue;
      this.#take("active", i);
      this.roles.flags = words;
      return;
    }
  }

  takeValue(): void {
    // The number of a reading is a value only where nothing else is measured.
    const measured = (i: number): boolean => this.#left().some((other) => other !== i && this.#isMeasure(other));
    this.claim("value", (i) => this.isNumeric(i) && !(this.#countsRows(i) && measured(i)));
    // Of an object within a message, if it is the only one: several are a wide table.
    const [inner, another] = this.#left().filter((i) => this.isNumeric(i) && INNER_VALUE.test(this.#name(i)));
    if (this.roles.value === undefined && inner !== undefined && another === undefined) this.#take("value", inner);
  }

  /** Where no column is one of numbers: a switch is 1 while it is on and 0 while it is off, as an interval is. */
  takeState(): void {
    const { value, active, intervalEnd: end } = this.roles;
    if (value !== undefined || end !== undefined || this.#left().some((i) => this.#isMeasure(i))) return;
    if (active !== undefined) {
      this.roles.value = active;
      return;
    }
    const state = stateColumn(this.#table, this.#left(), this.#isNumber);
    if (state === undefined) return;
    this.#take("value", state.column);
    this.roles.active = state.column;
    this.roles.flags = state.flags;
  }

  takeNamedKeys(): void {
    const { value, intervalEnd } = this.roles;
    const wide = value === undefined && intervalEnd === undefined;
    // In a wide table numbers are measures, whatever their names have in common with those of keys.
    for (const role of KEY_ROLES)
      this.claim(
        role,
        (i) =>
          this.#tellsApart(i) &&
          !SEVERITY_NAME.test(this.#name(i)) &&
          (!wide || !this.isNumeric(i) || CODE_NAME.test(this.#name(i))),
      );
  }

  /** Alarms that come and go are about something. */
  takeAlarmText(): void {
    const { alarm, value, active, intervalEnd: end } = this.roles;
    if (alarm !== undefined || (end === undefined && (active === undefined || value !== active))) return;
    const few = (texts: readonly string[]): boolean => texts.length > 0 && new Set(texts).size <= texts.length / 2;
    const at = this.#left().find((i) => ALARM_TEXT.test(this.#name(i)) && !this.isNumeric(i) && few(this.#texts(i)));
    if (at !== undefined) this.#take("alarm", at);
  }

  /** A wide table's columns of numbers are its values; a single one is the value of a long table. */
  takeMeasures(): void {
    const numbers = this.#left().filter((i) => this.isNumeric(i) && this.#name(i) !== "" && !this.#countsRows(i));
    const sure = numbers.filter((i) => this.#isMeasure(i));
    const measures = sure.length > 0 ? sure : numbers;
    if (measures.length > 1 && this.roles.station === undefined) this.takeDevice();
    this.takeUnnamedKeys(measures.length === 1);
    const left = measures.filter((i) => !this.#taken.has(i));
    const [only] = left;
    if (only !== undefined && left.length === 1) this.roles.value = only;
    else this.roles.values = left;
    if (left.length > 1) this.#moveSensor();
  }

  /** Without it readings of several devices would be one series, where no two are of the same time. */
  takeDevice(): void {
    const at = this.#left().find(
      (i) => namesDevice(this.#name(i)) && !this.isNumeric(i) && recurs(this.#table.body.map((row) => (row[i] ?? "").trim())),
    );
    if (at !== undefined) this.#take("station", at);
  }

  /**
   * In a wide table a sensor is named by its column. Where another column names one too, it tells of what the row was measured by: that is the
   * station, where none is named or each belongs to one; else it takes the part of the key that is left.
   */
  #moveSensor(): void {
    const { roles } = this;
    const { station, sensor } = roles;
    if (sensor === undefined) return;
    delete roles.sensor;
    const pairs = new Set(this.#table.body.map((row) => `${row[station ?? sensor]}\u0000${row[sensor]}`));
    const belongs = pairs.size === new Set(this.#table.body.map((row) => row[sensor])).size;
    if (belongs || roles.alarm !== undefined) roles.station = sensor;
    else roles.alarm = sensor;
  }

  /** `long`: the table has one value column. */
  takeUnnamedKeys(long: boolean): void {
    const { station, sensor, alarm } = this.roles;
    const unset = UNNAMED_PARTS.filter((role) => this.roles[role] === undefined);
    const known = [station, sensor, alarm].filter((i) => i !== undefined);
    const { columns, body } = this.#table;
    const found = keyColumns(columns, body, this.#time.indexes, known, this.#left(), this.#numeric, long, unset.length);
    for (const [n, role] of unset.entries()) {
      const at = found.columns[n];
      if (at !== undefined) this.#take(role, at);
    }
    if (found.columns.length > 0) this.roles.keysReason = found.reason;
  }

  /** Where nothing else could name the series: better the one text that stands there than "column 3". */
  takeConstantKeys(): void {
    const { value, sensor } = this.roles;
    if (this.#table.header || value === undefined || sensor !== undefined) return;
    const unset = UNNAMED_PARTS.filter((role) => this.roles[role] === undefined);
    const found = constantTexts(this.#table.body, this.#free, this.#numeric, this.#taken, value).slice(0, unset.length);
    if (found.length === 0) return;
    for (const [n, role] of unset.slice(-found.length).entries()) this.roles[role] = found[n] as number;
    this.roles.keysReason ??= "the same text in every row";
  }

  /** With what numbers that are none mean, and why. */
  described(): Roles {
    const { threshold, value, values } = this.roles;
    const noThreshold = threshold === undefined ? undefined : farValue(this.#texts(threshold).map(Number));
    const sentinels = values === undefined ? [] : notMeasured(values.map((i) => this.#texts(i)));
    const words = [...new Set(sentinels.map((text) => text.replace(",", ".").replace(/\.0*$/, "")))];
    const missing = words.length === 0 ? "" : `; ${words.join(", ")} means missing`;
    const read = [value, threshold, ...(values ?? [])];
    const units = new Map([...this.#units].filter(([i]) => read.includes(i)));
    const behind = units.size === 0 ? "" : `; behind the numbers stands ${[...new Set(units.values())].join(", ")}`;
    const reason = value === undefined ? `several columns of numbers${missing}` : this.#valueReason(value);
    return { ...this.roles, units, noThreshold, sentinels, reason: `${reason}${behind}` };
  }

  #valueReason(value: number): string {
    const name = `"${this.#name(value)}"`;
    return value === this.roles.active ? `value in ${name}, 1 where it says on and 0 where it says off` : `value in ${name}`;
  }

  /** A column of numbers that are measured: no code, no other time, no remark on an alarm. */
  #isMeasure(column: number): boolean {
    const name = this.#name(column);
    if (!this.isNumeric(column) || name === "" || this.#countsRows(column)) return false;
    if (CODE_NAME.test(name) || SEVERITY_NAME.test(name) || SEEN_NAME.test(name)) return false;
    const { columns } = this.#table;
    if (isQuality(name, columns) || (INFLUX_NUMBER.test(name) && columns.includes(INFLUX_TIME))) return false;
    const texts = this.#texts(column);
    if (KEY_WORD.test(name) && texts.every((text) => /^\d+$/.test(text))) return false;
    return !TIME_NAME.test(name) || !isEpoch(texts);
  }

  /** Names stand in most of its rows, and other times of the rows are none. */
  #tellsApart(column: number): boolean {
    const texts = this.#texts(column);
    return texts.length >= this.#table.body.length / 2 && !(TIME_NAME.test(this.#name(column)) && texts.every(isTime));
  }

  /** A counter may be a measure: only where row numbers stand is one taken for them. */
  #countsRows(column: number): boolean {
    return (column === 0 || ROW_NUMBER.test(this.#name(column))) && isRowNumber(this.#texts(column).filter(this.#isNumber));
  }

  #left(): number[] {
    return this.#free.filter((i) => !this.#taken.has(i));
  }

  #name(column: number): string {
    return this.#table.columns[column] ?? "";
  }

  #texts(column: number): string[] {
    return columnTexts(this.#table.body, column);
  }

  #take(role: NamedRole | "active" | "intervalEnd", column: number): void {
    this.roles[role] = column;
    this.#taken.add(column);
  }
}
