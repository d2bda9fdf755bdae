/** The parts of a mapping the form shows. What it does not know it hands back as it came. */
export type Mapping = Readonly<Record<string, unknown>>;
export type Role = "time" | "intervalEnd" | "station" | "sensor" | "alarm" | "value" | "threshold" | "active";

export const roles: readonly { readonly role: Role; readonly label: string; readonly colour: string }[] = [
  { role: "time", label: "Time", colour: "var(--code-fn)" },
  { role: "intervalEnd", label: "Until", colour: "var(--code-fn)" },
  { role: "station", label: "Station", colour: "var(--code-kw)" },
  { role: "sensor", label: "Sensor", colour: "var(--code-type)" },
  { role: "alarm", label: "Alarm", colour: "var(--code-num)" },
  { role: "value", label: "Value", colour: "var(--fg-1)" },
  { role: "threshold", label: "Threshold", colour: "var(--code-str)" },
  { role: "active", label: "Active", colour: "var(--s3)" },
];

/** How a table holds its values: one column, one a sensor, or none, as a row says when an alarm came on and until when it was. */
export type Shape = "one" | "several" | "intervals";

export function shapeOf(mapping: Mapping): Shape {
  if (mapping["intervalEnd"] !== undefined) return "intervals";
  return Array.isArray(mapping["values"]) ? "several" : "one";
}

/** Of several values each is a sensor. */
const WITHOUT: Readonly<Record<Shape, readonly Role[]>> = {
  one: ["intervalEnd"],
  several: ["intervalEnd", "sensor"],
  intervals: ["value", "threshold", "active"],
};

/** Roles that a table of a shape has. */
export function rolesOf(shape: Shape): typeof roles {
  return roles.filter(({ role }) => !WITHOUT[shape].includes(role));
}

/**
 * The mapping with its values in another shape: of columns nobody uses, where it had none of that shape. Of several values each is a sensor:
 * what was in its place tells the stations, where nothing else does.
 */
export function withShape(mapping: Mapping, shape: Shape, columns: readonly string[]): Mapping {
  const { value, values, valueTimes: _times, intervalEnd, ...rest } = mapping;
  const used = new Set(roles.flatMap(({ role }) => positions(rest, role, columns)));
  const free = columns.flatMap((_, at) => (used.has(at) ? [] : [columnName(columns, at)]));
  const former = Array.isArray(values) ? (values as (string | number)[])[0] : undefined;
  const first = free[0] ?? columnName(columns, 0);
  if (shape === "several") {
    const { sensor, constants, ...others } = rest;
    const { sensor: _named, ...named } = (constants ?? {}) as Readonly<Record<string, unknown>>;
    const station = others["station"] ?? sensor;
    return {
      ...others,
      ...(constants === undefined ? {} : { constants: named }),
      ...(station === undefined ? {} : { station }),
      values: free,
    };
  }
  return shape === "one"
    ? { ...rest, value: value ?? former ?? first }
    : { ...rest, intervalEnd: intervalEnd ?? free.at(-1) ?? first };
}

export interface TimeMapping {
  readonly columns: readonly (string | number)[];
  readonly format: string;
  readonly zone: string;
  readonly milliseconds?: string | number;
}

export function timeOf(mapping: Mapping): TimeMapping {
  const time = (mapping["time"] ?? {}) as Partial<TimeMapping>;
  return { ...time, columns: time.columns ?? [], format: time.format ?? "iso", zone: time.zone ?? "UTC" };
}

/** Positions of the columns a role reads; several for a wide table's values or a time in several. */
export function positions(mapping: Mapping, role: Role, columns: readonly string[]): readonly number[] {
  const names =
    role === "time"
      ? timeOf(mapping).columns
      : role === "value" && Array.isArray(mapping["values"])
        ? (mapping["values"] as (string | number)[])
        : [mapping[role]];
  return names.flatMap((name) => {
    const at = typeof name === "number" ? name : typeof name === "string" ? columns.indexOf(name) : -1;
    return at < 0 ? [] : [at];
  });
}

/** Colour of each column by its role; null: not used. */
export function columnColours(mapping: Mapping, columns: readonly string[]): readonly (string | null)[] {
  const colours: (string | null)[] = columns.map(() => null);
  for (const { role, colour } of roles) for (const at of positions(mapping, role, columns)) colours[at] = colour;
  // Of values with times of their own, and milliseconds.
  const { milliseconds } = timeOf(mapping);
  const times = Object.values((mapping["valueTimes"] ?? {}) as Readonly<Record<string, string | number>>);
  const own = { time: { columns: milliseconds === undefined ? times : [...times, milliseconds] } };
  for (const at of positions(own, "time", columns)) colours[at] = colours[positions(mapping, "time", columns)[0] ?? at] ?? null;
  return colours;
}

/** Name the mapping uses for a column: its header, else its position. */
export const columnName = (columns: readonly string[], at: number): string | number => {
  const name = columns[at] ?? "";
  return name === "" || columns.indexOf(name) !== at ? at : name;
};

/** The mapping with one role read from another column; null: from none. `format`: how times stand in it; null: not known, as before. */
export function withRole(
  mapping: Mapping,
  role: Role,
  columns: readonly string[],
  at: number | null,
  format: string | null = null,
): Mapping {
  const { [role]: _former, ...rest } = mapping;
  const name = at === null ? null : columnName(columns, at);
  if (role === "time") {
    if (name === null) return mapping;
    const [, timeOfDay, ...parts] = timeOf(mapping).columns;
    const changed = withTimeColumns(mapping, name, parts.length === 0 ? timeOfDay : undefined);
    return format === null ? changed : { ...changed, time: { ...timeOf(changed), format } };
  }
  if (role === "value" && name !== null) {
    const { values: _values, valueTimes: _times, ...single } = rest;
    return { ...single, value: name };
  }
  return name === null ? rest : { ...rest, [role]: name };
}

/** The mapping with other columns of values; times of their own keep those that are still there. */
export function withValues(mapping: Mapping, values: readonly string[]): Mapping {
  const { valueTimes = {}, ...rest } = mapping;
  const own = Object.entries(valueTimes as Readonly<Record<string, string | number>>).filter(([name]) => values.includes(name));
  return { ...rest, values, ...(own.length === 0 ? {} : { valueTimes: Object.fromEntries(own) }) };
}

/** The mapping with the time of day in a column of its own; null: it stands beside the date. */
export function withTimeOfDay(mapping: Mapping, columns: readonly string[], at: number | null): Mapping {
  const [date] = timeOf(mapping).columns;
  return date === undefined ? mapping : withTimeColumns(mapping, date, at === null ? undefined : columnName(columns, at));
}

function withTimeColumns(mapping: Mapping, date: string | number, timeOfDay: string | number | undefined): Mapping {
  const columns = timeOfDay === undefined || timeOfDay === date ? [date] : [date, timeOfDay];
  return { ...mapping, time: { ...timeOf(mapping), columns } };
}

/** The mapping with the threshold that means none, as typed; none where it is no number. */
export function withNoThreshold(mapping: Mapping, entered: string): Mapping {
  const { noThreshold: _former, ...rest } = mapping;
  return entered.trim() === "" || !Number.isFinite(Number(entered)) ? rest : { ...rest, noThreshold: Number(entered) };
}

/** What stands behind the readings of a sensor, where the mapping says so; "" otherwise. Of a wide table a sensor is called as its column. */
export function unitRead(mapping: Mapping, sensor: string): string {
  const units = (mapping["units"] ?? {}) as Readonly<Record<string, string>>;
  const column = Array.isArray(mapping["values"]) ? sensor : String(mapping["value"]);
  return Object.hasOwn(units, column) ? (units[column] ?? "") : "";
}

/** Roles a row cannot do without that no column is chosen for. */
export function wanting(mapping: Mapping): readonly Role[] {
  const measured: Role = shapeOf(mapping) === "intervals" ? "intervalEnd" : "value";
  return [
    ...(timeOf(mapping).columns.length > 0 ? [] : ["time" as const]),
    ...(["value", "values", "intervalEnd"].some((role) => mapping[role] !== undefined) ? [] : [measured]),
  ];
}

/** Whether rows can be read by it. */
export const isWhole = (mapping: Mapping): boolean => wanting(mapping).length === 0;

const WANTED: Readonly<Partial<Record<Role, string>>> = {
  time: "of the time",
  value: "of the value",
  intervalEnd: "that says until when",
};

/** What is to be done before rows can be read by it; "" for nothing. */
export function chooseSentence(mapping: Mapping): string {
  const missing = wanting(mapping).map((role) => `the column ${WANTED[role]}`);
  return missing.length === 0 ? "" : `Choose ${missing.join(" and ")}`;
}

/** Which column is what, in a few words. */
export function columnsSaid(mapping: Mapping): string {
  const name = (column: unknown): string => (typeof column === "number" ? `column ${column + 1}` : String(column));
  const values = mapping["values"];
  return [
    ["time", timeOf(mapping).columns.map(name).join(" and ")],
    ...(["station", "sensor", "alarm", "value", "threshold", "active"] as const).map((role) => [role, mapping[role]] as const),
    ["until", mapping["intervalEnd"]],
    ["values", Array.isArray(values) ? `${values.length} columns` : undefined],
  ]
    .filter(([, column]) => column !== undefined && column !== "")
    .map(([role, column]) => `${String(role)} from ${name(column)}`)
    .join(" · ");
}

/** Splits a raw line into the pieces to be coloured: text of each field with its delimiter kept apart. */
export function fieldsOf(raw: string, delimiter: string, quote: string): readonly string[] {
  const fields: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === quote) quoted = !quoted;
    else if (raw[i] === delimiter && !quoted) {
      fields.push(raw.slice(start, i));
      start = i + 1;
    }
  }
  fields.push(raw.slice(start));
  return fields;
}
