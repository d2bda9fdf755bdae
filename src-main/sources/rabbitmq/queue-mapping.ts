import { detectColumns, detectCsv } from "../csv/detect/detect.ts";
import type { NamedPreset } from "../csv/detect/presets.ts";
import type { TableFormat } from "../csv/detect/table-format.ts";
import { guessEncoding } from "../csv/encoding/guess-encoding.ts";
import { splitRecord } from "../csv/records.ts";
import type { Mapping } from "../mapping.ts";
import { jsonFields, jsonNames, listedRows } from "./json-fields.ts";
import { type Body, type BodyFormat, formatHint, type MessageHead, readBody } from "./message-body.ts";

/** A message as far as reading it goes. */
export interface QueueMessage {
  readonly bytes: Buffer;
  readonly head: MessageHead;
  /** Header property `weir-columns`: the header line of the rows, so that none need stand in the body. */
  readonly columns?: string | undefined;
}

/** A message with when it was put into its queue, epoch ms; null: it does not say. */
export interface DatedMessage extends QueueMessage {
  readonly inserted: number | null;
}

export interface QueueMapping {
  readonly mapping: Mapping;
  /** Names by position. */
  readonly columns: readonly string[];
}

/** How the rows of a queue become events, from its first messages. Throws an Error of one line. */
export function decideMapping(
  samples: readonly QueueMessage[],
  given: Mapping | undefined,
  format: BodyFormat,
  presets: readonly NamedPreset[],
): QueueMapping {
  const decide = (inLists: boolean): QueueMapping => {
    const sample = sampleText(samples, format, given, inLists);
    if (given !== undefined) return { mapping: given, columns: given.columns ?? columnsFor(given, sample) };
    if (sample.problem !== null) throw new Error(sample.problem);
    const detected = detectCsv(sample.text, sample.encoding, "the first messages", presets);
    return { mapping: detected.mapping, columns: detected.mapping.columns ?? detected.columns };
  };
  try {
    return decide(false);
  } catch (error) {
    // An envelope around a list of rows: only where the message as a whole is none, as a list may be anything.
    const listed = inEnvelopes(() => decide(true));
    if (listed !== null) return listed;
    const [first] = samples;
    const hint = first === undefined ? null : formatHint(first, format);
    throw hint === null ? error : new Error(hint, { cause: error });
  }
}

/**
 * The columns of the first messages, those in a list they hold too, whatever stands in them: what a person chooses from where none could be
 * told to be the time or the value. null: the messages have none.
 */
export function queueColumns(
  samples: readonly QueueMessage[],
  format: BodyFormat,
): { readonly columns: readonly string[]; readonly format: TableFormat } | null {
  for (const inLists of [true, false]) {
    const { text, encoding, names, fields } = sampleText(samples, format, undefined, inLists);
    if (fields && names !== null)
      return { columns: names, format: { encoding, delimiter: ",", quote: '"', skip: 0, header: true } };
    try {
      return detectColumns(text, encoding, "the first messages");
    } catch {
      // Nothing in lists, or nothing at all.
    }
  }
  return null;
}

function inEnvelopes(decide: () => QueueMapping): QueueMapping | null {
  try {
    return decide();
  } catch {
    return null;
  }
}

/** Rows detection looks at: more say nothing new. */
const SAMPLE_ROWS = 1000;
/** Of one message among as many or more. */
const MESSAGE_ROWS = 10;

interface Sample {
  readonly text: string;
  readonly encoding: Mapping["encoding"];
  /** The header line, if the messages bring one for sure. */
  readonly names: readonly string[] | null;
  /** They are fields of objects: names whatever they look like. */
  readonly fields: boolean;
  /** Why none of the messages could be read; null: some could. */
  readonly problem: string | null;
}

/** The first messages as one CSV text with what header they have: what detection reads. */
function sampleText(samples: readonly QueueMessage[], format: BodyFormat, given: Mapping | undefined, inLists: boolean): Sample {
  const encoding = given?.encoding ?? encodingOf(samples);
  const seen = new SeenRows(inLists, samples.length < MESSAGE_ROWS ? SAMPLE_ROWS : MESSAGE_ROWS);
  for (const message of samples) {
    if (seen.size >= SAMPLE_ROWS) break;
    seen.add(message, readBody(message.bytes, message.head, format, encoding, given?.quote ?? '"'));
  }
  const problem = seen.size > 0 ? null : seen.problem;
  if (seen.isJson) {
    const objects = objectsText(seen.objects);
    return { ...objects, fields: objects.names !== null, encoding, problem };
  }
  const usual = usualRecords(seen.records);
  const first = seen.header ?? usual[0] ?? "";
  const body = usual.filter((record) => record !== first);
  return {
    text: `${[first, ...body].join("\n")}\n`,
    encoding,
    problem,
    fields: false,
    names: splitRecord(first, given?.delimiter ?? ",", given?.quote ?? '"')?.map((name) => name.trim()) ?? null,
  };
}

/** The rows of some messages, CSV and JSON apart. */
class SeenRows {
  readonly records: string[] = [];
  readonly objects: object[] = [];
  /** The header line that came beside the first rows that had one. */
  header: string | null = null;
  /** Why the first broken one is broken. */
  problem: string | null = null;
  readonly #inLists: boolean;
  readonly #most: number;
  #messages = { csv: 0, json: 0 };

  /** `inLists`: a JSON message is an envelope around a list of rows. `most`: rows of one message, lest a single one decide for all. */
  constructor(inLists: boolean, most: number) {
    this.#inLists = inLists;
    this.#most = most;
  }

  /** Most messages are JSON with rows in it. */
  get isJson(): boolean {
    return this.objects.length > 0 && (this.#messages.json > this.#messages.csv || this.records.length === 0);
  }

  get size(): number {
    return this.records.length + this.objects.length;
  }

  add({ columns }: QueueMessage, body: Body): void {
    this.header ??= columns ?? null;
    if (body.kind === "broken") this.problem ??= body.detail;
    else {
      this.#messages[body.kind]++;
      if (body.kind === "csv") this.#addRecords(body.records);
      else for (const { value } of body.values.slice(0, this.#most)) this.#addValue(value);
    }
  }

  #addRecords(records: readonly string[]): void {
    const [own = ""] = records;
    const [first] = this.records;
    // The same names in another order: its rows would contradict the others.
    if (first !== undefined && own !== first && sortedFields(own) === sortedFields(first)) return;
    // A message may hold millions of rows.
    this.records.push(...records.slice(0, this.#most));
  }

  #addValue(value: unknown): void {
    const rows = this.#inLists ? (listedRows(value)?.rows.map(({ row }) => row) ?? []) : [value];
    for (const row of rows.slice(0, this.#most))
      if (row !== null && typeof row === "object" && this.objects.length < SAMPLE_ROWS) this.objects.push(row);
  }
}

function objectsText(objects: readonly object[]): Pick<Sample, "text" | "names"> {
  const plain = objects.filter((value) => !Array.isArray(value));
  // Names most messages agree on: one odd message must not add columns.
  const counts = new Map<string, number>();
  for (const name of plain.flatMap((value) => jsonNames(value))) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].filter(([, count]) => count * 2 > plain.length).map(([name]) => name);
  const rows = names.length > 0 ? plain.map((value) => jsonFields(value, names)) : objects.map((value) => jsonFields(value, []));
  const lines = rows.flatMap((row) => (row === null ? [] : [row.map(quoted).join(",")]));
  if (names.length > 0) lines.unshift(names.map(quoted).join(","));
  return { text: `${lines.join("\n")}\n`, names: names.length > 0 ? names : null };
}

/** Bytes that are no text stand in broken messages: they must not decide. */
function encodingOf(samples: readonly QueueMessage[]): Mapping["encoding"] {
  const texts = samples.map(({ bytes }) => bytes).filter((bytes) => !bytes.includes(0));
  try {
    return guessEncoding(Buffer.concat(texts), "queue").encoding;
  } catch {
    return "utf-8";
  }
}

/** Records of the shape most have: broken ones among the first messages must not decide. */
function usualRecords(records: readonly string[]): readonly string[] {
  const clean = records.filter((record) => !record.includes("\uFFFD"));
  let best: { count: number; records: readonly string[] } = { count: 0, records: clean };
  for (const delimiter of [",", ";", "\t", "|"]) {
    const widths = new Map<number, string[]>();
    for (const record of clean) {
      const width = splitRecord(record, delimiter, '"')?.length ?? 0;
      if (width < 2) continue;
      const same = widths.get(width);
      if (same === undefined) widths.set(width, [record]);
      else same.push(record);
    }
    for (const [width, same] of widths)
      if (same.length * width > best.count && same.length * 2 > clean.length)
        best = { count: same.length * width, records: same };
  }
  return best.records;
}

function sortedFields(record: string): string {
  return record
    .split(/[,;\t|]/)
    .map((field) => field.trim())
    .sort()
    .join("\n");
}

/** Columns of a mapping that names some and lists none. */
function columnsFor(mapping: Mapping, sample: Sample): readonly string[] {
  const { time, station, sensor, alarm, value, values = [], valueTimes = {}, threshold, active, intervalEnd } = mapping;
  const all = [time.milliseconds, station, sensor, alarm, value, threshold, active, intervalEnd];
  const used = [...time.columns, ...all, ...values, ...Object.values(valueTimes)].filter((column) => column !== undefined);
  const named = used.filter((column) => typeof column === "string");
  const names = sample.names ?? [];
  if (named.every((name) => names.includes(name)) && (named.length > 0 || mapping.header)) return names;
  if (named.length === 0) return names.map((_, i) => `column ${i + 1}`);
  throw new Error(
    `the mapping names column ${JSON.stringify(named.find((name) => !names.includes(name)))} and the messages bring no such name; list all of them in order in the mapping's "columns"`,
  );
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""').replaceAll(/[\n\r]/g, " ")}"` : text;
}
