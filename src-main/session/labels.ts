import { ACTIVE, type EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import { Crossings } from "./crossings.ts";
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
 * Reads labels off the data while it streams by: "threshold", a value is across its threshold; "active", an alarm's flag is on; often active,
 * it was on in many rows lately. A label ends with the row that says that it is over.
 */
export class LabelCollector implements Recorder {
  readonly labels: Label[] = [];
  readonly #kind: LabelKind | OftenActive | null;
  /** Per key: times of its latest active rows. */
  readonly #activeTimes = new Map<number, number[]>();
  readonly #open = new Map<number, Open>();
  readonly #crossings = new Map<number, Crossings>();
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;
  #keys: KeyTable | null = null;

  /** null: no labels, only how long. */
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
      if (this.#kind === null) continue;
      const time = batch.time[i] as number;
      const active = batch.active[i] === ACTIVE;
      if (this.#kind === "threshold") {
        this.#crossingsOf(key).add(time, batch.value[i] as number, batch.threshold[i] as number, active);
        continue;
      }
      const flag = this.#kind === "active";
      const wrong = this.#kind === "active" ? active : this.#often(key, time, active, this.#kind);
      const open = this.#open.get(key);
      if (wrong && open === undefined) this.#open.set(key, { start: time, last: time });
      else if (open !== undefined) {
        if (wrong || flag) open.last = time;
        if (wrong) continue;
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
    for (const [key, crossings] of this.#crossings)
      for (const { start, end } of crossings.finish()) this.#close(key, { start, last: end });
    this.#crossings.clear();
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

  #crossingsOf(key: number): Crossings {
    let own = this.#crossings.get(key);
    if (own === undefined) this.#crossings.set(key, (own = new Crossings()));
    return own;
  }

  #close(key: number, { start, last }: Open): void {
    const [station, sensor, alarm] = (this.#keys as KeyTable).key(key);
    const told = typeof this.#kind === "object" && this.#kind !== null ? this.#kind.every : 0;
    this.labels.push({ station, sensor, alarm, start, end: last + told });
  }
}
