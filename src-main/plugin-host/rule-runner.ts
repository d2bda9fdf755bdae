import type { Rule } from "../../plugins/api.ts";
import { type EventBatch, type KeyTuple, NO_FLAG } from "../engine/batch.ts";
import { NOT_ACCEPTED } from "../engine/groups.ts";
import type { SeriesPoints } from "../engine/results.ts";
import type { EventChoice } from "../engine/window-operator.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import type { TracedCall, TraceQuestion } from "./call-trace.ts";
import type { Alert, CheckedSettings, RuleDeclaration } from "./contract.ts";
import { EventsByGroup } from "./events-by-group.ts";
import type { HookFailure } from "./hook-failures.ts";
import type { HookRealm } from "./hook-realm.ts";
import { RuleCalls } from "./rule-calls.ts";
import { type KeysLeftOut, RuleKeys } from "./rule-keys.ts";
import { RuleSaving, type SavedPart } from "./rule-saving.ts";
import type { RuleSnapshot, RuleSnapshotHead } from "./rule-snapshot.ts";
import { BY_KEY, eventSlot, type PointOrder, type Shard } from "./shard.ts";

/** Events looked at between two signs of life. */
const EVENTS_A_SIGN = 1024;

/** What one rule made of one step. */
export interface RunnerOutput {
  readonly rule: string;
  /** Groups first told now, whose ids go on from `firstNewGroup`. */
  readonly newGroups: readonly KeyTuple[];
  readonly firstNewGroup: number;
  readonly alerts: Alert[];
  /** In the order of their events. */
  readonly points: SeriesPoints;
  /** null unless the rule's keys are dealt out. */
  readonly order: PointOrder | null;
  /** Positions of the events with a result, ascending. */
  readonly rows: Uint32Array;
  readonly failures: HookFailure[];
  readonly errors: number;
  readonly logs: string[];
  readonly seconds: number;
  /** Empty unless calls are traced. */
  readonly calls: readonly TracedCall[];
}

/**
 * Runs one rule over steps in the canonical order of `PluginHost`. Pure: the realm it runs in and the clock it measures with are
 * handed in.
 */
export class RuleRunner {
  readonly declaration: RuleDeclaration;
  readonly #realm: HookRealm;
  readonly #shard: Shard | null;
  readonly #keys: RuleKeys;
  readonly #calls: RuleCalls;
  readonly #saving: RuleSaving;
  readonly #choice: EventChoice;
  /** Window engine's group id -> own group id. */
  readonly #windowGroups: number[] = [];
  readonly #turns = new EventsByGroup();
  #sentGroups = 0;

  constructor(
    rule: Rule,
    declaration: RuleDeclaration,
    settings: CheckedSettings,
    realm: HookRealm,
    { shard = null, off = [] }: Partial<KeysLeftOut> = {},
  ) {
    this.declaration = declaration;
    this.#realm = realm;
    this.#shard = shard;
    this.#choice = { thresholdOnly: declaration.only.threshold === true, activeOnly: declaration.only.active === true };
    this.#keys = new RuleKeys(declaration, realm, this.#choice, { shard, off });
    this.#calls = new RuleCalls(rule, declaration, settings, this.#keys, realm);
    this.#saving = new RuleSaving(rule, declaration, this.#keys, this.#calls);
  }

  /** Tells calls one by one from here on. */
  trace(question: TraceQuestion): void {
    this.#calls.trace(question);
  }

  /** `newWindowGroups`: those the window engine made since the step before, in the order of its ids. `watermark`: epoch ms. */
  step(batch: EventBatch, windows: FiredWindows | null, newWindowGroups: readonly KeyTuple[], watermark: number): RunnerOutput {
    const { clock } = this.#realm;
    const started = clock();
    this.#keys.look(batch);
    this.knowWindowGroups(newWindowGroups);
    this.#calls.begin(batch, this.declaration.eventsByKey ? this.#turns : null);
    if (!this.#off()) {
      if (this.declaration.eventsByKey) this.#takeTurns(batch);
      else this.#merge(batch, windows, watermark);
    }
    const made = this.#calls.end(this.#shard !== null, watermark === Number.POSITIVE_INFINITY);
    const firstNewGroup = this.#sentGroups;
    const newGroups: KeyTuple[] = [];
    for (; this.#sentGroups < this.#keys.groups.size; this.#sentGroups++) newGroups.push(this.#keys.groups.key(this.#sentGroups));
    return { rule: this.declaration.id, newGroups, firstNewGroup, ...made, seconds: (clock() - started) / 1000 };
  }

  /** The window engine's groups, in the order of its ids. */
  knowWindowGroups(groups: readonly KeyTuple[]): void {
    for (const key of groups) this.#windowGroups.push(this.#keys.windowGroupOf(key));
  }

  /** State and timers of every key. A rule whose state is something else than plain JSON is switched off: it could not go on. */
  snapshot(): RuleSnapshot {
    return this.#saving.snapshot();
  }

  /** Begins a snapshot of now that is taken while steps go on: answers all of it but the groups, which `saveMore` gives. */
  beginSaving(): RuleSnapshotHead {
    return this.#saving.begin();
  }

  /** Saves groups as they were at `beginSaving` until `enough`, and gives what has been saved since the last call. */
  saveMore(enough: () => boolean): SavedPart {
    return this.#saving.more(enough);
  }

  /** Takes a snapshot of this rule, or of an older version of it. `goOn`: it is the same run, so what was counted counts on. */
  restore(snapshot: RuleSnapshot, goOn: boolean): void {
    this.#saving.restore(snapshot, goOn, this.#shard === null || this.#shard.index === 0);
  }

  /** Switched off: nothing more is asked of it. */
  #off(): boolean {
    return this.#calls.failures.quarantined;
  }

  #merge(batch: EventBatch, windows: FiredWindows | null, watermark: number): void {
    const { onEvent, onWindow, onTimer } = this.declaration.hooks;
    const calls = this.#calls;
    const windowCount = windows === null || !onWindow ? 0 : windows.length;
    const perEvent = windowCount > 0 && ((windows as FiredWindows).after[0] as number) >= 0;
    const n = onEvent || perEvent ? batch.length : 0;
    let w = 0;
    let timerCalls = 0;
    const before = (limit: number): void => {
      // Everything due at or before `limit`: at one time windows before timers.
      for (;;) {
        const due = w < windowCount && !perEvent ? ((windows as FiredWindows).due[w] as number) : Number.POSITIVE_INFINITY;
        const timer = onTimer ? calls.timers.next() : Number.POSITIVE_INFINITY;
        if (Math.min(due, timer) > limit || this.#off()) return;
        if (due === Number.POSITIVE_INFINITY && timer === Number.POSITIVE_INFINITY) return;
        if (due <= timer) this.#callWindow(windows as FiredWindows, w++);
        else {
          this.#callTimer();
          if (++timerCalls > this.#realm.limits.timerCallsPerStep)
            calls.quarantine(tooManyTimers(this.#realm.limits.timerCallsPerStep, watermark));
        }
      }
    };
    const { failures } = calls;
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n && !failures.quarantined; i++) {
      // While nothing is due, events that need no call are passed over in one go.
      const quiet = w === windowCount && (!onTimer || calls.timers.next() === Number.POSITIVE_INFINITY);
      if (quiet) i = calls.firstAwake(batch, i, n, this.#choice);
      if (i === n) break;
      const time = batch.time[i] as number;
      if (time > last) {
        calls.slot = 2 * i;
        if (w < windowCount || onTimer) before(time - 1);
        last = time;
      }
      calls.slot = eventSlot(i);
      calls.sub = 0;
      if (onEvent && this.#groupAt(batch, i) !== NOT_ACCEPTED && (quiet || calls.firstAwake(batch, i, i + 1, this.#choice) === i))
        calls.event(batch, i);
      while (perEvent && w < windowCount && (windows as FiredWindows).after[w] === i)
        this.#callWindow(windows as FiredWindows, w++);
      if (i % EVENTS_A_SIGN === 0) this.#realm.progress();
    }
    calls.slot = 2 * n;
    before(watermark);
  }

  #callWindow(windows: FiredWindows, w: number): void {
    this.#calls.window(this.#windowGroups[windows.group[w] as number] as number, windows, w);
  }

  /** Takes the timer that is next and calls for it. */
  #callTimer(): void {
    const { timers, saving } = this.#calls;
    if (saving !== null) saving.before(timers.nextGroup());
    const next = timers.take();
    this.#calls.sub = BY_KEY;
    if (next !== undefined) this.#calls.timer(next.group, next.id, next.time);
  }

  /** As `#merge` for a rule without windows and timers, a group's events in one go: its state is looked up in memory once a step. */
  #takeTurns(batch: EventBatch): void {
    const turns = this.#turns;
    turns.take(batch, this.#keys.groups, this.#choice);
    const { failures } = this.#calls;
    for (let g = 0; g < turns.groups && !failures.quarantined; g++) this.#calls.turn(g);
  }

  /** The group of an event the rule gets, else NOT_ACCEPTED. */
  #groupAt({ threshold, active, key }: EventBatch, i: number): number {
    if (this.#choice.thresholdOnly && Number.isNaN(threshold[i])) return NOT_ACCEPTED;
    if (this.#choice.activeOnly && active[i] === NO_FLAG) return NOT_ACCEPTED;
    return this.#keys.groups.of(key[i] as number);
  }
}

function tooManyTimers(most: number, watermark: number): string {
  const ended = watermark === Number.POSITIVE_INFINITY;
  return `more than ${most} timer calls in one step${ended ? ": the source has ended, and so time goes on for ever; a timer that sets itself again must stop where no event has come since" : ""}`;
}
