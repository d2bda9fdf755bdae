import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { writeWholeSync } from "../sources/whole-file.ts";
import { withoutPassword } from "./analysis-input.ts";
import type { Workspace } from "./workspace.ts";

/** Digest of its queues by the full path of the workspace, the one allowed last at the end. */
const stored = z.object({ version: z.literal(1), workspaces: z.record(z.string(), z.string()) });
const KEPT = 1000;

/**
 * The workspaces whose queues this user has saved, or allowed to be connected to, on this machine. A workspace from elsewhere, or whose
 * queues somebody has changed since, is none of them: it may not take messages off a queue by being looked at.
 */
export interface AllowedQueues {
  has(path: string, workspace: Workspace): boolean;
  allow(path: string, workspace: Workspace): void;
}

/** What a queue's question names. */
export interface UnallowedQueue {
  /** Without credentials. */
  readonly broker: string;
  /** What is read: a queue, whose messages are taken, or copies of what an exchange gets. */
  readonly queue: string | null;
  readonly exchange: string | null;
  /** Where results are sent to, in words; null: nowhere. */
  readonly results: string | null;
}

/** `file`: of the user, not beside the workspace; null: remembered as long as this process runs. */
export function openAllowedQueues(file: string | null): AllowedQueues {
  let known: ReadonlyMap<string, string> = file === null ? new Map() : read(file);
  return {
    has: (path, workspace) => known.get(whole(path)) === digest(workspace),
    allow(path, workspace) {
      const place = whole(path);
      const others = [...known].filter(([other]) => other !== place);
      known = new Map([...others, [place, digest(workspace)] as const].slice(-KEPT));
      if (file !== null) write(file, known);
    },
  };
}

/** The queue a workspace reads; null: none. */
export function queueOf(workspace: Workspace): UnallowedQueue | null {
  const [source] = workspace.sources;
  if (source?.kind !== "rabbitmq") return null;
  const { url, queue = null, tap = null, resultsQueue, resultsExchange } = source;
  const results =
    resultsQueue !== undefined ? `queue ${resultsQueue}` : resultsExchange !== undefined ? `exchange ${resultsExchange}` : null;
  return { broker: withoutPassword(url), queue, exchange: tap, results };
}

function digest({ sources }: Workspace): string {
  const queues = sources.filter(({ kind }) => kind === "rabbitmq");
  return createHash("sha256").update(JSON.stringify(queues, inOrder)).digest("hex");
}

/** As it was saved and as it is read, the fields of a source stand in different orders. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function whole(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function read(file: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(stored.parse(JSON.parse(readFileSync(file, "utf8"))).workspaces));
  } catch {
    return new Map();
  }
}

/** A disk that is full costs a question next time, no more. */
function write(file: string, known: ReadonlyMap<string, string>): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWholeSync(file, JSON.stringify({ version: 1, workspaces: Object.fromEntries(known) }), 0o600);
  } catch {}
}
