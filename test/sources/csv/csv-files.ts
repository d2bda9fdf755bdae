import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { flagOf } from "../../../src-main/engine/batch.ts";
import { type OpenCsvOptions, openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import type { Mapping } from "../../../src-main/sources/mapping.ts";
import type { RefusalReason, Reject, Source } from "../../../src-main/sources/source.ts";

const made: string[] = [];
// Here: within a test there is no end of its file to wait for.
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** A folder for the files of one test file, gone at its end. */
export function temporaryFolder(): { readonly path: string; write(name: string, content: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), "weir-csv-test-"));
  made.push(path);
  return {
    path,
    write: (name, content) => {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}

export interface ReadEvent {
  readonly time: number;
  readonly key: string;
  readonly value: number;
  readonly threshold: number | null;
  readonly active: boolean | null;
  readonly row: number;
  readonly source: number;
}

export interface ReadAll {
  readonly events: ReadEvent[];
  /** Raw text of each event, as the source tells it. */
  readonly texts: (string | undefined)[];
  readonly rejects: Reject[];
  readonly rows: number;
  readonly bytes: number;
  readonly accepted: number;
  readonly refused: Partial<Record<RefusalReason, number>>;
  readonly chunkLengths: number[];
  readonly lastProgress: number | null;
}

/** Everything of a source; keys as `station/sensor/alarm`. */
export async function readAll(source: Source): Promise<ReadAll> {
  const keys: string[] = [];
  const all = {
    events: [] as ReadEvent[],
    texts: [] as (string | undefined)[],
    rejects: [] as Reject[],
    rows: 0,
    bytes: 0,
    accepted: 0,
    refused: {} as Partial<Record<RefusalReason, number>>,
    chunkLengths: [] as number[],
    lastProgress: null as number | null,
  };
  for await (const chunk of source.chunks(new AbortController().signal)) {
    for (const key of chunk.newKeys) keys.push(key.join("/"));
    const { events } = chunk;
    for (let i = 0; i < events.length; i++) {
      const threshold = events.threshold[i] as number;
      all.events.push({
        time: events.time[i] as number,
        key: keys[events.key[i] as number] as string,
        value: events.value[i] as number,
        threshold: Number.isNaN(threshold) ? null : threshold,
        active: flagOf(events.active[i] as number),
        row: events.row[i] as number,
        source: events.source[i] as number,
      });
      all.texts.push(chunk.textOf?.(i));
    }
    all.chunkLengths.push(events.length);
    all.rejects.push(...chunk.rejects);
    all.rows += chunk.rows;
    all.bytes += chunk.bytes;
    all.accepted += chunk.rowsAccepted;
    for (const [reason, n] of Object.entries(chunk.refused))
      all.refused[reason as RefusalReason] = (all.refused[reason as RefusalReason] ?? 0) + n;
    all.lastProgress = chunk.progress;
  }
  await source.close();
  return all;
}

/** Opens and reads files as a user would name them. */
export async function readCsv(
  inputs: string | readonly string[],
  options: Partial<OpenCsvOptions> = {},
): Promise<ReadAll & { mapping: Mapping }> {
  const source = await openCsv(typeof inputs === "string" ? [inputs] : inputs, { presets: [], order: "arrival", ...options });
  return { ...(await readAll(source)), mapping: source.mapping };
}

/** Base-station rows at given seconds of 2024-03-01. */
export function stationRows(seconds: readonly number[]): string {
  const rows = seconds.map((s, i) => {
    const time = new Date(Date.UTC(2024, 2, 1) + s * 1000).toISOString().slice(0, 19).replace("T", " ");
    return `116${i % 3},1${i % 5},3${i % 2},${time} UTC,${(i % 97) / 4},${i % 4 === 0 ? 999999 : 35},${i % 7 === 0},`;
  });
  return `station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime\n${rows.join("\n")}\n`;
}
