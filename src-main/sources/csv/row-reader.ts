import { ACTIVE, appendEvent, createBatch, type EventBatch, INACTIVE, NO_FLAG, OF_INTERVAL } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import { ownText } from "../../engine/own-text.ts";
import { ENCODING_NAMES } from "../encodings.ts";
import { joinedTime } from "../joined-time.ts";
import type { Mapping } from "../mapping.ts";
import { fieldsDetail } from "../refusal-details.ts";
import type { RefusalReason } from "../source.ts";
import { withoutThousands } from "./number-marks.ts";
import { LONGEST_LINE, LONGEST_QUOTED, splitRecord } from "./records.ts";
import { createTimeReader, type TimeReader } from "./time-reader.ts";
import { withoutUnit } from "./units.ts";
import { isUtf16 } from "./utf16.ts";

/** Why a row was refused. */
export interface Refusal {
  readonly reason: Extract<RefusalReason, "malformed" | "unconvertible">;
  readonly detail: string;
  /** The column at fault, when it is one. */
  readonly column: number | null;
}

const NONE = -1;
/**
 * Characters of a station, sensor or alarm: each is kept for good, and stands in every result of it. No fewer than what the fast way takes,
 * which leaves longer ones to this reader.
 */
const LONGEST_NAME = 4096;
/** Where a mapping's roles stand, by column position; -1: nowhere. */
export interface RowLayout {
  readonly columns: number;
  readonly time: number;
  readonly secondTime: number;
  readonly station: number;
  readonly sensor: number;
  readonly alarm: number;
  readonly value: number;
  readonly values: readonly { readonly column: number; readonly sensor: string }[];
  readonly threshold: number;
  readonly active: number;
  readonly intervalEnd: number;
  /** Key id of a row with these texts by column; `slot` is the value column of a wide table. */
  keyId(texts: ReadonlyMap<number, string>, slot: number): number;
}

/**
 * Turns records into events as a mapping says. One for a source: it keeps the dictionary of keys.
 * Every way a row can come (file, message, preview) goes through here, so all accept and refuse the same.
 */
export class RowReader {
  readonly keys: KeyTable;
  readonly columns: readonly string[];
  readonly #mapping: Mapping;
  readonly #time: TimeReader;
  readonly #timeColumns: readonly number[];
  readonly #milliseconds: number;
  readonly #station: number;
  readonly #sensor: number;
  readonly #alarm: number;
  /** Those of the three that are there. */
  readonly #keyColumns: readonly number[];
  readonly #value: number;
  readonly #values: readonly { column: number; sensor: string }[];
  /** By value column: that of its own time; null: all have that of the row. */
  readonly #valueTimes: ReadonlyMap<number, number> | null;
  readonly #threshold: number;
  readonly #active: number;
  readonly #intervalEnd: number;
  readonly #true: ReadonlySet<string>;
  readonly #false: ReadonlySet<string>;
  readonly #missing: ReadonlySet<string>;
  readonly #comma: boolean;
  readonly #thousands: Mapping["thousands"];
  /** By column; null: numbers have none. */
  readonly #units: ReadonlyMap<number, string> | null;
  readonly #lastFields: string[] = [];
  #lastKey = -1;

  /**
   * `columns`: names by position; `keys`: those of a reader of the same source. Throws an Error of one line for a mapping that names a column
   * which is not there.
   */
  constructor(mapping: Mapping, columns: readonly string[], keys?: KeyTable) {
    // Names in it are parts of rows, and of messages of many rows.
    this.keys = keys ?? new KeyTable(ownText);
    this.#mapping = mapping;
    this.columns = columns;
    const find = (column: string | number | undefined, what: string): number => {
      if (column === undefined) return NONE;
      const at = typeof column === "number" ? column : columns.indexOf(column);
      if (at < 0 || at >= columns.length) {
        throw new Error(
          `mapping: ${what} column ${JSON.stringify(column).slice(0, 100)} is not in the file; its columns are ${columnList(columns)}`,
        );
      }
      return at;
    };
    this.#timeColumns = mapping.time.columns.map((column) => find(column, "time"));
    this.#milliseconds = find(mapping.time.milliseconds, "milliseconds");
    this.#time = createTimeReader(mapping.time.format, mapping.time.zone);
    this.#station = find(mapping.station, "station");
    this.#sensor = find(mapping.sensor, "sensor");
    this.#alarm = find(mapping.alarm, "alarm");
    this.#keyColumns = [this.#station, this.#sensor, this.#alarm].filter((column) => column !== NONE);
    this.#value = find(mapping.value, "value");
    this.#values = valueColumns(
      (mapping.values ?? []).map((name) => find(name, "value")),
      columns,
    );
    this.#valueTimes = mapping.valueTimes === undefined ? null : this.#ownTimes(mapping.valueTimes, find);
    this.#threshold = find(mapping.threshold, "threshold");
    this.#active = find(mapping.active, "active");
    this.#intervalEnd = find(mapping.intervalEnd, "interval end");
    this.#true = new Set(mapping.activeTrue.map((word) => word.toLowerCase()));
    this.#false = new Set(mapping.activeFalse.map((word) => word.toLowerCase()));
    this.#missing = new Set(mapping.missing.map((word) => word.trim()));
    this.#comma = mapping.decimal === ",";
    this.#thousands = mapping.thousands;
    const units = Object.entries(mapping.units ?? {}).map(
      ([name, unit]) => [find(keyColumn(name, columns), "unit"), unit] as const,
    );
    this.#units = units.length === 0 ? null : new Map(units);
  }

  #ownTimes(
    valueTimes: NonNullable<Mapping["valueTimes"]>,
    find: (column: string | number, what: string) => number,
  ): ReadonlyMap<number, number> {
    const own = Object.entries(valueTimes).map(([name, time]) => {
      const value = find(keyColumn(name, this.columns), "value");
      if (!this.#values.some(({ column }) => column === value))
        throw new Error(`mapping: valueTimes has column ${JSON.stringify(name).slice(0, 100)}, which is none of "values"`);
      return [value, find(time, "time")] as const;
    });
    return new Map(own);
  }

  get layout(): RowLayout {
    const part = (texts: ReadonlyMap<number, string>, column: number, name: "station" | "sensor" | "alarm"): string =>
      (column === NONE ? (this.#mapping.constants[name] ?? "") : (texts.get(column) ?? "")).trim();
    return {
      columns: this.columns.length,
      time: this.#timeColumns[0] as number,
      secondTime: this.#timeColumns[1] ?? NONE,
      station: this.#station,
      sensor: this.#sensor,
      alarm: this.#alarm,
      value: this.#value,
      values: this.#values,
      threshold: this.#threshold,
      active: this.#active,
      intervalEnd: this.#intervalEnd,
      keyId: (texts, slot) =>
        this.keys.id(
          part(texts, this.#station, "station"),
          this.#values[slot]?.sensor ?? part(texts, this.#sensor, "sensor"),
          part(texts, this.#alarm, "alarm"),
        ),
    };
  }

  /** Most events one row can give. */
  get fanOut(): number {
    return this.#intervalEnd !== NONE ? 2 : Math.max(1, this.#values.length);
  }

  /** Appends the events of a record to `batch` (which has room for `fanOut` more), or says why not. */
  read(record: string, source: number, row: number, batch: EventBatch): Refusal | null {
    const { delimiter, quote, encoding } = this.#mapping;
    if (record.length > LONGEST_LINE) return malformed("a line longer than 16,777,216 characters");
    // What a decoder puts for bytes that are none of its encoding.
    if (encoding !== "latin1" && record.includes("\uFFFD"))
      return malformed(`bytes that are not ${ENCODING_NAMES[isUtf16(encoding) ? "utf-16le" : encoding]}`);
    if (record.includes("\0")) return malformed("a zero byte");
    const fields = splitRecord(record, delimiter, quote);
    if (fields === null) return malformed(record.length > LONGEST_QUOTED ? "a quoted record longer than 1 MiB" : "broken quote");
    return this.readFields(fields, source, row, batch);
  }

  readFields(fields: readonly string[], source: number, row: number, batch: EventBatch): Refusal | null {
    if (fields.length !== this.columns.length) return malformed(fieldsDetail(fields.length, this.columns.length));
    const timeColumn = this.#timeColumns[0] as number;
    const timeText = this.#timeText(fields);
    const time = this.#time(timeText) + this.#millisecondsOf(fields);
    if (Number.isNaN(time) && !Number.isNaN(this.#time(timeText)))
      return this.#unconvertible(
        this.#milliseconds,
        `milliseconds ${quoteText(fields[this.#milliseconds] as string)} are no number from 0 to 999`,
      );
    // Where values have times of their own, those of a shorter column end before the others.
    if (Number.isNaN(time) && this.#valueTimes === null)
      return this.#unconvertible(timeColumn, `time ${quoteText(timeText)} is not of the format ${this.#mapping.time.format}`);
    const long = this.#keyColumns.find((column) => isTooLong(fields[column] as string));
    if (long !== undefined)
      return this.#unconvertible(
        long,
        `${this.columns[long]} ${quoteText(fields[long] as string)} is longer than 4,096 characters`,
      );
    if (this.#intervalEnd !== NONE) return this.#readInterval(fields, time, source, row, batch);
    let threshold = Number.NaN;
    if (this.#threshold !== NONE) {
      const text = fields[this.#threshold] as string;
      if (!this.#missing.has(text.trim())) {
        threshold = this.#number(text, this.#threshold);
        if (Number.isNaN(threshold)) return this.#unconvertible(this.#threshold, `threshold ${quoteText(text)} is not a number`);
        if (threshold === this.#mapping.noThreshold) threshold = Number.NaN;
      }
    }
    let active = NO_FLAG;
    if (this.#active !== NONE) {
      const text = (fields[this.#active] as string).trim();
      const word = text.toLowerCase();
      if (this.#true.has(word)) active = ACTIVE;
      else if (this.#false.has(word)) active = INACTIVE;
      // A switch among sensors: what is no word for on or off is a number, or refused as one.
      else if (this.#active !== this.#value && !this.#missing.has(text))
        return this.#unconvertible(this.#active, `active flag ${quoteText(word)} is neither yes nor no`);
    }
    if (this.#values.length === 0) {
      const text = fields[this.#value] as string;
      if (this.#missing.has(text.trim())) return this.#unconvertible(this.#value, `value is missing (${quoteText(text)})`);
      const number = this.#number(text, this.#value);
      const word = this.#active === this.#value && active !== NO_FLAG;
      const value = word && Number.isNaN(number) ? (active === ACTIVE ? 1 : 0) : number;
      if (Number.isNaN(value)) return this.#unconvertible(this.#value, `value ${quoteText(text)} is not a number`);
      appendEvent(batch, time, this.#keyOf(fields), value, threshold, active, source, row);
      return null;
    }
    // Check all before appending any: a row is accepted or refused as a whole.
    const from = batch.length;
    const station = this.#part(fields, this.#station, "station").trim();
    const alarm = this.#part(fields, this.#alarm, "alarm").trim();
    for (const { column, sensor } of this.#values) {
      const text = fields[column] as string;
      if (this.#missing.has(text.trim())) continue;
      const value = this.#number(text, column);
      if (Number.isNaN(value)) {
        batch.length = from;
        return this.#unconvertible(column, `${this.columns[column]} ${quoteText(text)} is not a number`);
      }
      const own = this.#valueTimes?.get(column);
      const measured = own === undefined ? time : this.#time(fields[own] as string);
      if (Number.isNaN(measured)) {
        batch.length = from;
        const ofIt = own === undefined ? this.#timeText(fields) : (fields[own] as string);
        const detail = `the time ${quoteText(ofIt)} of ${this.columns[column]} is not of the format ${this.#mapping.time.format}`;
        return this.#unconvertible(own ?? (this.#timeColumns[0] as number), detail);
      }
      appendEvent(batch, measured, this.keys.id(station, sensor, alarm), value, threshold, active, source, row);
    }
    if (batch.length === from) return this.#unconvertible(null, "every value is missing");
    // The first of a row decides whether the row is late, and it is accepted or refused as a whole.
    if (this.#valueTimes !== null) sortByTime(batch, from);
    return null;
  }

  /** 0 where there are none; NaN for what is none. A part of one is cut off, as everywhere. */
  #millisecondsOf(fields: readonly string[]): number {
    if (this.#milliseconds === NONE) return 0;
    const text = (fields[this.#milliseconds] as string).trim();
    if (this.#missing.has(text)) return 0;
    return /^\d{1,3}(?:[.,]\d*)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  }

  #timeText(fields: readonly string[]): string {
    const columns = this.#timeColumns;
    return columns.length === 1
      ? (fields[columns[0] as number] as string)
      : joinedTime(columns.map((column) => fields[column] as string));
  }

  #readInterval(fields: readonly string[], start: number, source: number, row: number, batch: EventBatch): Refusal | null {
    const text = fields[this.#intervalEnd] as string;
    const key = this.#keyOf(fields);
    if (this.#missing.has(text.trim())) {
      // Still on.
      appendEvent(batch, start, key, 1, Number.NaN, ACTIVE, source, row);
      return null;
    }
    const end = this.#time(text);
    if (Number.isNaN(end))
      return this.#unconvertible(this.#intervalEnd, `end ${quoteText(text)} is not of the format ${this.#mapping.time.format}`);
    if (end < start) return this.#unconvertible(this.#intervalEnd, `the interval ends (${quoteText(text)}) before it starts`);
    appendEvent(batch, start, key, 1, Number.NaN, ACTIVE | OF_INTERVAL, source, row);
    appendEvent(batch, end, key, 0, Number.NaN, INACTIVE | OF_INTERVAL, source, row);
    return null;
  }

  #keyOf(fields: readonly string[]): number {
    const station = this.#part(fields, this.#station, "station");
    const sensor = this.#part(fields, this.#sensor, "sensor");
    const alarm = this.#part(fields, this.#alarm, "alarm");
    const last = this.#lastFields;
    if (this.#lastKey >= 0 && last[0] === station && last[1] === sensor && last[2] === alarm) return this.#lastKey;
    last[0] = station;
    last[1] = sensor;
    last[2] = alarm;
    // Blanks around a name are padding, as they are around numbers, times and names of columns, quoted or not.
    this.#lastKey = this.keys.id(station.trim(), sensor.trim(), alarm.trim());
    return this.#lastKey;
  }

  #part(fields: readonly string[], column: number, name: "station" | "sensor" | "alarm"): string {
    return column === NONE ? (this.#mapping.constants[name] ?? "") : (fields[column] as string);
  }

  #number(text: string, column: number): number {
    const unit = this.#units?.get(column);
    const bare = unit === undefined ? text.trim() : withoutUnit(text.trim(), unit);
    const whole = this.#thousands === undefined ? bare : withoutThousands(bare, this.#thousands);
    // The minus of typography, which some locales write, and a sign in a column of its own, as loggers do.
    const signed = /^[+\u2212-]/.test(whole) ? whole.replace(/^\u2212/, "-").replace(/^(.) +/, "$1") : whole;
    const trimmed = this.#comma ? signed.replace(",", ".") : signed;
    // Number("") is 0 and Number("0x10") 16: neither is a measurement.
    if (trimmed === "" || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return Number.NaN;
    const value = Number(trimmed);
    return Number.isFinite(value) ? value : Number.NaN;
  }

  #unconvertible(column: number | null, detail: string): Refusal {
    return { reason: "unconvertible", detail, column };
  }
}

/**
 * Each value column of a wide table is a sensor of its own, also where several have one name: the second is told by its place. Throws an
 * Error of one line for one that is named twice.
 */
function valueColumns(places: readonly number[], columns: readonly string[]): { column: number; sensor: string }[] {
  const sensors = new Map<string, number>();
  const seen = new Set<number>();
  for (const column of places) {
    let sensor = (columns[column] ?? String(column)).trim();
    if (seen.has(column)) throw new Error(`mapping: value column ${JSON.stringify(sensor).slice(0, 100)} is named twice`);
    seen.add(column);
    while (sensors.has(sensor)) sensor = `${sensor} (column ${column + 1})`.trim();
    sensors.set(sensor, column);
  }
  return [...sensors].map(([sensor, column]) => ({ column, sensor }));
}

/** A column as a key of an object names it: a text, of a position too. */
const keyColumn = (name: string, columns: readonly string[]): string | number =>
  !columns.includes(name) && /^\d{1,5}$/.test(name) ? Number(name) : name;

/** Sorts the events of a batch from `from` on by time; those of one time stay as they are. */
function sortByTime(batch: EventBatch, from: number): void {
  const { time, key, value } = batch;
  // All else is the same in the events of a row, and they are few or nearly in order.
  for (let i = from + 1; i < batch.length; i++) {
    const [t, k, v] = [time[i] as number, key[i] as number, value[i] as number];
    let at = i;
    for (; at > from && (time[at - 1] as number) > t; at--) {
      time[at] = time[at - 1] as number;
      key[at] = key[at - 1] as number;
      value[at] = value[at - 1] as number;
    }
    time[at] = t;
    key[at] = k;
    value[at] = v;
  }
}

/** The first few names, for a line a person reads. */
function columnList(columns: readonly string[]): string {
  const names = columns.slice(0, 20).map((name) => JSON.stringify(name.slice(0, 60)));
  return columns.length > names.length ? `${names.join(", ")} and ${columns.length - names.length} more` : names.join(", ");
}

const isTooLong = (name: string): boolean => name.length > LONGEST_NAME && name.trim().length > LONGEST_NAME;

function malformed(detail: string): Refusal {
  return { reason: "malformed", detail, column: null };
}

function quoteText(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

/** A batch with room for `rows` rows of this reader. */
export function batchFor(reader: RowReader, rows: number): EventBatch {
  return createBatch(rows * reader.fanOut);
}
