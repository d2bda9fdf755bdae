import { readFileSync, statSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { checkDocument } from "../../sources/check-document.ts";
import { writeWholeSync } from "../../sources/whole-file.ts";

/** Events a case holds at most. */
export const MOST_EVENTS = 1_000_000;
const VERSION = 1;
const MOST_PACKED = 128 << 20;
const MOST_UNPACKED = 512 << 20;

const number = z.number();
const part = z.string().max(10_000);
const settings = z.record(part, z.union([number, z.boolean(), part]));
/** A plugin's file: relative, `/` between parts, nothing that leads out of its folder. */
const fileName = z
  .string()
  .max(500)
  .regex(/^(?!.*(^|\/)\.)[^\\:\0]+$/)
  .refine((name) => !name.startsWith("/"));

const caseSchema = z.strictObject({
  weirCase: z.literal(VERSION),
  /** Version of the Weir that wrote it. */
  weir: part,
  rule: z.strictObject({
    id: part,
    version: part,
    settings,
    windows: z
      .array(z.strictObject({ station: part.optional(), sensor: part.optional(), alarm: part.optional(), window: part }))
      .max(10_000)
      .optional(),
  }),
  /** `code`: SHA-256 of what ran; `files`: the sources of a plugin that does not ship with Weir. */
  plugin: z.strictObject({ name: part, version: part, code: part, files: z.record(fileName, z.string()).nullable() }),
  /** Where the events were read. */
  source: part,
  /** What the catalogues said of the codes of the events: it stands in titles and decides how grave an alarm is. */
  names: z
    .strictObject({
      stations: z.record(part, z.strictObject({ name: part })),
      sensors: z.record(
        part,
        z.strictObject({ name: part, short: part.optional(), quantity: part.optional(), unit: part.optional() }),
      ),
      alarms: z.record(part, z.strictObject({ name: part, severity: z.enum(["critical", "warning", "info"]).optional() })),
    })
    .optional(),
  /** As in alerts.jsonl, its fields in that order. */
  alert: z.record(part, z.unknown()).refine(({ id }) => typeof id === "string", "it has no id"),
  /** Columns, in the order in which rules saw them; `threshold` null: none; `active` as in a batch. */
  events: z.strictObject({
    keys: z.array(z.tuple([part, part, part])).max(MOST_EVENTS),
    time: z.array(number).max(MOST_EVENTS),
    key: z.array(number.int().nonnegative()),
    value: z.array(number),
    threshold: z.array(number.nullable()),
    active: z.array(number.int().min(0).max(2)),
    row: z.array(number),
  }),
});

/** One alert with everything that gives it again: the events it rests on, the rule, its settings and its code. */
export type Case = z.infer<typeof caseSchema>;

/** Packed JSON. Throws an Error of one line. */
export function writeCase(path: string, content: Omit<Case, "weirCase">): void {
  writeWholeSync(path, gzipSync(JSON.stringify({ weirCase: VERSION, ...content })));
}

/** Nothing in it is run. Throws an Error of one line that names the file and what is wrong with it. */
export function readCase(path: string): Case {
  let data: unknown;
  try {
    if (statSync(path).size > MOST_PACKED) throw new Error(`it is larger than ${MOST_PACKED >> 20} MiB`);
    data = JSON.parse(gunzipSync(readFileSync(path), { maxOutputLength: MOST_UNPACKED }).toString("utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new Error(`${path} does not exist; check the path`);
    throw new Error(`${path} is no case file: ${code === "ERR_BUFFER_TOO_LARGE" ? "it is too large" : message}`);
  }
  const version = (data as { weirCase?: unknown } | null)?.weirCase;
  if (typeof version === "number" && version > VERSION)
    throw new Error(`${path} was written by a newer Weir (case ${version}); update Weir to open it`);
  const checked = checkDocument(caseSchema, data);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new Error(`${path} is a damaged case file: field ${issue?.path.join(".") || "(top)"}: ${issue?.message ?? "wrong"}`);
  }
  const { keys, time, ...columns } = checked.data.events;
  const even = Object.values(columns).every((column) => column.length === time.length);
  if (!even || columns.key.some((key) => key >= keys.length))
    throw new Error(`${path} is a damaged case file: its columns do not fit together`);
  if (time.some((t, i) => i > 0 && t < (time[i - 1] as number)))
    throw new Error(`${path} is a damaged case file: its events are not in time order`);
  return checked.data;
}
