import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import type { ActiveFilter, ActiveRule, PluginBundle } from "../../plugin-host/contract.ts";
import { findInputs } from "../../sources/csv/find-inputs.ts";
import { type AnalysisInput, withoutPassword } from "../analysis-input.ts";
import type { RunIdentity } from "./differences.ts";

/** Bytes at either end of a file that tell whether it is still the same. */
const LOOKED_AT = 65_536;
/** What begins the name of a file's entry. */
const FILE = "file ";

/** Throws an Error of one line for a file that is not there. No credentials in it. */
export async function identityOf(
  input: AnalysisInput,
  rules: readonly ActiveRule[],
  filters: readonly ActiveFilter[],
): Promise<RunIdentity> {
  const identity: Record<string, string> = {};
  const { queue, paths, order, once, outOfOrderness, mapping, stretch } = input;
  if (queue !== null) identity["the queue"] = `${withoutPassword(queue.url)} ${queue.queue ?? `exchange ${queue.tap}`}`;
  else {
    for (const file of await findInputs(paths))
      identity[`${FILE}${file.name}`] = `${file.size} bytes, ${ends(file.path, file.size ?? 0)}`;
    identity["--order"] = order;
    if (once === true) identity["--once"] = "rows that another file has are read once";
    identity["the stretch"] = `${stretch?.from ?? ""} to ${stretch?.to ?? ""}`;
  }
  identity["--out-of-orderness"] = `${outOfOrderness} ms`;
  const given = typeof mapping === "string" ? readFileSync(mapping) : JSON.stringify(mapping);
  identity["the mapping"] = given === undefined ? "detected" : digest(given);
  for (const { declaration, settings, window, windowsPerKey = [], off = [] } of rules) {
    const { id, by, only, aggregates, whenChanged, series, stateVersion } = declaration;
    identity[`rule ${id}`] = JSON.stringify(settings);
    if (off.length > 0) identity[`the keys rule ${id} is off for`] = JSON.stringify(off);
    identity[`the windows of rule ${id}`] = digest(
      JSON.stringify([by, only, window, windowsPerKey, aggregates, whenChanged, Object.keys(series), stateVersion]),
    );
  }
  for (const { declaration, settings } of filters) identity[`filter ${declaration.id}`] = JSON.stringify(settings);
  return identity;
}

/** Versions and code of plugins: another one may go on with the state of the one before, and the user is told. */
export function codeOf(bundles: readonly PluginBundle[]): RunIdentity {
  return Object.fromEntries(bundles.map(({ name, version, code }) => [`plugin ${name}`, `${version} (${digest(code)})`]));
}

/** When its files were written last. One changed in its middle, its size as before, reads as it did: the user is told. */
export async function writtenAt({ queue, paths }: AnalysisInput): Promise<RunIdentity> {
  if (queue !== null) return {};
  const files = await findInputs(paths);
  return Object.fromEntries(
    files.flatMap(({ name, modified }) =>
      modified === null ? [] : [[`${FILE}${name}`, `written ${new Date(modified).toISOString()}`]],
    ),
  );
}

/** Whether a difference is one of a file. */
export const isOfFile = (difference: string): boolean => difference.startsWith(FILE);

/** Without the files that are not among `read`: what a folder holds and is no table is no part of the run. */
export function ofFilesRead(identity: RunIdentity, read: readonly string[]): RunIdentity {
  const names = new Set(read.map((name) => `${FILE}${name}`));
  return Object.fromEntries(Object.entries(identity).filter(([name]) => !name.startsWith(FILE) || names.has(name)));
}

function ends(path: string, size: number): string {
  const bytes = Buffer.alloc(Math.min(size, 2 * LOOKED_AT));
  const fd = openSync(path, "r");
  try {
    const head = Math.min(size, LOOKED_AT);
    readSync(fd, bytes, 0, head, 0);
    readSync(fd, bytes, head, bytes.length - head, size - (bytes.length - head));
  } finally {
    closeSync(fd);
  }
  return digest(bytes);
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}
