import { join } from "node:path";
import type { EventBatch } from "../../engine/batch.ts";
import { ReorderBuffer } from "../../engine/reorder.ts";
import { ByteRecords, type RecordTaker } from "../../sources/csv/byte-records.ts";
import { FastRows } from "../../sources/csv/fast-rows.ts";
import { findInputs } from "../../sources/csv/find-inputs.ts";
import { type CsvSource, openCsv } from "../../sources/csv/open-csv.ts";
import { previewCsv } from "../../sources/csv/preview.ts";
import { filePieces } from "../../sources/csv/read-files.ts";
import { headRecords } from "../../sources/csv/records.ts";
import { batchFor, RowReader } from "../../sources/csv/row-reader.ts";
import { recordDecoder } from "../../sources/csv/row-texts.ts";
import { type Mapping, parseMapping } from "../../sources/mapping.ts";
import type { SourceChunk } from "../../sources/source.ts";
import { type Attack, expectSame, Finding, putFile, refusedOr } from "./attack.ts";
import { hostileCsv } from "./csv-grammar.ts";
import { reading } from "./reading-time.ts";

/** The file of a station as if someone had said what it is, whatever it is. */
const GIVEN: Mapping = parseMapping(
  {
    header: false,
    columns: ["station", "sensor", "alarm", "time", "value", "limit", "on", "stored"],
    time: { columns: ["time"] },
    station: "station",
    sensor: "sensor",
    alarm: "alarm",
    value: "value",
    threshold: "limit",
    noThreshold: 999_999,
    active: "on",
  },
  "hostile",
);

export const csvAttack: Attack = {
  name: "csv",
  share: 43,
  make: hostileCsv,
  async run(input, { folder }) {
    const path = join(folder, "input.csv");
    putFile(path, input);
    const preview = await refusedOr(() => previewCsv([path], null, [], 20));
    const detected = await read(path, undefined, input.length);
    await read(path, GIVEN, input.length);
    if (preview === null && detected !== null) throw new Finding("the preview refuses what is read");
    return detected === null ? "refused" : "read";
  },
};

/** Reads in the order of arrival and in time order; every way must tell the same. null: refused as a whole. */
async function read(path: string, mapping: Mapping | undefined, size: number): Promise<true | null> {
  const opened = await refusedOr(() => openCsv([path], { mapping, presets: [], order: "arrival" }));
  if (opened === null) return null;
  const source = opened.value;
  const columns = source.mapping.columns ?? [];
  const arrival = await refusedOr(() => told(source));
  const careful = await refusedOr(() => byRows(path, source.mapping, columns, false, 1 << 30));
  if (arrival === null || careful === null) {
    if ((arrival === null) !== (careful === null)) throw new Finding("one way breaks off and the other does not");
    return null;
  }
  expectSame("rows from columns and row by row", arrival.value.rows, asKept(careful.value));
  // Cut anywhere.
  expectSame(
    "rows however the bytes are cut",
    await reading(() =>
      byRows(path, source.mapping, columns, true, Math.max(7 + (careful.value.length % 90), Math.ceil(size / 500))),
    ),
    careful.value,
  );
  const inTime = await openCsv([path], { mapping: source.mapping, presets: [], order: "time" });
  const sorted = await reading(() => told(inTime));
  expectSame("rows in time order", sorted.rows.toSorted(byRow), arrival.value.rows.toSorted(byRow));
  for (let i = 1; i < sorted.times.length; i++)
    if ((sorted.times[i] as number) < (sorted.times[i - 1] as number)) throw new Finding("time goes back in time order");
  expectSame("late rows", arrival.value.late, lateOf(arrival.value.times));
  return true;
}

/** Refusals a source keeps with their reason; more are counted. */
const REJECT_CAP = 10_000;

function asKept(rows: readonly Row[]): readonly Row[] {
  let refusals = 0;
  return rows.filter((row) => row.length > 3 || ++refusals <= REJECT_CAP);
}

interface Told {
  /** What became of each row: `row`, its events or its refusal. */
  readonly rows: readonly Row[];
  readonly times: readonly number[];
  readonly late: number;
}

type Row = readonly [row: number, ...told: (string | number)[]];
const byRow = (a: Row, b: Row): number => a[0] - b[0];

/** All a source says, checked for its own sums. */
async function told(source: CsvSource): Promise<Told> {
  const keys: string[] = [];
  const rows: Row[] = [];
  const times: number[] = [];
  const totals = { read: 0, accepted: 0, refused: 0, rejects: 0 };
  const reorder = new ReorderBuffer({ outOfOrderness: 0 });
  let late = 0;
  for await (const chunk of source.chunks(new AbortController().signal)) {
    keys.push(...chunk.newKeys.map((key) => key.join("/")));
    const refused = Object.values(chunk.refused).reduce((sum, n) => sum + n, 0);
    totals.read += chunk.rows;
    totals.accepted += chunk.rowsAccepted;
    totals.refused += refused;
    totals.rejects += chunk.rejects.length;
    addRows(rows, times, chunk, keys);
    late += reorder.push(chunk.events).lateIndexes.length;
  }
  if (totals.read !== totals.accepted + totals.refused || totals.rejects !== Math.min(totals.refused, REJECT_CAP))
    throw new Finding(`unaccounted rows: ${JSON.stringify(totals)}`);
  const distinct = new Set(rows.map(([row]) => row)).size;
  if (totals.refused <= REJECT_CAP && distinct !== totals.read)
    throw new Finding(`${totals.read} rows read, ${distinct} of them told of`);
  return { rows, times, late };
}

function addRows(rows: Row[], times: number[], { events, rejects }: SourceChunk, keys: readonly string[]): void {
  const found: Row[] = rejects.map(({ row, reason, detail }) => [row, reason, detail]);
  for (let i = 0; i < events.length; i++) {
    found.push([events.row[i] as number, ...eventOf(events, i, keys[events.key[i] as number] ?? "no such key")]);
    times.push(events.time[i] as number);
  }
  // Refusals come beside the events of their chunk.
  rows.push(...found.sort(byRow));
}

function eventOf({ time, value, threshold, active }: EventBatch, i: number, key: string): (string | number)[] {
  return [time[i] as number, key, value[i] as number, threshold[i] as number, active[i] as number];
}

/** The rows of a file through the RowReader, or as far as they are plain through FastRows, in pieces of `size` bytes. */
async function byRows(path: string, mapping: Mapping, columns: readonly string[], quick: boolean, size: number): Promise<Row[]> {
  const reader = new RowReader(mapping, columns);
  const fast = quick ? FastRows.for(mapping, reader.layout) : null;
  const decode = recordDecoder(mapping);
  const batch = batchFor(reader, 1);
  const rows: Row[] = [];
  let total = 0;
  let head = headRecords(mapping);
  const note = (): void => {
    for (let i = 0; i < batch.length; i++)
      rows.push([total, ...eventOf(batch, i, reader.keys.key(batch.key[i] as number).join("/"))]);
  };
  const taker: RecordTaker = {
    fast: (bytes, from) => {
      batch.length = 0;
      const next = head > 0 ? -1 : (fast?.read(bytes, from, 0, total + 1, batch) ?? -1);
      if (next === -1) return -1;
      total++;
      note();
      return next;
    },
    slow: (bytes, start, end, _offset, lines) => {
      if (head > 0) {
        head--;
        return true;
      }
      batch.length = 0;
      const refusal = reader.read(decode(bytes.subarray(start, end)), 0, total + 1, batch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      total++;
      if (refusal !== null) rows.push([total, refusal.reason, refusal.detail]);
      else note();
      return true;
    },
  };
  const records = new ByteRecords(mapping.quote);
  const [file] = await findInputs([path]);
  if (file === undefined) throw new Finding("the file is gone");
  for await (const piece of filePieces(
    file,
    { mapping },
    () => total,
    () => {},
  ))
    for (let from = 0; from < piece.length; from += size) records.push(Buffer.from(piece.subarray(from, from + size)), taker);
  records.end(taker);
  return rows;
}

/** Behind the greatest time before it: what `--order arrival` without slack calls late. */
function lateOf(times: readonly number[]): number {
  let latest = Number.NEGATIVE_INFINITY;
  let late = 0;
  for (const time of times) {
    if (time < latest) late++;
    else latest = time;
  }
  return late;
}
