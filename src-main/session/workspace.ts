import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { checkDocument } from "../sources/check-document.ts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { formerValue, keyPatterns, keyWindows, settingValue, speed, timezone } from "./former-value.ts";

/** Version of the workspace format this Weir writes. Older ones are migrated step by step, newer ones refused. */
const WORKSPACE_VERSION = 1;

const duration = z.number().nonnegative();

const csvSource = z.strictObject({
  kind: z.literal("csv"),
  paths: z.array(z.string().min(1)).min(1).max(10_000),
  mapping: z.record(z.string(), z.unknown()).optional(),
  order: z.enum(["time", "arrival"]).default("time"),
  /** Of several files in order of time: rows that a file before theirs has too are refused as duplicates. */
  once: z.boolean().optional(),
  outOfOrderness: duration.default(0),
});
/** No password here: credentials come from the keychain or WEIR_AMQP_USER / WEIR_AMQP_PASSWORD. */
const queueSource = z.strictObject({
  kind: z.literal("rabbitmq"),
  url: z
    .string()
    .min(1)
    .refine(
      (url) => !/:\/\/[^/]*:.*@/s.test(url),
      "holds a password; take it out (WEIR_AMQP_USER and WEIR_AMQP_PASSWORD give it)",
    ),
  queue: z.string().optional(),
  tap: z.string().optional(),
  routingKey: z.string().optional(),
  format: z.enum(["auto", "csv", "json"]).default("auto"),
  guarantee: z.enum(["at-most-once", "at-least-once"]).default("at-most-once"),
  prefetch: z.number().int().min(1).max(65_535).optional(),
  resultsQueue: z.string().optional(),
  resultsExchange: z.string().optional(),
  resultsSeries: z.array(z.string().max(1000)).max(1000).optional(),
  /** Paths of PEM files; a key itself is never in a workspace. */
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  profile: z.string().optional(),
  mapping: z.record(z.string(), z.unknown()).optional(),
  outOfOrderness: duration.default(0),
  idleTimeout: duration.default(30_000),
  futureTolerance: duration.default(60_000),
});

const plugin = z.strictObject({
  enabled: z.boolean(),
  settings: z.record(z.string(), settingValue).default({}),
  /** A folder for a plugin that does not ship with Weir. */
  folder: z.string().optional(),
  windows: keyWindows.optional(),
  /** Keys the rule is switched off for; a part left out stands for any. */
  off: keyPatterns.optional(),
});

/** What was changed in a workspace: values as text. */
const change = z.strictObject({
  time: z.number(),
  what: z.string().max(300),
  from: z.string().max(300),
  to: z.string().max(300),
  /** What it was, to be put back; absent where that is not done alone. */
  former: formerValue.optional(),
});

const workspaceSchema = z.strictObject({
  weir: z.literal(WORKSPACE_VERSION),
  name: z.string().max(200).default("Untitled"),
  sources: z
    .array(z.discriminatedUnion("kind", [csvSource, queueSource]))
    .max(100)
    .default([]),
  plugins: z.record(z.string(), plugin).default({}),
  speed: speed.default("max"),
  timezone: timezone.default("UTC"),
  annotations: z
    .array(z.strictObject({ time: z.number(), text: z.string().max(1000), station: z.string().optional() }))
    .max(10_000)
    .default([]),
  queries: z
    .array(z.strictObject({ name: z.string().max(200), sql: z.string().max(100_000) }))
    .max(1000)
    .default([]),
  /** The latest ones, oldest first. */
  changes: z.array(change).max(200).default([]),
  /** Of the renderer; kept as it is. */
  layout: z.unknown().optional(),
});

export type Workspace = z.infer<typeof workspaceSchema>;
export type WorkspaceChange = z.infer<typeof change>;

type Migration = (workspace: Record<string, unknown>) => Record<string, unknown>;
/** `migrations[n]` takes version n to n + 1. There is none yet: version 1 is the first. */
const migrations: Readonly<Record<number, Migration>> = {};

export function emptyWorkspace(name = "Untitled"): Workspace {
  return workspaceSchema.parse({ weir: WORKSPACE_VERSION, name });
}

/** Reads a workspace of any version up to this one. Throws an Error of one line that names the file, the field and what to do. */
export function parseWorkspace(text: string, file: string): Workspace {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `workspace ${file} is not valid JSON (${(error as Error).message}); restore it from a copy or start a new one`,
    );
  }
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new Error(`workspace ${file} is not a Weir workspace: it must be a JSON object`);
  let workspace = data as Record<string, unknown>;
  const version = workspace["weir"];
  if (typeof version !== "number")
    throw new Error(`workspace ${file} is not a Weir workspace: the field "weir" (format version) is missing`);
  if (version > WORKSPACE_VERSION) {
    throw new Error(
      `workspace ${file} was written by a newer Weir (format ${version}, this one reads up to ${WORKSPACE_VERSION}); update Weir to open it`,
    );
  }
  for (let v = version; v < WORKSPACE_VERSION; v++) {
    const migrate = migrations[v];
    if (migrate === undefined)
      throw new Error(`workspace ${file} has the unknown format ${version}; the oldest this Weir reads is 1`);
    workspace = migrate(workspace);
  }
  const result = checkDocument(workspaceSchema, workspace);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(
      `workspace ${file}: field ${issue?.path.join(".") || "(top)"}: ${issue?.message ?? "wrong"}; correct it in the file`,
    );
  }
  return result.data;
}

/** Reads a workspace file; the paths in it come back as full ones. Throws an Error of one line. */
export function readWorkspace(file: string): Workspace {
  return workspaceIn(workspaceText(file), file);
}

/** What a workspace file holds. Throws an Error of one line when it cannot be read. */
export function workspaceText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`cannot read workspace ${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** The workspace of such a text. Throws an Error of one line. */
export function workspaceIn(text: string, file: string): Workspace {
  return located(parseWorkspace(text, file), dirname(resolve(file)));
}

/** Files and plugin folders that a workspace names are beside it, wherever Weir was started; a glob, stdin and a full path stay. */
function located(workspace: Workspace, folder: string): Workspace {
  return withPaths(workspace, (path) => (path === "-" || isAbsolute(path) ? path : join(folder, path)));
}

/** What lies in the workspace's own folder is named from there: moved together, or sent to somebody, it is found again. */
function portable(workspace: Workspace, folder: string): Workspace {
  return withPaths(workspace, (path) => {
    if (!isAbsolute(path)) return path;
    const beside = relative(folder, path);
    const outside = beside === ".." || beside.startsWith(`..${sep}`) || isAbsolute(beside) || beside === "-";
    return outside ? path : beside === "" ? "." : beside.replaceAll(sep, "/");
  });
}

function withPaths(workspace: Workspace, place: (path: string) => string): Workspace {
  return {
    ...workspace,
    sources: workspace.sources.map((source) => (source.kind === "csv" ? { ...source, paths: source.paths.map(place) } : source)),
    plugins: Object.fromEntries(
      Object.entries(workspace.plugins).map(([id, plugin]) => [
        id,
        plugin.folder === undefined ? plugin : { ...plugin, folder: place(plugin.folder) },
      ]),
    ),
  };
}

/** Answers what it wrote. A crash leaves the old file whole. Throws an Error of one line; a newer Weir's file stays as it is. */
export function writeWorkspace(file: string, workspace: Workspace): string {
  const there = versionOf(file);
  if (there > WORKSPACE_VERSION)
    throw new Error(
      `workspace ${file} was written by a newer Weir (format ${there}) and is not overwritten; save under another name, or update Weir`,
    );
  const text = `${JSON.stringify(portable(workspace, dirname(resolve(file))), null, 2)}\n`;
  writeWholeSync(file, text);
  return text;
}

/** Format of the workspace that is there; 0: none, or one that cannot be read. */
function versionOf(file: string): number {
  try {
    const { weir } = JSON.parse(readFileSync(file, "utf8")) as { readonly weir?: unknown };
    return typeof weir === "number" ? weir : 0;
  } catch {
    return 0;
  }
}
