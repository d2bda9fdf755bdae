import type { AggregateSpec, Catalogue, ChartSpec, Setting } from "../../plugins/api.ts";
import type { ReportDeclaration, RuleDeclaration } from "./contract.ts";
import { isNestedTooDeep } from "./nesting.ts";

const INPUTS: readonly string[] = ["number", "duration", "toggle", "text", "choice"];
/** What `fn` of an aggregate may be. */
export const AGGREGATE_FUNCTIONS: readonly string[] = [
  "count",
  "sum",
  "min",
  "max",
  "mean",
  "stddev",
  "first",
  "last",
  "range",
  "slope",
  "quantile",
];
const SEVERITIES: readonly string[] = ["critical", "warning", "info"];
const NAME = /^[a-z][a-z0-9_-]{0,63}$/i;
/** Settings, aggregates, series or evidence of one contribution: the engine works for each, and the number of a series is a byte. */
const MOST_NAMED = 200;
/** Unlike names, codes of stations and sensors come from data: only their words are looked at. */
type Fields = Readonly<Record<string, unknown>>;

/** A copy as plain data, so that nothing a plugin changes later reaches the host. */
export function plain<T>(value: T): T {
  const json = JSON.stringify(value);
  if (json === undefined || json.length > 1 << 22) throw new TypeError("a declaration must be plain data of at most 4 MiB");
  const copy = JSON.parse(json) as T;
  if (isNestedTooDeep(copy)) throw new TypeError("a declaration is nested too deep");
  return copy;
}

/** Every field of a declaration is checked here: screens, engine and sources take them as they stand. All throw a TypeError of one line. */
export function settings(declared: unknown, id: string): Record<string, Setting> {
  const copy = named(declared, id, "settings");
  for (const [name, setting] of copy) {
    const where = `${id}: setting ${name}`;
    const { input, label, help, unit, options } = setting;
    if (!INPUTS.includes(input as string)) throw new TypeError(`${where}: input must be one of ${INPUTS.join(", ")}`);
    if (setting["default"] === undefined) throw new TypeError(`${where} has no default`);
    words({ label }, where, false);
    words({ help, unit, zero: setting["zero"], empty: setting["empty"] }, where, true);
    for (const limit of ["min", "max", "step", "maxLength"])
      if (setting[limit] !== undefined && typeof setting[limit] !== "number")
        throw new TypeError(`${where}: ${limit} must be a number`);
    if (input === "choice") {
      if (!Array.isArray(options) || options.length === 0) throw new TypeError(`${where}: options must be a list`);
      for (const option of options as unknown[]) words(fields(option, `${where}: an option`), `${where}: an option`, false);
    }
    const wanted = input === "toggle" ? "boolean" : input === "number" || input === "duration" ? "number" : "string";
    if (typeof setting["default"] !== wanted) throw new TypeError(`${where}: its default must be a ${wanted}`);
    checkDefault(setting, where);
    checkZero(setting, where);
  }
  return Object.fromEntries(copy) as unknown as Record<string, Setting>;
}

/** A default that could not be typed in is a mistake. */
function checkDefault({ default: value, min, max, maxLength, options }: Fields, where: string): void {
  const few = (wanted: string): never => {
    throw new TypeError(`${where}: its default ${String(value).slice(0, 40)} must be ${wanted}`);
  };
  if (typeof value === "number") {
    if (!Number.isFinite(value)) few("a number");
    if (typeof min === "number" && value < min) few(`at least ${min}`);
    if (typeof max === "number" && value > max) few(`at most ${max}`);
  } else if (typeof value === "string") {
    if (typeof maxLength === "number" && value.length > maxLength) few(`of at most ${maxLength} characters`);
    if (Array.isArray(options) && !(options as readonly Fields[]).some((option) => option["value"] === value))
      few("one of its options");
  }
}

/** A word for a value that cannot be, or that nobody will see, is a mistake. */
function checkZero({ input, min, max, zero, empty }: Fields, where: string): void {
  const amount = input === "number" || input === "duration";
  if (zero !== undefined && !(amount && Number(min ?? 0) <= 0 && Number(max ?? 0) >= 0))
    throw new TypeError(`${where}: zero is for a number or duration that may be 0`);
  if (empty !== undefined && input !== "text") throw new TypeError(`${where}: empty is for a text`);
}

export function series(declared: unknown, id: string): RuleDeclaration["series"] {
  const copy = named(declared, id, "series");
  for (const [name, { label, unit }] of copy) {
    words({ label }, `${id}: series ${name}`, false);
    words({ unit }, `${id}: series ${name}`, true);
  }
  return Object.fromEntries(copy) as unknown as RuleDeclaration["series"];
}

export function evidence(declared: unknown, id: string): RuleDeclaration["evidence"] {
  const copy = named(declared, id, "evidence");
  for (const [name, { label, unit, share }] of copy) {
    words({ label }, `${id}: evidence ${name}`, false);
    words({ unit }, `${id}: evidence ${name}`, true);
    if (share !== undefined && typeof share !== "boolean")
      throw new TypeError(`${id}: evidence ${name}: share must be true or false`);
  }
  return Object.fromEntries(copy) as unknown as RuleDeclaration["evidence"];
}

export function aggregates(declared: unknown, id: string): Record<string, AggregateSpec> {
  const copy = named(declared, id, "aggregates");
  for (const [name, { fn, of, q }] of copy) {
    const where = `${id}: aggregate ${name}`;
    if (!AGGREGATE_FUNCTIONS.includes(fn as string))
      throw new TypeError(`${where}: fn must be one of ${AGGREGATE_FUNCTIONS.join(", ")}`);
    if (of !== undefined && of !== "value" && of !== "active") throw new TypeError(`${where}: of must be value or active`);
    if (fn === "quantile" && !(typeof q === "number" && q >= 0 && q <= 1))
      throw new TypeError(`${where}: a quantile needs q from 0 to 1`);
  }
  return Object.fromEntries(copy) as unknown as Record<string, AggregateSpec>;
}

export function only(declared: unknown, id: string): RuleDeclaration["only"] {
  const copy = fields(plain(declared ?? {}), `${id}: only`);
  const list = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === "string");
  const wrong = Object.entries(copy).find(([name, value]) =>
    name === "threshold" || name === "active"
      ? typeof value !== "boolean"
      : name === "quantity"
        ? typeof value !== "string" && !list(value)
        : !(name === "sensor" || name === "alarm") || !list(value),
  );
  if (wrong !== undefined)
    throw new TypeError(`${id}: only: ${wrong[0]} is not understood; it has quantity, sensor, alarm (texts), threshold, active`);
  const codes = (list: unknown): unknown => (Array.isArray(list) ? list.map((code: string) => code.trim()) : list);
  return { ...copy, ...mapped(copy, ["sensor", "alarm"], codes) };
}

export function reportColumns(declared: unknown, id: string): ReportDeclaration["columns"] {
  const copy: unknown = plain(declared ?? null);
  if (!Array.isArray(copy) || copy.length > 1000) throw new TypeError(`${id}: columns must be a list`);
  for (const column of copy as unknown[]) {
    const { name, label, unit } = fields(column, `${id}: a column`);
    words({ name, label }, `${id}: a column`, false);
    words({ unit }, `${id}: a column`, true);
  }
  return copy as ReportDeclaration["columns"];
}

/** Fields of a chart that name a column, or a list of them; those with a question mark may be left out. */
const CHARTS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["bar", ["x", "y[]", "stackBy?"]],
  ["line", ["x", "y[]", "splitBy?"]],
  ["heat", ["x", "y", "value"]],
  ["histogram", ["start", "end", "value", "splitBy?"]],
  ["table", []],
]);

/** Columns are those of the report: a chart of others would stay empty. */
export function chart(declared: unknown, columns: ReportDeclaration["columns"], id: string): ChartSpec {
  const { kind, horizontal, ...given } = fields(plain(declared ?? null), `${id}: chart`);
  const wanted = CHARTS.get(kind);
  if (wanted === undefined) throw new TypeError(`${id}: chart: kind must be one of ${[...CHARTS.keys()].join(", ")}`);
  const named = columns.map(({ name }) => name);
  const known: Record<string, unknown> = { kind };
  for (const field of wanted) {
    const name = field.replace(/\W+$/, "");
    const value = given[name];
    if (value === undefined && field.endsWith("?")) continue;
    const list = field.endsWith("[]") ? value : [value];
    if (!Array.isArray(list) || list.length === 0 || !list.every((column) => named.includes(column as string)))
      throw new TypeError(
        `${id}: chart: ${name} must be ${field.endsWith("[]") ? "a list of columns" : "a column"} of the report: ${named.join(", ")}`,
      );
    known[name] = value;
  }
  if (kind === "bar" && horizontal === true) known["horizontal"] = true;
  return known as unknown as ChartSpec;
}

export function catalogue(declared: unknown, id: string): Catalogue {
  const given = fields(plain(declared), id);
  // As codes of a source are: without blanks around them.
  const trimmed = (table: unknown): unknown =>
    typeof table === "object" && table !== null && !Array.isArray(table)
      ? Object.fromEntries(Object.entries(table).map(([code, entry]) => [code.trim(), entry]))
      : table;
  const copy: Fields = { ...given, ...mapped(given, ["stations", "sensors", "alarms"], trimmed) };
  for (const table of ["stations", "sensors", "alarms"]) {
    for (const [code, entry] of Object.entries(fields(copy[table] ?? {}, `${id}: ${table}`))) {
      const where = `${id}: ${table}: ${code.slice(0, 40)}`;
      const { name, short, quantity, unit } = fields(entry, where);
      words({ name }, where, false);
      words({ short, quantity, unit }, where, true);
      const { severity } = entry as { severity?: unknown };
      if (table === "alarms" && severity !== undefined && !SEVERITIES.includes(severity as string))
        throw new TypeError(`${where}: severity must be one of ${SEVERITIES.join(", ")}`);
    }
  }
  words({ version: copy["version"] }, id, true);
  if (copy["mapping"] !== undefined) {
    const { columns, ignored, noThreshold, ...texts } = fields(copy["mapping"], `${id}: mapping`);
    for (const list of [columns, ignored ?? []])
      if (!Array.isArray(list) || !list.every((each) => typeof each === "string"))
        throw new TypeError(`${id}: mapping: columns and ignored must be lists of texts`);
    if (noThreshold !== undefined && typeof noThreshold !== "number")
      throw new TypeError(`${id}: mapping: noThreshold must be a number`);
    words(texts, `${id}: mapping`, true);
  }
  return copy as unknown as Catalogue;
}

/** Those of the fields that are there, changed. */
function mapped(of: Fields, names: readonly string[], change: (value: unknown) => unknown): Fields {
  return Object.fromEntries(names.flatMap((name) => (of[name] === undefined ? [] : [[name, change(of[name])]])));
}

function named(declared: unknown, id: string, what: string): [string, Fields][] {
  const entries = Object.entries(fields(plain(declared ?? {}), `${id}: ${what}`));
  if (entries.length > MOST_NAMED) throw new TypeError(`${id}: ${what}: ${entries.length} are more than ${MOST_NAMED}`);
  return entries.map(([name, value]) => {
    if (!NAME.test(name)) throw new TypeError(`${id}: ${what}: the name "${name.slice(0, 40)}" must be letters, digits, - and _`);
    if (isOwnWord(name)) throw new TypeError(`${id}: ${what}: "${name}" is a word of JavaScript's own; choose another`);
    return [name, fields(value, `${id}: ${what} ${name}`)];
  });
}

/** What every object answers to, such as `constructor`: a table without it seems to have it. */
export function isOwnWord(name: string): boolean {
  return name in Object.prototype;
}

function fields(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`${where} must be an object`);
  return value as Fields;
}

/** Throws for a value that is no text of at most 2000 characters. */
export function words(values: Fields, where: string, optional: boolean): void {
  for (const [name, value] of Object.entries(values)) {
    if (optional && value === undefined) continue;
    if (typeof value !== "string") throw new TypeError(`${where}: ${name} must be a text`);
    if (value.length > 2000) throw new TypeError(`${where}: ${name} is longer than 2000 characters`);
  }
}
