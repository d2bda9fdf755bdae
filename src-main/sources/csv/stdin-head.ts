import { setTimeout } from "node:timers/promises";
import { HEAD_BYTES, type InputFile } from "./input-files.ts";

/** Nobody writes forever slowly into a pipe and waits for the first half megabyte: after so many ms these lines are enough to tell columns by. */
const LOOK_MS = 2000;
const ENOUGH_LINES = 10;
const NEWLINE = 10;

/** Reads the beginning of stdin, to be looked at and given back. Throws an Error of one line when it is empty or cannot be read. */
export async function readStdinHead(): Promise<InputFile> {
  const parts: Buffer[] = [];
  let size = 0;
  let lines = 0;
  let ended = false;
  let looked: Promise<"enough"> | null = null;
  while (size < HEAD_BYTES && !ended) {
    const part = process.stdin.read() as Buffer | null;
    if (part !== null) {
      parts.push(part);
      size += part.length;
      lines += newlines(part);
      // Unpacked it may be anything.
      if (!packed(parts[0])) looked ??= setTimeout(LOOK_MS, "enough", { ref: false });
      continue;
    }
    if (process.stdin.readableEnded) break;
    const more = readableOrEnd();
    const next = await (looked !== null && lines >= ENOUGH_LINES ? Promise.race([more, looked]) : more);
    if (next === "enough") break;
    ended = next === "end";
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length === 0) throw new Error("stdin is empty: pipe a CSV into it, as in `weir run - < FILE.csv`, or name a file");
  const head = { bytes, whole: ended || process.stdin.readableEnded };
  return { path: "-", name: "stdin", size: null, modified: null, gzip: packed(bytes), head };
}

const packed = (bytes: Buffer | undefined): boolean => bytes?.[0] === 0x1f && bytes[1] === 0x8b;

function newlines(bytes: Buffer): number {
  let lines = 0;
  for (const byte of bytes) if (byte === NEWLINE) lines++;
  return lines;
}

/** "end": stdin has ended, or was left. */
function readableOrEnd(): Promise<"readable" | "end"> {
  return new Promise((resolve, reject) => {
    const settle = (what: "readable" | "end"): void => {
      process.stdin.off("readable", readable).off("end", ended).off("close", ended).off("error", failed);
      resolve(what);
    };
    const readable = (): void => settle("readable");
    const ended = (): void => settle("end");
    const failed = (error: Error): void => reject(new Error(`cannot read stdin: ${error.message}`));
    process.stdin.once("readable", readable).once("end", ended).once("close", ended).once("error", failed);
  });
}
