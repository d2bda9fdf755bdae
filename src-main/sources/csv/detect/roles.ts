import { columnTexts, mostly } from "./column-texts.ts";
import { type FlagWords, flagWords } from "./flag-column.ts";
import { constantTexts, keyColumns } from "./key-columns.ts";
import { farValue, isMissing, isRowNumber, notMeasured } from "./odd-values.ts";
import type { SampleTable } from "./sample-table.ts";
import { TIME_NAME } from "./time-column.ts";

/** What the columns of a table mean, by position. */
export interface Roles {
  station?: number;
  sensor?: number;
  alarm?: number;
  value?: number;
  /** Of a wide table, instead of `value`. */
  values?: number[];
  threshold?: number;
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

type NamedRole = "station" | "sensor" | "alarm" | "value" | "threshold";

const NAMES: Readonly<Record<NamedRole, RegExp>> = {
  station:
    /station|device|host|node|site|machine|unit_?id|asset|location|standort|anlage|gerät|geraet|maschine|estaci|estaç|stazione|dispositiv|appareil|equip/i,
  sensor:
    /sensor|datapoint|channel|signal|metric|tag|point|measurement_?(?:id|name)|variable|^key$|parameter|messstelle|meßstelle|messpunkt|kanal|messgröße|capteur|sonde|canal/i,
  alarm: /alarm|alert|event_?(?:id|type|code)|fault/i,
  value: /^(?:value|val|reading|measurement|wert|messwert|valore|valor|valeur|mesure|y)$/i,
  threshold: /threshold|limit|setpoint|grenzwert|schwelle|seuil|umbral|soglia/i,
};

/** Part of an object within a message. */
const INNER_VALUE = /\.(?:value|val|reading|measurement|wert|valore)$/i;
const ROW_NUMBER = /^(?:#|no\.?|nr\.?|n|num|number|id|idx|index|row|seq|unnamed.*)$/i;
const INTERVAL_START = /start|begin|raise/i;
const INTERVAL_END = /end|stop|clear/i;
/** A column of numbers so named holds codes. */
const CODE_NAME = /id$|code$|number$/i;
/** Share of a column's texts that must be numbers, or words of a flag. */
const SHARE = 0.8;
/** Key parts whose columns may be found without a name. */
const UNNAMED_PARTS = ["station", "sensor"] as const;

/** What the columns beside those of the time mean. A table without any value has neither `value`, `values` nor `intervalEnd`. */
export function guessRoles(table: SampleTable, time: readonly number[], isNumber: (text: string) => boolean): Roles {
  const search = new RoleSearch(table, time, isNumber);
  search.takeInterval();
  search.claim("threshold", (i) => search.isNumeric(i));
  search.takeFlag();
  search.takeValue();
  search.takeNamedKeys();
  if (search.roles.intervalEnd !== undefined) return { ...search.roles, reason: "a start and an end a row" };
  if (search.roles.value === undefined) search.takeMeasures();
  else search.takeUnnamedKeys(true);
  search.takeConstantKeys();
  return search.described();
}

/** One look at a table: each column is taken for one role at most, the surest first. */
class RoleSearch {
  readonly roles: Roles = { sentinels: [], reason: "" };
  readonly #table: SampleTable;
  readonly #time: readonly number[];
  /** All but those of the time. */
  readonly #free: readonly number[];
  readonly #numeric: ReadonlySet<number>;
  readonly #taken: Set<number>;

  constructor(table: SampleTable, time: readonly number[], isNumber: (text: string) => boolean) {
    this.#table = table;
    this.#time = time;
    this.#free = table.columns.map((_, i) => i).filter((i) => !time.includes(i));
    this.#taken = new Set(time);
    const holdsNumbers = (i: number): boolean => {
      const texts = this.#texts(i).filter((text) => !isMissing(text));
      const good = texts.filter(isNumber).length;
      return good > 0 && mostly(good, texts.length, SHARE, NAMES.value.test(this.#name(i)));
    };
    this.#numeric = new Set(this.#free.filter(holdsNumbers));
  }

  isNumeric(column: number): boolean {
    return this.#numeric.has(column);
  }

  /** The first column whose name says the role, of those allowed. */
  claim(role: NamedRole, allowed: (column: number) => boolean): void {
    const at = this.#left().find((i) => NAMES[role].test(this.#name(i)) && allowed(i));
    if (at !== undefined) this.#take(role, at);
  }

  takeInterval(): void {
    const [start] = this.#time;
    if (start === undefined || this.#time.length !== 1 || !INTERVAL_START.test(this.#name(start))) return;
    const end = this.#free.find((i) => INTERVAL_END.test(this.#name(i)) && TIME_NAME.test(this.#name(i)));
    if (end !== undefined) this.#take("intervalEnd", end);
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
    this.claim("value", (i) => this.isNumeric(i));
    // Of an object within a message, if it is the only one: several are a wide table.
    const [inner, another] = this.#left().filter((i) => this.isNumeric(i) && INNER_VALUE.test(this.#name(i)));
    if (this.roles.value === undefined && inner !== undefined && another === undefined) this.#take("value", inner);
  }

  takeNamedKeys(): void {
    const { value, intervalEnd } = this.roles;
    const wide = value === undefined && intervalEnd === undefined;
    // In a wide table numbers are measures, whatever their names have in common with those of keys.
    for (const role of ["station", "sensor", "alarm"] as const)
      this.claim(role, (i) => !wide || !this.isNumeric(i) || CODE_NAME.test(this.#name(i)));
  }

  /** A wide table's columns of numbers are its values; a single one is the value of a long table. */
  takeMeasures(): void {
    const measures = this.#left().filter((i) => this.isNumeric(i) && this.#name(i) !== "" && !this.#countsRows(i));
    this.takeUnnamedKeys(measures.length === 1);
    const left = measures.filter((i) => !this.#taken.has(i));
    const [only] = left;
    if (only !== undefined && left.length === 1) this.roles.value = only;
    else this.roles.values = left;
  }

  /** `long`: the table has one value column. */
  takeUnnamedKeys(long: boolean): void {
    const { station, sensor, alarm } = this.roles;
    const unset = UNNAMED_PARTS.filter((role) => this.roles[role] === undefined);
    const known = [station, sensor, alarm].filter((i) => i !== undefined);
    const { columns, body } = this.#table;
    const found = keyColumns(columns, body, this.#time, known, this.#left(), this.#numeric, long, unset.length);
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
    const words = sentinels.filter((text) => !/[.,]/.test(text));
    const missing = words.length === 0 ? "" : `; ${words.join(", ")} means missing`;
    const reason =
      values === undefined && value !== undefined ? `value in "${this.#name(value)}"` : `several columns of numbers${missing}`;
    return { ...this.roles, noThreshold, sentinels, reason };
  }

  /** A counter may be a measure: only where row numbers stand is one taken for them. */
  #countsRows(column: number): boolean {
    return (column === 0 || ROW_NUMBER.test(this.#name(column))) && isRowNumber(this.#texts(column));
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
