import type { Event, Filter, Neighbours, SettingDeclarations, SettingValues, Verdict } from "../../plugins/api.ts";
import { ACTIVE, type EventBatch, INACTIVE, type KeyTuple } from "../engine/batch.ts";
import { Groups, NOT_ACCEPTED } from "../engine/groups.ts";
import type { CheckedSettings, FilterDeclaration } from "./contract.ts";
import { type HookFailure, HookFailures } from "./hook-failures.ts";
import type { HookRealm } from "./hook-realm.ts";
import { acceptsEvent, acceptsKey } from "./key-acceptance.ts";

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

type Decisions = Pick<FilterVerdicts, "decided" | "dropped" | "repaired">;

/** Events looked at between two signs of life. */
const EVENTS_A_SIGN = 1024;
/** On either side. */
const MOST_NEIGHBOURS = 100;
const REASON_CHARACTERS = 200;
const NO_VERDICT = "onEvent must answer {keep: true}, {drop: reason} or {repair: value}";

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
  readonly #realm: HookRealm;
  readonly #groups: Groups;
  readonly #failures: HookFailures;
  readonly #before: number;
  readonly #after: number;
  readonly #within: number;
  /** Per group: its events that may still be a neighbour, in time order. */
  readonly #recent: Waiting[][] = [];
  /** Undecided events in time order; decided ones are skipped when they come up. */
  readonly #queue: Waiting[] = [];
  #head = 0;
  #out: Decisions = nothingDecided();

  /** Throws a TypeError of one line when the filter asks for neighbours that cannot be. */
  constructor(filter: Filter, declaration: FilterDeclaration, settings: CheckedSettings, realm: HookRealm) {
    this.declaration = declaration;
    this.#filter = filter;
    this.#settings = Object.freeze({ ...settings }) as SettingValues<SettingDeclarations>;
    this.#realm = realm;
    const { keys, names, limits } = realm;
    this.#groups = new Groups(keys, declaration.by, (key) => acceptsKey(declaration.only, keys.key(key), names));
    this.#failures = new HookFailures(limits);
    const { before, after, within } = filter.neighbours(this.#settings);
    if (typeof within !== "number" || !(within >= 0))
      throw new TypeError(`${declaration.id}: neighbours: within must be a duration in ms`);
    this.#before = neighbourCount(declaration.id, "before", before);
    this.#after = neighbourCount(declaration.id, "after", after);
    // Times are whole ms: so an event has its verdict as soon as one comes that lies further behind it.
    this.#within = Math.floor(within);
  }

  /** Events get the numbers from `firstSequence` on; `watermark`: no event at or before it comes any more, epoch ms. */
  step(batch: EventBatch, firstSequence: number, watermark: number): FilterVerdicts {
    const { clock, progress } = this.#realm;
    const started = clock();
    this.#out = nothingDecided();
    for (let i = 0; i < batch.length; i++) {
      this.#take(batch, i, firstSequence + i);
      if (i % EVENTS_A_SIGN === 0) progress();
    }
    this.#expire(watermark);
    return { ...this.#out, ...this.#failures.take(), seconds: (clock() - started) / 1000 };
  }

  /** Neighbours and undecided events, as plain data; an event that is both is one object in it. */
  snapshot(): FilterSnapshot {
    return {
      groups: this.#groups.snapshot(),
      recent: this.#recent.map((events) => [...events]),
      queue: this.#queue.slice(this.#head),
      calls: this.#failures.calls,
      failures: this.#failures.failed,
      quarantined: this.#failures.quarantined,
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
    this.#failures.calls = calls;
    this.#failures.failed = failures;
    this.#failures.quarantined = quarantined;
  }

  #take(batch: EventBatch, i: number, sequence: number): void {
    const time = batch.time[i] as number;
    this.#expire(time - 1);
    const threshold = batch.threshold[i] as number;
    const active = batch.active[i] as number;
    const { only } = this.declaration;
    const key = batch.key[i] as number;
    const group = this.#groups.of(key);
    const passes = group === NOT_ACCEPTED || !acceptsEvent(only, threshold, active) || this.#failures.quarantined;
    if (passes) {
      this.#out.decided.push(sequence);
      return;
    }
    const [station, sensor, alarm] = this.#realm.keys.key(key);
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
    if (recent.length > keep * 2) recent.splice(0, recent.length - keep);
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
    if (this.#failures.quarantined) return;
    this.#failures.calls++;
    try {
      const verdict: Verdict = this.#filter.onEvent(this.#settings, event, this.#neighbours(waiting));
      if (typeof verdict !== "object" || verdict === null) throw new TypeError(NO_VERDICT);
      if ("drop" in verdict) this.#out.dropped.push({ sequence, reason: String(verdict.drop).slice(0, REASON_CHARACTERS) });
      else if ("repair" in verdict) {
        // Read once: a getter may answer something else the next time.
        const { repair } = verdict;
        if (!Number.isFinite(repair)) throw new TypeError(`onEvent: repair ${String(repair)} is not a finite number`);
        this.#out.repaired.push({ sequence, value: repair });
      } else if (verdict.keep !== true) throw new TypeError(NO_VERDICT);
    } catch (error) {
      const [station, sensor, alarm] = this.#groups.key(group);
      this.#failures.threw(error, { hook: "onEvent", key: { station, sensor, alarm }, time: event.time });
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
}

function nothingDecided(): Decisions {
  return { decided: [], dropped: [], repaired: [] };
}

function neighbourCount(filter: string, name: string, n: unknown): number {
  if (typeof n !== "number" || !Number.isSafeInteger(n) || n < 0 || n > MOST_NEIGHBOURS)
    throw new TypeError(`${filter}: neighbours: ${name} must be a whole number from 0 to ${MOST_NEIGHBOURS}`);
  return n;
}
