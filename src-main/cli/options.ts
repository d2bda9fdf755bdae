import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import { createTimeReader } from "../sources/csv/time-reader.ts";
import { UsageError } from "./failure.ts";

/** A duration flag in ms; commander names the flag in the message. */
export function durationOption(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A flag that takes a duration; the help shows its default, in ms here, as a person writes it. */
export function durationFlag(flags: string, description: string, byDefault: number): Option {
  return new Option(flags, description)
    .argParser(durationOption)
    .default(byDefault, byDefault === 0 ? "0" : formatDuration(byDefault));
}

/** "max", or "60x" / "60" for a multiple of event time. */
export function speedOption(text: string): number | "max" {
  if (text === "max") return "max";
  const speed = Number(text.replace(/x$/i, ""));
  if (!(speed > 0) || !Number.isFinite(speed)) throw new InvalidArgumentError("write max or a multiple such as 60x.");
  return speed;
}

const readIso = createTimeReader("iso", "UTC");

/** ISO 8601 (UTC unless it says otherwise) or epoch ms. */
export function timeOption(text: string): number {
  const ms = /^-?\d{5,}$/.test(text) ? Number(text) : readIso(/^\d{4}(-\d\d)?$/.test(text) ? `${text}-01-01`.slice(0, 10) : text);
  if (!(Math.abs(ms) <= 8.64e15)) throw new InvalidArgumentError("write a time such as 2017-02-18T12:00Z, or epoch ms.");
  return ms;
}

/** More than a machine has cores helps nobody, but does no harm up to here. */
const MOST_WORKERS = 64;

export function workersOption(text: string): number {
  const n = positiveInteger(text);
  if (n > MOST_WORKERS) throw new InvalidArgumentError(`at most ${MOST_WORKERS}.`);
  return n;
}

export function positiveInteger(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError("must be a whole number of at least 1.");
  return n;
}

/** Enough for the segments being written. */
const LEAST_STORE_MB = 64;

/** The memory a store may take, as DuckDB writes it. */
export function storeMemoryOption(text: string): string {
  const [, number, unit = ""] = /^(\d{1,6})(MB|GB)$/i.exec(text) ?? [];
  const megabytes = Number(number) * (unit.toUpperCase() === "GB" ? 1000 : 1);
  if (!(megabytes >= LEAST_STORE_MB)) throw new InvalidArgumentError(`write 256MB or 1GB; at least ${LEAST_STORE_MB}MB.`);
  return `${megabytes}MB`;
}

/** A TCP port. */
export function portOption(text: string): number {
  const port = positiveInteger(text);
  if (port > 65_535) throw new InvalidArgumentError("must be a port from 1 to 65535.");
  return port;
}

/** Throws a UsageError when a stretch ends before it begins. */
export function checkStretch({ from, to }: { readonly from?: number; readonly to?: number }): void {
  if (from !== undefined && to !== undefined && from >= to) throw new UsageError("--from must be before --to");
}

/** Throws a UsageError when no file can be written at `path`: told before a long run, not after it. */
export function checkWritable(flag: string, path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new UsageError(`${flag} ${path}: the folder ${folder} does not exist; make it first`);
  if (existsSync(path) && statSync(path).isDirectory()) throw new UsageError(`${flag} ${path} is a folder; name a file`);
  try {
    accessSync(existsSync(path) ? path : folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${flag} ${path} cannot be written (${(error as NodeJS.ErrnoException).code}); choose another place`);
  }
}

/** A flag that takes one of a few words, which the help lists and a shell completes. */
export function choiceFlag(flags: string, description: string, choices: readonly string[], byDefault: string): Option {
  return new Option(flags, description).choices(choices).default(byDefault);
}

/** In which order a file's rows are taken. */
export function orderFlag(description: string): Option {
  return choiceFlag("--order <order>", description, ["time", "arrival"], "time");
}

/** What `--once` does. */
export const ONCE = "files in order of time: rows that a file before theirs has too are refused as duplicates";

export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
