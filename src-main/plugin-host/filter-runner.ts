import type { Event, Filter, Key, Neighbours, SettingDeclarations, SettingValues, Verdict } from "../../plugins/api.ts";
import { ACTIVE, type EventBatch, INACTIVE, type KeyTuple, NO_FLAG } from "../engine/batch.ts";
import { Groups, NOT_ACCEPTED } from "../engine/groups.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { CatalogueNames } from "./catalogue-names.ts";
import type { CheckedSettings, FilterDeclaration, HostLimits } from "./contract.ts";
import { acceptsKey } from "./key-acceptance.ts";
import { describe, type HookFailure } from "./runner.ts";

/** What a filter decided, by the number of the event in the filter's stream. An event without a verdict yet is still waiting. */
export interface FilterVerdicts {
  /** Events that wait no longer; kept as they are unless dropped or repaired below. */
  readonly decided: number[];
  readonly dropped: { readonly sequence: number; readonly reason: string }[];
  readonly repaired: { readonly sequence: number; readonly value: number }[];
  readonly failures: HookFailure[];
  readonly errors: number;
  readonly seconds: number;
}

interface Waiting {
  readonly sequence: number;
  readonly event: Event;
  readonly group: number;
  decided: boolean;
}

/** State of a filter: structured data that may be cloned. */
export interface FilterSnapshot {
  readonly groups: readonly KeyTuple[];
  readonly recent: readonly Waiting[][];
  readonly queue: readonly Waiting[];
  readonly calls: number;
  readonly failures: number;
  readonly quarantined: boolean;
}

/**
 * Runs one filter. An event is decided when it has as many later neighbours as the filter asks for, or when none can come any more
 * within its time: so a verdict depends on the events of the key alone, not on how the stream was cut into steps.
 */
export class FilterRunner {
  readonly declaration: FilterDeclaration;
  readonly #filter: Filter;
  readonly #settings: SettingValues<SettingDeclarations>;
  readonly #keys: KeyTable;
  readonly #groups: Groups;
  readonly #limits: HostLimits;
  readonly #clock: () => number;
  readonly #progress: () => void;
  readonly #before: number;
  readonly #after: number;
  readonly #within: number;
  /** Per group: its events that may still be a neighbour, in time order. */
  readonly #recent: Waiting[][] = [];
  /** Undecided events in time order; decided ones are skipped when they come up. */
  readonly #queue: Waiting[] = [];
  #head = 0;
  #failures = 0;
  #calls = 0;
  #quarantined = false;
  #out: FilterVerdicts & { errors: number; seconds: number };

  constructor(
    filter: Filter,
    declaration: FilterDeclaration,
    settings: CheckedSettings,
    keys: KeyTable,
    names: CatalogueNames,
    limits: HostLimits,
    clock: () => number,
    progress: () => void,
  ) {
    this.declaration = declaration;
    this.#filter = filter;
    this.#settings = Object.freeze({ ...settings }) as SettingValues<SettingDeclarations>;
    this.#keys = keys;
    this.#groups = new Groups(keys, declaration.by, (key) => acceptsKey(declaration.only, keys.key(key), names));
    this.#limits = limits;
    this.#clock = clock;
    this.#progress = progress;
    const { before, after, within } = filter.neighbours(this.#settings);
    const count = (name: string, n: unknown): number => {
      if (!Number.isSafeInteger(n) || (n as number) < 0 || (n as number) > 100)
        throw new TypeError(`${declaration.id}: neighbours: ${name} must be a whole number from 0 to 100`);
      return n as number;
    };
    if (typeof within !== "number" || !(within >= 0))
      throw new TypeError(`${declaration.id}: neighbours: within must be a duration in ms`);
    this.#before = count("before", before);
    this.#after = count("after", after);
    this.#within = within;
    this.#out = empty();
  }

  step(batch: EventBatch, firstSequence: number, watermark: number): FilterVerdicts {
    const started = this.#clock();
    this.#out = empty();
    for (let i = 0; i < batch.length; i++) {
      this.#take(batch, i, firstSequence + i);
      if ((i & 1023) === 0) this.#progress();
    }
    this.#expire(watermark);
    this.#out.seconds = (this.#clock() - started) / 1000;
    return this.#out;
  }

  /** Neighbours and undecided events, as plain data; an event that is both is one object in it. */
  snapshot(): FilterSnapshot {
    return {
      groups: this.#groups.snapshot(),
      recent: this.#recent.map((events) => [...events]),
      queue: this.#queue.slice(this.#head),
      calls: this.#calls,
      failures: this.#failures,
      quarantined: this.#quarantined,
    };
  }

  /** Takes a snapshot before the first step. */
  restore({ groups, recent, queue, calls, failures, quarantined }: FilterSnapshot): void {
    for (const [station, sensor, alarm] of groups) this.#groups.idOf(station, sensor, alarm);
    const whole = new Map<Waiting, Waiting>();
    const again = (saved: Waiting): Waiting => {
      let waiting = whole.get(saved);
      if (waiting === undefined) whole.set(saved, (waiting = { ...saved, event: Object.freeze({ ...saved.event }) }));
      return waiting;
    };
    recent.forEach((events, group) => {
      this.#recent[group] = events.map(again);
    });
    for (const waiting of queue) this.#queue.push(again(waiting));
    this.#calls = calls;
    this.#failures = failures;
    this.#quarantined = quarantined;
  }

  #take(batch: EventBatch, i: number, sequence: number): void {
    const time = batch.time[i] as number;
    this.#expire(time - 1);
    const threshold = batch.threshold[i] as number;
    const active = batch.active[i] as number;
    const { only } = this.declaration;
    const key = batch.key[i] as number;
    const group = this.#groups.of(key);
    const passes =
      group === NOT_ACCEPTED ||
      (only.threshold === true && Number.isNaN(threshold)) ||
      (only.active === true && active === NO_FLAG) ||
      this.#quarantined;
    if (passes) {
      this.#out.decided.push(sequence);
      return;
    }
    const [station, sensor, alarm] = this.#keys.key(key);
    const event: Event = Object.freeze({
      time,
      station,
      sensor,
      alarm,
      value: batch.value[i] as number,
      threshold: Number.isNaN(threshold) ? null : threshold,
      active: active === ACTIVE ? true : active === INACTIVE ? false : null,
    });
    const recent = (this.#recent[group] ??= []);
    const waiting: Waiting = { sequence, event, group, decided: false };
    recent.push(waiting);
    this.#queue.push(waiting);
    // The one `after` places back has all its later neighbours now.
    const full = recent[recent.length - 1 - this.#after];
    if (full !== undefined && !full.decided && time - full.event.time <= this.#within) this.#decide(full);
    const keep = this.#before + this.#after + 1;
    if (recent.length > keep * 2 && recent[recent.length - keep - 1]?.decided === true) recent.splice(0, recent.length - keep);
  }

  /** Decides what can get no later neighbour once everything up to `watermark` has come. */
  #expire(watermark: number): void {
    for (;;) {
      const first = this.#queue[this.#head];
      if (first === undefined || (!first.decided && first.event.time + this.#within > watermark)) break;
      if (!first.decided) this.#decide(first);
      this.#head++;
    }
    if (this.#head > 4096 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #decide(waiting: Waiting): void {
    waiting.decided = true;
    const { event, group, sequence } = waiting;
    this.#out.decided.push(sequence);
    if (this.#quarantined) return;
    let verdict: Verdict;
    this.#calls++;
    try {
      verdict = this.#filter.onEvent(this.#settings, event, this.#neighbours(waiting));
      if (typeof verdict !== "object" || verdict === null)
        throw new TypeError("onEvent must answer {keep: true}, {drop: reason} or {repair: value}");
      if ("drop" in verdict) this.#out.dropped.push({ sequence, reason: String(verdict.drop).slice(0, 200) });
      else if ("repair" in verdict) {
        // Read once: a getter may answer something else the next time.
        const { repair } = verdict;
        if (!Number.isFinite(repair)) throw new TypeError(`onEvent: repair ${String(repair)} is not a finite number`);
        this.#out.repaired.push({ sequence, value: repair });
      }
    } catch (error) {
      this.#fail(error, event, this.#groups.key(group));
    }
  }

  #neighbours({ event, group, sequence }: Waiting): Neighbours {
    const recent = this.#recent[group] ?? [];
    const before: Event[] = [];
    const after: Event[] = [];
    const at = recent.findLastIndex((each) => each.sequence === sequence);
    for (let i = at - 1; i >= 0 && before.length < this.#before; i--) {
      const other = recent[i]?.event;
      if (other === undefined || event.time - other.time > this.#within) break;
      before.push(other);
    }
    for (let i = at + 1; i < recent.length && after.length < this.#after; i++) {
      const other = recent[i]?.event;
      if (other === undefined || other.time - event.time > this.#within) break;
      after.push(other);
    }
    return { before, after };
  }

  #fail(error: unknown, event: Event, [station, sensor, alarm]: readonly [string, string, string]): void {
    this.#failures++;
    this.#out.errors++;
    const tooMany = this.#failures >= this.#limits.maxFailures || (this.#calls >= 20 && this.#failures * 2 > this.#calls);
    const key: Key = { station, sensor, alarm };
    if (this.#out.failures.length < 5 || tooMany)
      this.#out.failures.push({ hook: "onEvent", key, ...describe(error), time: event.time, quarantined: tooMany });
    if (tooMany) this.#quarantined = true;
  }
}

function empty(): FilterVerdicts & { errors: number; seconds: number } {
  return { decided: [], dropped: [], repaired: [], failures: [], errors: 0, seconds: 0 };
}
