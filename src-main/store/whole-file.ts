import { accessSync, constants, existsSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { explainWrite } from "./store.ts";

/**
 * A file whole or not at all: `write` writes beside it, and what it wrote then takes its place. What was there stays when it fails; where
 * nothing can be put beside it (a pipe, a folder that is protected) it is written itself. Throws an Error of one line that names it.
 */
export async function writeWhole<T>(path: string, write: (place: string) => Promise<T> | T): Promise<T> {
  const place = placeBeside(path);
  try {
    const value = await write(place.written);
    if (place.written !== place.wanted) renameSync(place.written, place.wanted);
    return value;
  } catch (error) {
    if (place.written !== place.wanted) rmSync(place.written, { force: true });
    throw explainWrite(path, error);
  }
}

function placeBeside(path: string): { readonly wanted: string; readonly written: string } {
  const there = existsSync(path);
  // A link goes on pointing to its file.
  const wanted = there ? realpathSync(path) : path;
  if (there && !statSync(wanted).isFile()) return { wanted, written: wanted };
  try {
    accessSync(dirname(wanted), constants.W_OK);
  } catch {
    return { wanted, written: wanted };
  }
  return { wanted, written: `${wanted}.${process.pid}.part` };
}
