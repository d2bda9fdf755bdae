import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { ACTIVE, type EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import { checkDocument } from "../sources/check-document.ts";
import { createTimeReader } from "../sources/csv/time-reader.ts";
import { InputError } from "../sources/source.ts";
import type { Recorder } from "./session-options.ts";

/** A stretch in which something was wrong, of one key; a part that is "" stands for any. Times are ms. */
export interface Label {
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly start: number;
  readonly end: number;
}

export type LabelKind = "threshold" | "active";

/** More than `more` active rows of a key within the last `size` ms, until no more than `until` of them are left; told up to `every` ms later. */
export interface OftenActive {
  readonly size: number;
  readonly every: number;
  readonly more: number;
  readonly until: number;
}

interface Open {
  start: number;
  last: number;
}

/**
 * Reads labels off the data while it streams by: "threshold", a value goes across its threshold, from the side its key began on;
 * "active", an alarm's flag is on; often active, it was on in many rows lately. A label ends when that is over.
 */
export class LabelCollector implements Recorder {
  readonly labels: Label[] = [];
  readonly #kind: LabelKind | OftenActive | null;
  /** Per key: times of its latest active rows. */
  readonly #activeTimes = new Map<number, number[]>();
  readonly #open = new Map<number, Open>();
  /** Per key: +1 when it began below its threshold, -1 above. */
  readonly #side = new Map<number, number>();
  readonly stations = new Set<string>();
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;
  #keys: KeyTable | null = null;

  /** null: no labels, only which stations and how long. */
  constructor(kind: LabelKind | OftenActive | null) {
    this.#kind = kind;
  }

  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    this.#keys = keys;
    if (batch.length === 0) return;
    this.firstTime = Math.min(this.firstTime, batch.time[0] as number);
    this.lastTime = Math.max(this.lastTime, batch.time[batch.length - 1] as number);
    for (let i = 0; i < batch.length; i++) {
      const key = batch.key[i] as number;
      this.stations.add(keys.key(key)[0]);
      if (this.#kind === null) continue;
      const time = batch.time[i] as number;
      const active = batch.active[i] === ACTIVE;
      const wrong =
        this.#kind === "active"
          ? active
          : this.#kind === "threshold"
            ? this.#across(key, batch.value[i] as number, batch.threshold[i] as number)
            : this.#often(key, time, active, this.#kind);
      const open = this.#open.get(key);
      if (wrong && open === undefined) this.#open.set(key, { start: time, last: time });
      else if (wrong && open !== undefined) open.last = time;
      else if (open !== undefined) {
        this.#close(key, open);
        this.#open.delete(key);
      }
    }
  }

  async rejects(): Promise<void> {}

  /** Whether no event is of this key, or none so late or, for `horizon` ms before it, so early: no alert can be about it. */
  outside(horizon: number): (label: Label) => boolean {
    const keys = this.#keys?.snapshot() ?? [];
    const known = new Map<string, boolean>();
    const isKnown = ({ station, sensor, alarm }: Label): boolean => {
      const name = JSON.stringify([station, sensor, alarm]);
      let there = known.get(name);
      if (there === undefined) {
        there = keys.some((key) => [station, sensor, alarm].every((part, i) => part === "" || part === key[i]));
        known.set(name, there);
      }
      return there;
    };
    return (label) => label.end < this.firstTime || label.start - horizon > this.lastTime || !isKnown(label);
  }

  finish(): void {
    for (const [key, open] of this.#open) this.#close(key, open);
    this.#open.clear();
    this.labels.sort((a, b) => a.start - b.start);
  }

  #often(key: number, time: number, active: boolean, { size, more, until }: OftenActive): boolean {
    let times = this.#activeTimes.get(key);
    if (times === undefined) this.#activeTimes.set(key, (times = []));
    if (active) times.push(time);
    while (times[0] !== undefined && times[0] <= time - size) times.shift();
    return times.length > (this.#open.has(key) ? until : more);
  }

  #across(key: number, value: number, threshold: number): boolean {
    if (Number.isNaN(threshold)) return false;
    let side = this.#side.get(key);
    if (side === undefined) this.#side.set(key, (side = value <= threshold ? 1 : -1));
    return side > 0 ? value > threshold : value < threshold;
  }

  #close(key: number, { start, last }: Open): void {
    const [station, sensor, alarm] = (this.#keys as KeyTable).key(key);
    const told = typeof this.#kind === "object" && this.#kind !== null ? this.#kind.every : 0;
    this.labels.push({ station, sensor, alarm, start, end: last + told });
  }
}

/** As everywhere else: the zone of the computer has no say. */
const readIso = createTimeReader("iso", "UTC");
const time = z.union([z.number(), z.string().min(1)]).transform((value, context) => {
  const ms = typeof value === "number" || /^-?\d+$/.test(value) ? Number(value) : readIso(value);
  if (Number.isFinite(ms)) return ms;
  context.addIssue({ code: "custom", message: `"${value}" is not a time (ISO 8601, UTC unless it says otherwise, or epoch ms)` });
  return z.NEVER;
});
const part = z.string().trim().default("");
const labelSchema = z
  .object({ station: part, sensor: part, alarm: part, start: time, end: time.optional() })
  .refine(({ start, end }) => end === undefined || end >= start, { path: ["end"], message: "it is before the start" });

/** Reads labels from JSON (a list) or CSV with columns station, sensor, alarm, start, end. Throws an Error of one line. */
export function readLabels(path: string): Label[] {
  let rows: unknown;
  try {
    const text = readFileSync(path, "utf8");
    if (/^\s*\{/.test(text)) throw new Error("it is a JSON object; write a list of them, or a CSV");
    rows = /^\s*\[/.test(text) ? JSON.parse(text) : parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`cannot read labels ${path}: ${code?.startsWith("E") ? code : message.split("\n")[0]}`);
  }
  const result = checkDocument(z.array(labelSchema).max(1_000_000), rows);
  if (!result.success) {
    const issue = result.error.issues[0];
    const [row = 0, ...field] = issue?.path ?? [];
    const missing = field[0] === "start" && (rows as { start?: unknown }[])[Number(row)]?.start === undefined;
    const why = missing ? "it is missing; the columns are station, sensor, alarm, start, end" : (issue?.message ?? "wrong");
    throw new InputError(`labels ${path}: row ${Number(row) + 1}, ${field.join(".")}: ${why}`);
  }
  return result.data.map((label) => ({ ...label, end: label.end ?? label.start })).sort((a, b) => a.start - b.start);
}
