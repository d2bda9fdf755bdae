import { existsSync, rmSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

/** Temporary CSV files by path, size and time of change of the Parquet file: looked at first, read next. */
const written = new Map<string, Promise<string>>();
let folder = "";
/** ms between two looks at the room left on the disk: a few kilobytes of Parquet can unpack to any number of rows. */
const LOOK_EVERY = 100;

/**
 * The rows of a Parquet file as CSV, so that they are detected, mapped, accepted and refused as any others: header, times as ISO 8601 in
 * UTC with milliseconds, nulls empty. Answers the path of a temporary file that is gone when this process ends. Throws an Error of one
 * line that names the file, also when its rows would fill the disk.
 */
export function csvOfParquet(path: string, size: number, modified: number): Promise<string> {
  if (folder === "" || !existsSync(folder)) {
    // What was written before a folder was removed is gone with it.
    written.clear();
    folder = temporaryFolder("parquet");
  }
  const id = JSON.stringify([path, size, modified]);
  let csv = written.get(id);
  if (csv === undefined) {
    csv = write(path, join(folder, `${written.size}.csv`));
    written.set(id, csv);
    csv.catch(() => written.delete(id));
  }
  return csv;
}

async function write(path: string, csv: string): Promise<string> {
  // A run over CSV files needs no database.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "1GB" });
  const place = dirname(csv);
  const kept = roomToKeep(place);
  let full = false;
  let look: NodeJS.Timeout | undefined;
  try {
    const connection = await instance.connect();
    look = setInterval(() => {
      full ||= freeBytes(place) < kept;
      if (full) connection.interrupt();
    }, LOOK_EVERY);
    await connection.run("set timezone = 'UTC'");
    await connection.run(
      `copy (from read_parquet(${quoted(oneFile(path))})) to ${quoted(csv)} (format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S.%gZ')`,
    );
    connection.closeSync();
    return csv;
  } catch (error) {
    rmSync(csv, { force: true });
    const text = (error as Error).message.split("\n")[0] ?? "";
    if (full || /No space left/i.test(text))
      throw new Error(
        `${path}: its rows as text need more room than ${place} has; set TMPDIR to a larger disk, or take fewer rows`,
      );
    throw new Error(`${path} is not a Parquet file that can be read: ${text}`);
  } finally {
    clearInterval(look);
    instance.closeSync();
  }
}

function freeBytes(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

/** Bytes left to others: a twentieth of the disk, but never more than half of what is free now. */
function roomToKeep(place: string): number {
  const { blocks, bavail, bsize } = statfsSync(place);
  return Math.min(blocks / 20, bavail / 2) * bsize;
}

/** As a glob of DuckDB that this one file matches: "a[1].parquet" would be a1.parquet. */
const oneFile = (path: string): string => path.replace(/[*?[]/g, "[$&]");

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
