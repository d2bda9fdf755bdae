import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

export interface StoreOptions {
  readonly readOnly?: boolean;
  /** As DuckDB writes it: "1GB". */
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

/** Opens or makes a store. Throws an Error of one line: in use by another process, damaged, or written by another version of Weir. */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  // One owner per file: also inside this process, where DuckDB would open a second instance without a word.
  if (open.has(path)) throw new Error(`${path} is open already; close it first`);
  const config: Record<string, string> = {
    enable_external_access: "false",
    lock_configuration: "true",
    memory_limit: options.memoryLimit ?? "1GB",
  };
  if (options.readOnly) config["access_mode"] = "READ_ONLY";
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(path, config);
  } catch (error) {
    throw new Error(explainOpen(path, (error as Error).message));
  }
  let connection: DuckDBConnection;
  try {
    connection = await instance.connect();
    await checkSchema(path, connection, options.readOnly === true);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  if (path !== ":memory:") open.add(path);
  return {
    path,
    connection,
    readOnly: options.readOnly === true,
    connect: () => instance.connect(),
    close: async () => {
      open.delete(path);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const open = new Set<string>();

function explainOpen(path: string, text: string): string {
  const pid = /PID (\d+)/.exec(text)?.[1];
  if (/lock/i.test(text)) return `${path} is open in another program${pid ? ` (pid ${pid})` : ""}; close it there first`;
  if (/not a valid DuckDB|magic bytes/i.test(text))
    return `${path} is not a Weir store (no DuckDB file); name one made with --store`;
  if (/newer version|storage version/i.test(text)) return `${path} was written by a newer DuckDB; update Weir to open it`;
  if (/does not exist/i.test(text)) return `${path} does not exist; make one with weir run … --store ${path}`;
  return `${path} cannot be opened as a store: ${text.split("\n")[0]}`;
}

async function checkSchema(path: string, connection: DuckDBConnection, readOnly: boolean): Promise<void> {
  const tables = (await connection.runAndReadAll("select table_name from duckdb_tables()")).getRows().map(([name]) => name);
  if (!tables.includes("weir_schema")) {
    if (readOnly || tables.length > 0) throw new Error(`${path} is not a Weir store; name one made with --store`);
    await connection.run(`begin; ${SCHEMA} commit;`);
    return;
  }
  const version = Number((await connection.runAndReadAll("select max(version) from weir_schema")).getRows()[0]?.[0]);
  if (version > SCHEMA_VERSION)
    throw new Error(`${path} was written by a newer Weir (schema ${version}); update Weir to open it`);
  if (version < SCHEMA_VERSION)
    throw new Error(`${path} was written by an older Weir (schema ${version}); record the run again into a new file`);
}
