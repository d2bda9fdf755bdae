import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { explainWrite, isNoSpace, noSpace } from "../sources/whole-file.ts";
import { migrate } from "./migrate.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { STORE_MEMORY } from "./store-memory.ts";

export interface StoreOptions {
  readonly readOnly?: boolean;
  /** As DuckDB writes it: "256MB"; STORE_MEMORY when absent. */
  readonly memoryLimit?: string;
}

/** A store opened. Its instance was born without file access beyond the store itself, so user SQL on a connection of it is confined. */
export interface Store {
  readonly path: string;
  readonly connection: DuckDBConnection;
  readonly readOnly: boolean;
  /** Another connection to the same instance: an interrupt or a temporary view of one does not touch the others. */
  connect(): Promise<DuckDBConnection>;
  close(): Promise<void>;
}

/**
 * Opens or makes a store; one of an older Weir is brought to today's tables first, also when it is wanted for reading only. Throws an Error
 * of one line: in use by another process, damaged, or written by a newer Weir.
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  const place = path === ":memory:" ? path : resolve(path);
  const release = claim(path, place);
  try {
    return await openClaimed(path, place, options, release);
  } catch (error) {
    release();
    throw error;
  }
}

const claimed = new Set<string>();

/** One owner per file: also inside this process, where DuckDB would open a second instance without a word. Answers what gives it back. */
function claim(path: string, place: string): () => void {
  if (place === ":memory:") return () => {};
  if (claimed.has(place)) throw new Error(`${path} is open already; close it first`);
  claimed.add(place);
  let held = true;
  return () => {
    if (held) claimed.delete(place);
    held = false;
  };
}

async function openClaimed(path: string, place: string, options: StoreOptions, release: () => void): Promise<Store> {
  const config: Record<string, string> = {
    enable_external_access: "false",
    lock_configuration: "true",
    memory_limit: options.memoryLimit ?? STORE_MEMORY,
  };
  if (options.readOnly) config["access_mode"] = "READ_ONLY";
  const fresh = path !== ":memory:" && !existsSync(place);
  // A store that there was no room to make would be a damaged one the next time.
  const undo = (error: unknown): void => {
    if (fresh && isNoSpace(error)) for (const file of [place, `${place}.wal`]) rmSync(file, { force: true });
  };
  let instance: DuckDBInstance;
  try {
    // The whole path: "sqlite:x" would be another kind of database.
    instance = await DuckDBInstance.create(place, config);
  } catch (error) {
    undo(error);
    throw new Error(explainOpen(path, (error as Error).message));
  }
  let connection: DuckDBConnection;
  let version: number;
  try {
    connection = await instance.connect();
    await checkKept(path, connection);
    version = await schemaVersion(path, connection, options.readOnly === true);
  } catch (error) {
    instance.closeSync();
    undo(error);
    throw explainWrite(path, error);
  }
  const store: Store = {
    path,
    connection,
    readOnly: options.readOnly === true,
    connect: () => instance.connect(),
    close: async () => {
      release();
      connection.closeSync();
      instance.closeSync();
    },
  };
  if (version === SCHEMA_VERSION) return store;
  if (options.readOnly) {
    await store.close();
    await bringUp(path, version);
    return openStore(path, options);
  }
  try {
    await migrate(store, version);
    return store;
  } catch (error) {
    await store.close();
    throw new Error(notBrought(path, version, error));
  }
}

/** Opens a store once to bring it to today's tables. */
async function bringUp(path: string, version: number): Promise<void> {
  try {
    accessSync(path, constants.W_OK);
  } catch {
    throw new Error(
      `${path} was written by an older Weir (schema ${version}) and is write-protected; make it writable, or open a copy of it`,
    );
  }
  await (await openStore(path)).close();
}

function notBrought(path: string, version: number, error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split("\n")[0];
  return `${path} was written by an older Weir (schema ${version}) and could not be brought up to date, nothing was changed: ${text}`;
}

/** DuckDB opens a .csv, .json or .parquet as a database that lives in memory only: what is recorded would be gone. */
async function checkKept(path: string, connection: DuckDBConnection): Promise<void> {
  if (path === ":memory:") return;
  const kept = await connection.runAndReadAll("select 1 from duckdb_databases() where path is not null and not internal");
  if (kept.currentRowCount === 0)
    throw new Error(`${path} cannot be a store: its name says it is a table; choose a name such as history.db`);
}

function explainOpen(path: string, text: string): string {
  const pid = /PID (\d+)/.exec(text)?.[1];
  if (/lock/i.test(text)) return `${path} is open in another program${pid ? ` (pid ${pid})` : ""}; close it there first`;
  if (/not a valid DuckDB|magic bytes|in-memory database in read-only/i.test(text))
    return `${path} is not a Weir store (no DuckDB file); name one made with --store`;
  if (/newer version|storage version/i.test(text)) return `${path} was written by a newer DuckDB; update Weir to open it`;
  if (isNoSpace(text)) return noSpace(path);
  if (/does not exist/i.test(text)) return `${path} does not exist; make one with weir run … --store ${path}`;
  if (/Read-only file system|Permission denied/i.test(text))
    return `${path} cannot be written (${/read-only/i.test(text) ? "its disk is read-only" : "no permission"}); choose another place`;
  return `${path} cannot be opened as a store: ${text.split("\n")[0]}`;
}

/** The version of a store's tables; those of a new one are made. */
async function schemaVersion(path: string, connection: DuckDBConnection, readOnly: boolean): Promise<number> {
  const tables = (await connection.runAndReadAll("select table_name from duckdb_tables()")).getRows().map(([name]) => name);
  if (!tables.includes("weir_schema")) {
    if (readOnly || tables.length > 0) throw new Error(`${path} is not a Weir store; name one made with --store`);
    await connection.run(`begin; ${SCHEMA} commit;`);
    return SCHEMA_VERSION;
  }
  const version = Number((await connection.runAndReadAll("select max(version) from weir_schema")).getRows()[0]?.[0]);
  if (version > SCHEMA_VERSION)
    throw new Error(`${path} was written by a newer Weir (schema ${version}); update Weir to open it`);
  if (!(version >= 1)) throw new Error(`${path} is damaged: its schema version is missing`);
  return version;
}
