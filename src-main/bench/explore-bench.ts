import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { DuckDBConnection } from "@duckdb/node-api";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { RunWriter } from "../store/run-writer.ts";
import { openStore } from "../store/store.ts";
import { ExploreData } from "./explore-data.ts";
import { type ZoomFigure, zooms } from "./explore-zooms.ts";

const SERIES = 1000;
/** Written from memory for the figure of the writer alone. */
const WRITTEN = 4 << 20;

export interface ExploreFigures {
  readonly events: number;
  readonly series: number;
  readonly store_mb: number;
  readonly bytes_per_event: number;
  /** The writer alone, events at hand in memory, beside DuckDB's own copy of the same rows into a bare table. */
  readonly write: {
    readonly events: number;
    readonly seconds: number;
    readonly events_per_second: number;
    readonly duckdb_copy_seconds: number;
    readonly times_duckdb: number;
  };
  /** Making the events and writing all of them; null: the store was there. */
  readonly build_seconds: number | null;
  readonly open_ms: number;
  readonly zooms: readonly ZoomFigure[];
  readonly peak_memory_mb: number;
}

/** A store of `events` events over 1,000 series: written, opened, zoomed at random. `file`: kept there, and used when it is there. */
export async function exploreBench(events: number, file?: string): Promise<ExploreFigures> {
  const folder = temporaryFolder("bench");
  try {
    const write = await writeFigure(join(folder, "write.db"), Math.min(events, WRITTEN));
    const path = file ?? join(folder, "explore.db");
    const data = new ExploreData(events, SERIES);
    const seconds = existsSync(path) ? null : await build(path, data);
    const started = performance.now();
    const store = await openStore(path, { readOnly: true });
    try {
      const figures = await zooms(store.connection, data, started);
      return {
        ...{ events, series: SERIES, store_mb: statSync(path).size / 1e6, bytes_per_event: statSync(path).size / events },
        ...{ write, build_seconds: seconds, open_ms: figures.openMs, zooms: figures.zooms },
        peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
      };
    } finally {
      await store.close();
    }
  } finally {
    removeTemporaryFolder(folder);
  }
}

async function build(path: string, data: ExploreData): Promise<number> {
  const started = performance.now();
  const store = await openStore(path);
  try {
    const writer = await RunWriter.begin(store, { description: "bench" });
    for (let batch = data.next(); batch !== null; batch = data.next()) {
      await writer.events(batch, data.keys);
      await turn();
    }
    await writer.finish({}, ["bench"]);
  } finally {
    await store.close();
  }
  return (performance.now() - started) / 1000;
}

async function writeFigure(path: string, events: number): Promise<ExploreFigures["write"]> {
  const data = new ExploreData(events, SERIES);
  const batches = [];
  for (let batch = data.next(); batch !== null; batch = data.next()) batches.push(batch);
  const store = await openStore(path);
  try {
    const started = performance.now();
    const writer = await RunWriter.begin(store, { description: "bench" });
    for (const batch of batches) {
      await writer.events(batch, data.keys);
      await turn();
    }
    await writer.finish({}, ["bench"]);
    const seconds = (performance.now() - started) / 1000;
    const copy = await copySeconds(store.connection);
    return {
      ...{ events, seconds, events_per_second: Math.round(events / seconds) },
      ...{ duckdb_copy_seconds: copy, times_duckdb: seconds / copy },
    };
  } finally {
    await store.close();
  }
}

/** As in a session, others get a turn between batches. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function copySeconds(connection: DuckDBConnection): Promise<number> {
  const started = performance.now();
  await connection.run("create table bare as from event");
  await connection.run("checkpoint");
  return (performance.now() - started) / 1000;
}
