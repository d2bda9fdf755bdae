import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { goneWithProcess } from "./gone-with-process.ts";

/** Where a file is written, and where it goes when it is whole: the same place when nothing can be put beside it. */
interface Place {
  readonly wanted: string;
  readonly written: string;
  /** Of the file; null: as a new one has it. */
  readonly mode: number | null;
}

/**
 * A file whole or not at all: `write` writes beside it, and what it wrote then takes its place, on the disk by then. What was there stays
 * when it fails or the process ends, and of a signal's end nothing is left beside it; where nothing can be put beside it (a pipe, a folder that is protected) it is written itself. Throws
 * an Error of one line that names it.
 */
export async function writeWhole<T>(path: string, write: (place: string) => Promise<T> | T): Promise<T> {
  const place = placeBeside(path);
  const isOver = goneWithProcess(() => takeAway(place));
  try {
    const value = await write(place.written);
    sync(place);
    takePlace(place);
    return value;
  } catch (error) {
    throw givenUp(path, place, error);
  } finally {
    isOver();
  }
}

/** As `writeWhole`, of what is at hand and can be written anew: a loss of power may cost it. `mode`: who may read it; absent: as before. */
export function writeWholeSync(path: string, content: string | Uint8Array, mode?: number): void {
  const found = placeBeside(path);
  const place = { ...found, mode: mode ?? found.mode };
  try {
    writeFileSync(place.written, content, { mode: mode ?? 0o666 });
    takePlace(place);
  } catch (error) {
    throw givenUp(path, place, error);
  }
}

function placeBeside(path: string): Place {
  const there = existsSync(path);
  // A link goes on pointing to its file.
  const wanted = there ? realpathSync(path) : path;
  const stats = there ? statSync(wanted) : null;
  const mode = stats === null ? null : stats.mode & 0o777;
  if (stats !== null && !stats.isFile()) return { wanted, written: wanted, mode };
  try {
    accessSync(dirname(wanted), constants.W_OK);
  } catch {
    return { wanted, written: wanted, mode };
  }
  return { wanted, written: `${wanted}.${process.pid}.part`, mode };
}

function takePlace({ wanted, written, mode }: Place): void {
  if (written === wanted) return;
  // What may be read by few stays so.
  if (mode !== null) chmodSync(written, mode);
  renameSync(written, wanted);
}

function sync({ wanted, written }: Place): void {
  if (written === wanted) return;
  const file = openSync(written, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function takeAway({ wanted, written }: Place): void {
  if (written !== wanted) rmSync(written, { force: true });
}

function givenUp(path: string, place: Place, error: unknown): Error {
  takeAway(place);
  const explained = explainWrite(path, error);
  const { code, syscall } = explained as NodeJS.ErrnoException;
  // It would name the place beside.
  return code === undefined || syscall === undefined
    ? explained
    : new Error(`cannot write ${path}: ${code}; choose another place`, { cause: error });
}

const NO_SPACE = /No space left|not enough space|disk full|ENOSPC/i;

export function isNoSpace(error: unknown): boolean {
  return NO_SPACE.test(error instanceof Error ? error.message : String(error));
}

export const noSpace = (path: string): string =>
  `cannot write ${path}: no space left on its disk; free some, or choose another place`;

/** Why nothing more can be written to a file, as one line that says what to do. */
export function explainWrite(path: string, error: unknown): Error {
  const text = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  if (NO_SPACE.test(text)) return new Error(noSpace(path), { cause: error });
  if (/Could not write|Could not sync|Input\/output error/i.test(text))
    return new Error(`cannot write ${path}: ${text}; check its disk, or choose another place`, { cause: error });
  const denied = /Cannot open file .*: (Permission denied|Read-only file system)/i.exec(text)?.[1];
  if (denied !== undefined)
    return new Error(`cannot write ${path}: ${denied.toLowerCase()}; choose another place`, { cause: error });
  return error instanceof Error ? error : new Error(text);
}
