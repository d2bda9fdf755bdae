import type { MappingPreset } from "../../../plugins/api.ts";
import { type Mapping, MOST_COLUMNS, parseMapping } from "../mapping.ts";
import { type FlagWords, flagWords, ON } from "./flag-column.ts";
import { constantTexts, keyColumns } from "./key-columns.ts";
import { guessNumberMarks, numberPattern } from "./number-marks.ts";
import { preambleRecords } from "./preamble.ts";
import { RecordSplitter, splitRecord } from "./records.ts";
import { severityGuess } from "./severity-column.ts";
import { createTimeReader } from "./time-reader.ts";

export interface NamedPreset {
  readonly name: string;
  readonly preset: MappingPreset;
}

/** One guess with its reason, for the cards and the form of the preview. */
export interface Guess {
  readonly name:
    | "encoding"
    | "delimiter"
    | "quote"
    | "header"
    | "decimal"
    | "time"
    | "noThreshold"
    | "shape"
    | "keys"
    | "active"
    | "severity";
  readonly answer: string;
  readonly reason: string;
}

export interface Detection {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  readonly guesses: readonly Guess[];
}

const DELIMITERS = [",", ";", "\t", "|", " "] as const;
const NUMBER_POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER_COMMA = /^[+-]?\d+(?:,\d+)?$/;
const SAMPLE_ROWS = 1000;

/**
 * Guesses how a file is to be read from its first rows. `text` is its decoded beginning; a last line that may be cut is left out
 * by the caller. Throws an Error of one line when no time or no value column can be found.
 */
export function detectCsv(
  text: string,
  encoding: Mapping["encoding"],
  encodingReason: string,
  presets: readonly NamedPreset[],
): Detection {
  if (!text.includes("\n") && (text.match(/\r/g)?.length ?? 0) > 1)
    throw new Error("its lines end in carriage returns alone; save it with line feeds");
  const dialect = guessDialect(text);
  const { delimiter, quote, reason: delimiterReason, quoted } = dialect;
  const skip = preambleRecords(dialect.records, (record) => splitRecord(record, delimiter, quote)?.length ?? 0, dialect.fields);
  const records = dialect.records.slice(skip);
  const rows = records.map((record) => splitRecord(record, delimiter, quote)).filter((row): row is string[] => row !== null);
  const first = rows[0];
  if (first === undefined) throw new Error("it has no rows");
  const width = commonWidth(rows.slice(1).length > 0 ? rows.slice(1) : rows);
  const widest = Math.max(width, first.length);
  if (widest > MOST_COLUMNS)
    throw new Error(
      `it has ${widest.toLocaleString("en-US")} columns, more than the ${MOST_COLUMNS.toLocaleString("en-US")} Weir reads; cut it`,
    );
  const header = guessHeader(first, rows.slice(1), width);
  const body = (header.present ? rows.slice(1) : rows).filter((row) => row.length === width);
  if (body.length === 0) throw new Error("it has a header but no rows");
  const columns = header.present ? headerNames(first, width) : Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  const guesses: Guess[] = [
    {
      name: "encoding",
      answer: ENCODING_NAMES[encoding],
      reason: encodingReason,
    },
    { name: "delimiter", answer: DELIMITER_NAMES[delimiter] ?? delimiter, reason: delimiterReason },
    {
      name: "quote",
      answer: quote === '"' ? 'Double "' : "Single '",
      reason: quoted === 0 ? "none in the sample" : `${quoted} rows use it`,
    },
    {
      name: "header",
      answer: header.present ? "First row" : "None",
      reason: skip === 0 ? header.reason : `${header.reason}; ${skip} lines before it passed over`,
    },
  ];
  const known = matchPreset(presets, columns, header.present, body);
  if (known !== null) {
    const mapping = presetMapping(known, columns, encoding, delimiter, quote, header.present, skip);
    guesses.push(
      { name: "decimal", answer: "Point", reason: "as the format says" },
      { name: "time", answer: known.preset.time, reason: known.preset.timeFormat ?? "ISO" },
      {
        name: "noThreshold",
        answer: known.preset.noThreshold === undefined ? "none" : String(known.preset.noThreshold),
        reason: `format ${known.name}`,
      },
      { name: "shape", answer: "One value column", reason: `recognised: ${known.name}` },
      { name: "keys", answer: presetKeys(known.preset), reason: `format ${known.name}` },
      { name: "active", answer: known.preset.active ?? "none", reason: `format ${known.name}` },
    );
    return { mapping, columns, guesses };
  }
  const marks = guessNumberMarks(body, delimiter);
  const time = guessTime(columns, body);
  const roles = guessRoles(columns, body, numberPattern(marks), time.indexes, header.present);
  if (roles.intervalEnd === undefined && roles.value === undefined && (roles.values ?? []).length === 0) {
    throw new Error("no column of numbers was found; name the value column in a mapping file (docs/mapping.md)");
  }
  const name = (i: number): string | number =>
    header.present && columns[i] !== "" && columns.indexOf(columns[i] as string) === i ? (columns[i] as string) : i;
  const optional = (i: number | undefined): string | number | undefined => (i === undefined ? undefined : name(i));
  const mapping = parseMapping(
    {
      encoding,
      delimiter,
      quote,
      skip,
      header: header.present,
      columns: [...columns],
      decimal: marks.decimal,
      thousands: marks.thousands,
      time: { columns: time.indexes.map(name), format: time.format, zone: "UTC" },
      station: optional(roles.station),
      sensor: optional(roles.sensor),
      alarm: optional(roles.alarm),
      constants: roles.sensor === undefined && roles.value !== undefined ? { sensor: columns[roles.value] ?? "value" } : {},
      value: optional(roles.value),
      values: roles.values?.map(name),
      threshold: optional(roles.threshold),
      noThreshold: roles.noThreshold,
      active: optional(roles.active),
      intervalEnd: optional(roles.intervalEnd),
      ...(roles.flags === undefined ? {} : withFlags(roles.flags)),
      missing: [...MISSING, ...roles.sentinels].filter((word) => !/^nan$/i.test(word) || roles.values !== undefined),
    },
    "detected mapping",
  );
  guesses.push(
    { name: "decimal", answer: marks.decimal === "," ? "Comma" : "Point", reason: marks.reason },
    { name: "time", answer: time.indexes.map((i) => columns[i]).join(" + "), reason: time.reason + zoneReason(time, body) },
    {
      name: "noThreshold",
      answer: roles.noThreshold === undefined ? "none" : String(roles.noThreshold),
      reason:
        roles.threshold === undefined
          ? "no threshold column"
          : roles.noThreshold === undefined
            ? "no threshold stands far above the others"
            : "outside all data",
    },
    {
      name: "shape",
      answer:
        roles.intervalEnd !== undefined
          ? "Intervals"
          : roles.values === undefined
            ? "One value column"
            : `${roles.values.length} value columns`,
      reason: roles.reason,
    },
    ...roleGuesses(roles, columns),
    ...severityGuess(columns, rolesTaken(roles)),
  );
  return { mapping, columns, guesses };
}

/** Columns that mean something. */
const rolesTaken = ({ station, sensor, alarm, value, values = [], threshold, active, intervalEnd }: Roles): Set<number> =>
  new Set([station, sensor, alarm, value, threshold, active, intervalEnd, ...values].filter((i) => i !== undefined));

const ENCODING_NAMES: Readonly<Record<Mapping["encoding"], string>> = {
  "utf-8": "UTF-8",
  latin1: "Latin-1",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, high byte first",
};

/** What the key parts and the flag are read from. */
function roleGuesses(roles: Roles, columns: readonly string[]): Guess[] {
  const parts = (["station", "sensor", "alarm"] as const).flatMap((role) => {
    const at = roles[role];
    return at === undefined ? [] : [`${role} ${columns[at] || `column ${at + 1}`}`];
  });
  const { active, flags, keysReason } = roles;
  return [
    {
      name: "keys",
      answer: parts.length === 0 ? "none" : parts.join(", "),
      reason: keysReason ?? (parts.length === 0 ? "no column tells series apart" : "by their names"),
    },
    {
      name: "active",
      answer: active === undefined ? "none" : (columns[active] ?? `column ${active + 1}`),
      reason:
        flags === undefined
          ? "no column of yes and no"
          : `${flags.on.join(", ") || "nothing seen yet"} is on, ${flags.off.join(", ") || "nothing seen yet"} is off`,
    },
  ];
}

const KNOWN_ON = ["true", "1", "yes", "y", "on", "t"];
const KNOWN_OFF = ["false", "0", "no", "n", "off", "f"];

/** The words every mapping knows, and what else stands in the column. */
function withFlags({ on, off }: FlagWords): Pick<Mapping, "activeTrue" | "activeFalse"> {
  // None seen yet: whatever language "off" is in, its "on" is to come.
  return {
    activeTrue: [...new Set([...KNOWN_ON, ...(on.length === 0 ? ON : on)])],
    activeFalse: [...new Set([...KNOWN_OFF, ...off])],
  };
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Bar",
  " ": "Space",
};
/** What devices write where there is no value. */
const MISSING: readonly string[] = ["", "NA", "N/A", "n/a", "null", "NULL", "None", "-", "--", "?", "NaN", "nan"];

/** Records of the sample under one quote character. */
function sampleRecords(text: string, quote: string): string[] {
  const records: string[] = [];
  const splitter = new RecordSplitter(quote);
  splitter.push(`${text}\n`, (record) => {
    if (records.length <= SAMPLE_ROWS) records.push(record);
  });
  return records;
}

interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly records: string[];
  /** Of most records. */
  readonly fields: number;
  readonly reason: string;
  readonly quoted: number;
}

function guessDialect(text: string): Dialect {
  const count = (mark: string, expression: RegExp): number =>
    // Most files have no quote at all, which is seen at once.
    text.includes(mark) ? (text.match(expression) ?? []).length : 0;
  const single = count("'", /(?:^|[,;\t|\n])'[^'\n]*'(?=[,;\t|\r\n]|$)/g);
  const double = count('"', /(?:^|[,;\t|\n])"/g);
  const quote = single > double * 2 && single > 4 ? "'" : '"';
  const records = sampleRecords(text, quote);
  let best = { delimiter: ",", score: -1, fields: 1, share: 0 };
  for (const delimiter of DELIMITERS) {
    const widths = new Map<number, number>();
    for (const record of records) {
      const fields = splitRecord(record, delimiter, quote)?.length ?? 0;
      widths.set(fields, (widths.get(fields) ?? 0) + 1);
    }
    const [fields, rows] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
    const share = rows / records.length;
    // Semicolons before commas: where both are steady, the comma is a decimal mark. Blanks last: they stand inside dates.
    // A mark that stands in a name of every row is not in the header.
    const headless = (splitRecord(records[0] ?? "", delimiter, quote)?.length ?? 0) < 2;
    const score =
      fields < 2
        ? 0
        : share +
          (delimiter === "," ? 0 : delimiter === " " ? -0.5 : 0.01) +
          Math.min(fields, 50) / 10_000 -
          (headless ? 0.02 : 0);
    if (score > best.score) best = { delimiter, score, fields, share };
  }
  const steady = Math.round(best.share * records.length);
  return {
    delimiter: best.delimiter,
    quote,
    records,
    fields: best.fields,
    reason: `${best.fields} fields, ${steady.toLocaleString("en-US")} of ${records.length.toLocaleString("en-US")}`,
    quoted: records.filter((record) => record.includes(quote)).length,
  };
}

function commonWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0];
}

function guessHeader(first: readonly string[], rest: readonly string[][], width: number): { present: boolean; reason: string } {
  const names = first.filter((field) => field.trim() !== "");
  const numeric = names.filter(
    (field) => NUMBER_POINT.test(field.trim()) || NUMBER_COMMA.test(field.trim()) || isTime(field),
  ).length;
  if (numeric > 0) return { present: false, reason: "the first row holds numbers or times" };
  if (rest.length === 0) return { present: true, reason: "a single row of names" };
  if (first.length === width - 1)
    return { present: true, reason: `${first.length} names for ${width} columns: the first has none` };
  return { present: true, reason: `${names.length} names, no number` };
}

function headerNames(first: readonly string[], width: number): string[] {
  const names = first.length === width - 1 ? ["", ...first] : [...first];
  while (names.length < width) names.push("");
  return names.slice(0, width).map((name) => name.trim());
}

function isTime(text: string): boolean {
  return !Number.isNaN(createTimeReader("ymd", "UTC")(text)) || !Number.isNaN(createTimeReader("dmy", "UTC")(text));
}

/**
 * Whether so many of the texts are of a kind that the column is: of a few rows one may be broken, which a share of many would not allow.
 * A name that says the kind makes up for
 * a few more.
 */
function mostly(good: number, all: number, share: number, named: boolean): boolean {
  return good >= all * (named ? 0.6 : share) || (all > 3 && good === all - 1);
}

function columnTexts(body: readonly string[][], column: number): string[] {
  return body.map((row) => (row[column] ?? "").trim()).filter((text) => text !== "");
}

const FORMATS = ["ymd", "dmy", "mdy"] as const;
const SHORT_FORMATS = ["dmy", "mdy", "ymd"] as const;
const TIME_NAME = /time|date|stamp|datum|zeit|\bts\b|when/i;

function guessTime(columns: readonly string[], body: readonly string[][]): { indexes: number[]; format: string; reason: string } {
  const candidates: { indexes: number[]; format: string; rank: number; reason: string }[] = [];
  for (let c = 0; c < columns.length; c++) {
    const texts = columnTexts(body, c);
    if (texts.length < body.length * 0.5 || texts.length === 0) continue;
    const named = TIME_NAME.test(columns[c] as string);
    // 13/02/24 could be a year 13; who writes two digits first means a day or a month.
    const shortOnes = texts.filter((text) => /^\s*\d{1,2}[-/. ]/.test(text)).length;
    const short = mostly(shortOnes, texts.length, 0.9, false);
    const readings = (short ? SHORT_FORMATS : FORMATS).map((format) => {
      const read = createTimeReader(format, "UTC");
      return { format, times: texts.filter((text) => !Number.isNaN(read(text))) };
    });
    // The order that reads most; the first of equals.
    const { format, times } = readings.reduce((a, b) => (b.times.length > a.times.length ? b : a));
    const shown = `${times.length.toLocaleString("en-US")} of ${texts.length.toLocaleString("en-US")}`;
    // A few broken times must not hide the column; one with many of them gives way to one without.
    const broken = (good: number): number => (good < texts.length * 0.7 ? 5 : 0);
    if (times.length > 0 && mostly(times.length, texts.length, 0.9, named)) {
      const dateOnly = times.every((text) => !/\d[:.]\d\d(?!\d{2})/.test(text.slice(8)) && !text.includes(":"));
      const clock = dateOnly ? timeOfDayColumn(columns, body, c) : null;
      if (clock !== null)
        candidates.push({
          indexes: [c, clock],
          format,
          rank: 10 - broken(times.length),
          reason: `date and time of day, ${FORMAT_NAMES[format]}, ${shown}`,
        });
      else
        candidates.push({
          indexes: [c],
          format,
          rank: (named ? 9 : 7) - broken(times.length),
          reason: `${FORMAT_NAMES[format]}, ${shown}`,
        });
    }
    const numbers = texts.map(Number).filter((n) => Number.isFinite(n) && n >= 0);
    const epoch = mostly(numbers.length, texts.length, 0.9, named) ? epochFormat(numbers, named) : null;
    if (epoch !== null)
      candidates.push({
        indexes: [c],
        format: epoch,
        rank: named ? 8 - broken(numbers.length) : 3,
        reason: `${epoch.slice(6)} since 1970`,
      });
  }
  const best = candidates.sort((a, b) => b.rank - a.rank || (a.indexes[0] as number) - (b.indexes[0] as number))[0];
  if (best === undefined) throw new Error("no time column was found; name it and its format in a mapping file (docs/mapping.md)");
  return best;
}

/** Local times look like any other: who reads a file of them must know what they were taken for. */
function zoneReason({ indexes, format }: { indexes: readonly number[]; format: string }, body: readonly string[][]): string {
  if (format.startsWith("epoch")) return "";
  const last = columnTexts(body, indexes.at(-1) ?? 0);
  return last.some((text) => /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text) && /:/.test(text)) ? "" : "; no zone, taken as UTC";
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  ymd: "yyyy-MM-dd",
  dmy: "dd/MM/yyyy (day first)",
  mdy: "MM/dd/yyyy (month first)",
};

function timeOfDayColumn(columns: readonly string[], body: readonly string[][], date: number): number | null {
  for (const c of [date + 1, date - 1]) {
    if (c < 0 || c >= columns.length) continue;
    const texts = columnTexts(body, c);
    const good = texts.filter((text) => /^\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?$/.test(text)).length;
    if (good > 0 && mostly(good, texts.length, 0.9, false)) return c;
  }
  return null;
}

function epochFormat(numbers: readonly number[], named: boolean): string | null {
  // The middle one: a broken row must not decide.
  const usual = [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
  if (usual < 1e8) return named ? "epoch-s" : null;
  if (usual < 1e11) return "epoch-s";
  if (usual < 1e14) return "epoch-ms";
  return usual < 1e17 ? "epoch-us" : "epoch-ns";
}

interface Roles {
  station?: number;
  sensor?: number;
  alarm?: number;
  value?: number;
  values?: number[];
  threshold?: number;
  noThreshold?: number;
  active?: number;
  /** What stands in it. */
  flags?: FlagWords;
  intervalEnd?: number;
  /** Why key columns whose names say nothing are taken. */
  keysReason?: string;
  sentinels: string[];
  reason: string;
}

const NAMES: Readonly<Record<"station" | "sensor" | "alarm" | "value" | "threshold", RegExp>> = {
  station:
    /station|device|host|node|site|machine|unit_?id|asset|location|standort|anlage|gerät|geraet|maschine|estaci|estaç|stazione|dispositiv|appareil|equip/i,
  sensor:
    /sensor|datapoint|channel|signal|metric|tag|point|measurement_?(?:id|name)|variable|^key$|parameter|messstelle|meßstelle|messpunkt|kanal|messgröße|capteur|sonde|canal/i,
  alarm: /alarm|alert|event_?(?:id|type|code)|fault/i,
  value: /^(?:value|val|reading|measurement|wert|messwert|valore|valor|valeur|mesure|y)$/i,
  threshold: /threshold|limit|setpoint|grenzwert|schwelle|seuil|umbral|soglia/i,
};

function guessRoles(
  columns: readonly string[],
  body: readonly string[][],
  isNumber: (text: string) => boolean,
  time: readonly number[],
  header: boolean,
): Roles {
  const free = columns.map((_, i) => i).filter((i) => !time.includes(i));
  const numeric = new Set(
    free.filter((i) => {
      const texts = columnTexts(body, i).filter((text) => !MISSING.includes(text));
      const good = texts.filter(isNumber).length;
      return good > 0 && mostly(good, texts.length, 0.8, NAMES.value.test(columns[i] as string));
    }),
  );
  const roles: Roles = { sentinels: [], reason: "" };
  const taken = new Set<number>(time);
  const claim = (role: "station" | "sensor" | "alarm" | "value" | "threshold", allowed: (i: number) => boolean): void => {
    const at = free.find((i) => !taken.has(i) && NAMES[role].test(columns[i] as string) && allowed(i));
    if (at === undefined) return;
    roles[role] = at;
    taken.add(at);
  };
  const end = free.find((i) => /end|stop|clear/i.test(columns[i] as string) && TIME_NAME.test(columns[i] as string));
  if (end !== undefined && time.length === 1 && /start|begin|raise/i.test(columns[time[0] as number] as string)) {
    roles.intervalEnd = end;
    taken.add(end);
  }
  claim("threshold", (i) => numeric.has(i));
  for (const i of free) {
    const words = taken.has(i)
      ? null
      : flagWords(columns[i] as string, columnTexts(body, i), (good, all) => mostly(good, all, 0.8, false));
    if (words === null) continue;
    roles.active = i;
    roles.flags = words;
    taken.add(i);
    break;
  }
  claim("value", (i) => numeric.has(i));
  // Of an object within a message, if it is the only one: several are a wide table.
  const inner = free.filter((i) => !taken.has(i) && numeric.has(i) && INNER_VALUE.test(columns[i] as string));
  if (roles.value === undefined && inner.length === 1) {
    roles.value = inner[0] as number;
    taken.add(roles.value);
  }
  if (roles.value !== undefined || roles.intervalEnd !== undefined) {
    claim("station", () => true);
    claim("sensor", () => true);
    claim("alarm", () => true);
  } else {
    for (const role of ["station", "sensor", "alarm"] as const)
      claim(role, (i) => !numeric.has(i) || /id$|code$|number$/i.test(columns[i] as string));
  }
  if (roles.intervalEnd !== undefined) return { ...roles, reason: "a start and an end a row" };
  const takeKeys = (long: boolean): void => {
    const unset = (["station", "sensor"] as const).filter((role) => roles[role] === undefined);
    const known = [roles.station, roles.sensor, roles.alarm].filter((i) => i !== undefined);
    const others = free.filter((i) => !taken.has(i));
    const found = keyColumns(columns, body, time, known, others, numeric, long, unset.length);
    found.columns.forEach((i, n) => {
      roles[unset[n] as "station" | "sensor"] = i;
      taken.add(i);
    });
    if (found.columns.length > 0) roles.keysReason = found.reason;
  };
  if (roles.value === undefined) {
    const measures = free.filter(
      (i) =>
        !taken.has(i) &&
        numeric.has(i) &&
        columns[i] !== "" &&
        // A counter may be a measure: only where row numbers stand is one taken for them.
        !((i === 0 || ROW_NUMBER.test(columns[i] as string)) && isRowNumber(columnTexts(body, i))),
    );
    takeKeys(measures.length === 1);
    const left = measures.filter((i) => !taken.has(i));
    if (left.length === 1) roles.value = left[0] as number;
    else roles.values = left;
  } else takeKeys(true);
  if (!header && roles.value !== undefined) {
    // Nothing else could name the series: better the one text that stands there than "column 3".
    const unset = (["station", "sensor"] as const).filter((role) => roles[role] === undefined);
    const found = constantTexts(body, free, numeric, taken, roles.value).slice(0, unset.length);
    if (roles.sensor === undefined && found.length > 0) {
      unset.slice(-found.length).forEach((role, n) => {
        roles[role] = found[n] as number;
      });
      roles.keysReason ??= "the same text in every row";
    }
  }
  if (roles.threshold !== undefined) roles.noThreshold = farValue(columnTexts(body, roles.threshold).map(Number));
  if (roles.values !== undefined) roles.sentinels = sentinels(roles.values.map((i) => columnTexts(body, i)));
  const missing = roles.sentinels.length === 0 ? "" : `; ${roles.sentinels.join(", ")} means missing`;
  roles.reason =
    roles.values === undefined ? `value in "${columns[roles.value as number]}"` : `several columns of numbers${missing}`;
  return roles;
}

const INNER_VALUE = /\.(?:value|val|reading|measurement|wert|valore)$/i;
const ROW_NUMBER = /^(?:#|no\.?|nr\.?|n|num|number|id|idx|index|row|seq|unnamed.*)$/i;

function isRowNumber(texts: readonly string[]): boolean {
  return texts.length > 2 && texts.every((text, i) => i === 0 || Number(text) === Number(texts[i - 1]) + 1);
}

/** A threshold such as 999999 that stands far outside the others. */
function farValue(values: readonly number[]): number | undefined {
  const candidate = [999_999, 99_999, 9999, -999, -9999, -99_999].find((n) => values.includes(n));
  if (candidate === undefined) return undefined;
  return values.some((v) => v !== candidate && Math.abs(v) * 5 > Math.abs(candidate)) ? undefined : candidate;
}

/** A round negative number, far below everything else, in two columns or more: "not measured". */
function sentinels(columns: readonly (readonly string[])[]): string[] {
  return ["-200", "-999", "-9999", "-99999", "-99"].filter((word) => {
    const holding = columns.filter((texts) => texts.includes(word));
    return (
      holding.length >= 2 &&
      holding.some((texts) => {
        const others = texts.filter((text) => text !== word).map((text) => Number(text.replace(",", ".")));
        const lowest = others.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
        return texts.filter((text) => text === word).length > 1 && lowest > Number(word) / 4;
      })
    );
  });
}

function matchPreset(
  presets: readonly NamedPreset[],
  columns: readonly string[],
  header: boolean,
  body: readonly string[][],
): NamedPreset | null {
  const names = columns.map((name) => name.toLowerCase());
  for (const named of presets) {
    const wanted = named.preset.columns.map((name) => name.toLowerCase());
    if (header && wanted.length === names.length && wanted.every((name) => names.includes(name))) return named;
    // Without a header: as many columns, and most rows convert.
    if (!header && wanted.length === columns.length && presetConverts(named, body)) return named;
  }
  return null;
}

function presetConverts({ preset }: NamedPreset, body: readonly string[][]): boolean {
  const time = preset.columns.indexOf(preset.time);
  const value = preset.columns.indexOf(preset.value);
  const read = createTimeReader("ymd", "UTC");
  const good = body.filter((row) => !Number.isNaN(read(row[time] ?? "")) && NUMBER_POINT.test((row[value] ?? "").trim()));
  return mostly(good.length, body.length, 0.8, false);
}

function presetKeys(preset: MappingPreset): string {
  return (["station", "sensor", "alarm"] as const)
    .flatMap((part) => (preset[part] === undefined ? [] : [`${part} ${preset[part]}`]))
    .join(", ");
}

function presetMapping(
  { name, preset }: NamedPreset,
  columns: readonly string[],
  encoding: string,
  delimiter: string,
  quote: string,
  header: boolean,
  skip: number,
): Mapping {
  const own = (column: string | undefined): string | number | undefined => {
    if (column === undefined) return undefined;
    if (!header) return preset.columns.indexOf(column);
    return columns.find((candidate) => candidate.toLowerCase() === column.toLowerCase());
  };
  return parseMapping(
    {
      preset: name,
      encoding,
      delimiter,
      quote,
      skip,
      header,
      columns: header ? [...columns] : [...preset.columns],
      time: {
        columns: [own(preset.time)],
        format: preset.timeFormat?.startsWith("epoch") ? preset.timeFormat : (preset.timeFormat ?? "iso"),
        zone: "UTC",
      },
      station: own(preset.station),
      sensor: own(preset.sensor),
      alarm: own(preset.alarm),
      value: own(preset.value),
      threshold: own(preset.threshold),
      noThreshold: preset.noThreshold,
      active: own(preset.active),
    },
    `catalogue ${name}`,
  );
}
