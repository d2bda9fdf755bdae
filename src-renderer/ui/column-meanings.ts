/** What a column of a source is read as. */
export interface ColumnMeaning {
  readonly column: string;
  readonly meaning: string;
  /** "": bare numbers, or none. */
  readonly unit: string;
  /** How it is written. */
  readonly detail: string;
}

const PARTS = [
  ["station", "Station"],
  ["sensor", "Sensor"],
  ["alarm", "Alarm"],
  ["value", "Value"],
  ["threshold", "Threshold"],
  ["active", "Active flag"],
  ["intervalEnd", "On until"],
] as const;

/** A mapping (docs/mapping.md) column by column, then what stands in no column, then the columns that are not read. */
export function columnMeanings(mapping: Readonly<Record<string, unknown>>): readonly ColumnMeaning[] {
  const names = listOf(mapping["columns"]);
  const name = (column: unknown): string => {
    const said = typeof column === "number" ? names[column] : column;
    return said === undefined || said === "" ? `column ${Number(column) + 1}` : String(said);
  };
  const units = (mapping["units"] ?? {}) as Readonly<Record<string, string>>;
  const unit = (column: unknown): string => (Object.hasOwn(units, String(column)) ? (units[String(column)] ?? "") : "");
  const parts = PARTS.filter(([field]) => mapping[field] !== undefined).map(([field, meaning]) => ({
    column: name(mapping[field]),
    meaning,
    unit: unit(mapping[field]),
    detail: detailOf(field, mapping),
  }));
  const values = listOf(mapping["values"]).map((column) => ({
    column: name(column),
    meaning: "Values of a sensor",
    unit: unit(column),
    detail: "",
  }));
  const ownTimes = Object.entries((mapping["valueTimes"] ?? {}) as Readonly<Record<string, unknown>>).map(([value, column]) => ({
    column: name(column),
    meaning: `Time of ${names.includes(value) ? value : name(/^\d+$/.test(value) ? Number(value) : value)}`,
    unit: "",
    detail: "",
  }));
  const read = [...times(mapping, name), ...ownTimes, ...parts, ...values];
  const constants = Object.entries((mapping["constants"] ?? {}) as Readonly<Record<string, string>>).map(([part, always]) => ({
    column: "",
    meaning: part.charAt(0).toUpperCase() + part.slice(1),
    unit: "",
    detail: `always ${always}`,
  }));
  const used = new Set(read.map(({ column }) => column));
  const unread = names.filter((column) => !used.has(String(column)) && column !== "");
  return [
    ...read,
    ...constants,
    ...unread.map((column) => ({ column: String(column), meaning: "", unit: "", detail: "not read" })),
  ];
}

function times(mapping: Readonly<Record<string, unknown>>, name: (column: unknown) => string): ColumnMeaning[] {
  const { columns, milliseconds, format = "iso", zone = "UTC" } = (mapping["time"] ?? {}) as Readonly<Record<string, unknown>>;
  const written = String(format).startsWith("epoch") ? String(format) : `${format}, in ${zone} where no zone stands`;
  const more = milliseconds === undefined ? [] : [{ column: name(milliseconds), meaning: "Milliseconds", unit: "", detail: "" }];
  const read = listOf(columns).map((column, i, all) => ({
    column: name(column),
    meaning: all.length === 1 ? "Time" : i === 0 ? "Date" : "Time of day",
    unit: "",
    detail: i === 0 ? written : "",
  }));
  return [...read, ...more];
}

function detailOf(field: (typeof PARTS)[number][0], mapping: Readonly<Record<string, unknown>>): string {
  if (field === "threshold") return mapping["noThreshold"] === undefined ? "" : `${mapping["noThreshold"]} means none`;
  if (field === "value") return mapping["decimal"] === "," ? "decimal comma" : "";
  return field === "active" && Array.isArray(mapping["activeTrue"]) ? `active: ${mapping["activeTrue"].join(", ")}` : "";
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
