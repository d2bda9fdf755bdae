import { type EventBatch, INACTIVE, type KeyTuple } from "../../engine/batch.ts";
import type { KeyTable } from "../../engine/key-table.ts";
import type { CatalogueNames } from "../../plugin-host/catalogue-names.ts";
import type { Alert } from "../../plugin-host/contract.ts";
import type { ResultBatch, ResultSink } from "../../sinks/sink.ts";
import type { Reject } from "../../sources/source.ts";
import type { Recorder } from "../session-options.ts";
import { ActiveList } from "./active-list.ts";
import { AlertBook } from "./alert-book.ts";
import { FAR, type MainRange, mainRange } from "./main-range.ts";
import { SeriesMemory } from "./series-memory.ts";
import { ThresholdChanges } from "./threshold-changes.ts";

/**
 * Events whose own values are held, over all series; older detail is in the store. 24 bytes each, and as much again in a series that has
 * just grown. With so many keys that each would hold but a few, those that were silent longest are let go until they are seen again.
 */
const DETAIL_BUDGET = 8_000_000;
const REJECT_CAP = 10_000;
/**
 * Changes of thresholds kept for so many events in all, which are about ten times as large; beyond that every key lets go of its older half. Each
 * keeps its last one: of very many keys two are room enough.
 */
const EVENTS_PER_CHANGE = 8;
const CHANGES_PER_KEY = 2;

/** One key's measured values and what a tree shows of it. */
export interface KeyPicture {
  readonly series: SeriesMemory;
  threshold: number;
  active: number;
  min: number;
  max: number;
  readonly thresholds: ThresholdChanges;
}

export interface KeptReject {
  readonly source: string;
  readonly reject: Reject;
}

/** Where an event stood, packed into a point's tag. */
export function unpackTag(tag: number): { source: number; row: number; active: number } {
  const active = tag % 4;
  const rest = (tag - active) / 4;
  const source = rest % 65_536;
  return { source, row: (rest - source) / 65_536, active };
}

/**
 * What screens show of a running session, in bounded memory: every series reduced to blocks (and the newest events themselves), alerts
 * up to a cap, alarms that are on, refused rows up to a cap. The session writes, screens read between two batches.
 */
export class SessionPicture implements Recorder, ResultSink {
  readonly alerts: AlertBook;
  readonly active = new ActiveList();
  readonly rejected: KeptReject[] = [];
  readonly keys: KeyPicture[] = [];
  /** New alerts since the last `takeNew`. */
  #fresh: Alert[] = [];
  #changed = 0;
  #seen = 0;
  #thresholdChanges = 0;
  #main: { readonly seen: number; readonly range: MainRange | null } = { seen: 0, range: null };
  readonly #derived = new Map<string, SeriesMemory>();
  #table: KeyTable | null = null;

  readonly #budget: number;
  readonly #onLetGo: () => void;
  #letGo = false;

  /** `onLetGo`: told once, when there are so many keys that some lose their picture. */
  constructor(names: CatalogueNames, onLetGo: () => void = () => {}, budget = DETAIL_BUDGET) {
    this.#onLetGo = onLetGo;
    this.#budget = budget;
    this.alerts = new AlertBook(
      ({ key }) => `${names.name("sensor", key.sensor)} ${names.name("alarm", key.alarm)} ${names.name("station", key.station)}`,
    );
  }

  get table(): KeyTable | null {
    return this.#table;
  }

  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    this.#table = keys;
    for (let i = 0; i < batch.length; i++) {
      const picture = this.#key(batch.key[i] as number);
      const time = batch.time[i] as number;
      const value = batch.value[i] as number;
      const active = batch.active[i] as number;
      const { series } = picture;
      series.append(time, value, ((batch.row[i] as number) * 65_536 + (batch.source[i] as number)) * 4 + active);
      if (value < picture.min) picture.min = value;
      if (value > picture.max) picture.max = value;
      picture.active = active;
      const threshold = batch.threshold[i] as number;
      if (!Object.is(threshold, picture.threshold)) {
        picture.threshold = threshold;
        picture.thresholds.add(series.last, time, threshold);
        this.#thresholdChanges++;
      }
    }
    this.#changed += batch.length;
    this.#seen += batch.length;
    this.#keepBudget();
    this.#keepChanges();
    // A source at full speed would keep the thread from one batch to the next: screens ask in between.
    await new Promise((next) => setImmediate(next));
  }

  #keepChanges(): void {
    const most = Math.max(this.#budget / EVENTS_PER_CHANGE, CHANGES_PER_KEY * this.keys.length);
    while (this.#thresholdChanges > most) {
      for (const { thresholds } of this.keys) thresholds.forget();
      this.#thresholdChanges = this.keys.reduce((sum, { thresholds }) => sum + thresholds.length, 0);
    }
  }

  async rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    for (const reject of rejects) {
      if (this.rejected.length >= REJECT_CAP) return;
      this.rejected.push({ source: names[reject.source] ?? String(reject.source), reject });
    }
  }

  async write({ alerts, series }: ResultBatch): Promise<void> {
    for (const alert of alerts) {
      this.alerts.add(alert);
      this.active.add(alert);
      if (this.#fresh.length < 100) this.#fresh.push(alert);
    }
    for (const { rule, names, points, groupKey } of series) {
      const memories: SeriesMemory[][] = [];
      for (let i = 0; i < points.length; i++) {
        const group = points.group[i] as number;
        const number = points.series[i] as number;
        const row = (memories[group] ??= []);
        const memory = (row[number] ??= this.#derivedOf(rule, names[number] ?? "", groupKey(group)));
        memory.append(points.time[i] as number, points.value[i] as number);
      }
    }
  }

  async close(): Promise<void> {}

  /** A rule's series of a key of its own parts; undefined when it has given none. */
  derived(rule: string, series: string, key: KeyTuple): SeriesMemory | undefined {
    return this.#derived.get(JSON.stringify([rule, series, ...key]));
  }

  /** Where nearly all of the events in [first, last] lie; null before the first. */
  mainRange(first: number, last: number): MainRange | null {
    const { range, seen } = this.#main;
    // Nothing lies far from a stretch that has not grown much: the keys need not be looked through four times a second.
    if (range?.outside === 0 && last - first <= (FAR + 1) * (range.to - range.from)) return { from: first, to: last, outside: 0 };
    if (this.#seen !== seen) this.#main = { seen: this.#seen, range: mainRange(this.keys) };
    return this.#main.range;
  }

  /** Alerts and events since the last call, for what is told to a screen. */
  takeNew(): { alerts: Alert[]; events: number } {
    const taken = { alerts: this.#fresh, events: this.#changed };
    this.#fresh = [];
    this.#changed = 0;
    return taken;
  }

  #key(id: number): KeyPicture {
    while (this.keys.length <= id) {
      this.keys.push({
        series: new SeriesMemory(),
        threshold: Number.NaN,
        active: INACTIVE,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
        thresholds: new ThresholdChanges(),
      });
    }
    return this.keys[id] as KeyPicture;
  }

  #derivedOf(rule: string, series: string, key: KeyTuple): SeriesMemory {
    const id = JSON.stringify([rule, series, ...key]);
    let memory = this.#derived.get(id);
    if (memory === undefined) this.#derived.set(id, (memory = new SeriesMemory()));
    return memory;
  }

  /** Half of all events first, then all but the last few of each series; with very many keys whole series, the longest silent first. */
  #keepBudget(): void {
    if (this.#detail() <= this.#budget) return;
    const all = [...this.keys.map(({ series }) => series), ...this.#derived.values()];
    // Some room must come of it, or it would be made anew with every batch.
    const enough = this.#budget * 0.75;
    for (const series of all) series.forget();
    if (this.#detail() <= enough) return;
    for (const series of all) series.forgetBlocks();
    let detail = this.#detail();
    if (detail <= enough) return;
    const held = all.filter(({ detailed }) => detailed > 0).sort((a, b) => a.lastTime - b.lastTime);
    for (const series of held) {
      if (detail <= this.#budget / 2) break;
      detail -= series.detailed;
      series.letGo();
    }
    for (const [id, { length }] of this.#derived) if (length === 0) this.#derived.delete(id);
    if (!this.#letGo) this.#onLetGo();
    this.#letGo = true;
  }

  #detail(): number {
    let detail = 0;
    for (const { series } of this.keys) detail += series.detailed;
    for (const memory of this.#derived.values()) detail += memory.detailed;
    return detail;
  }
}
