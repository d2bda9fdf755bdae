import type {
  AlertDraft,
  Event,
  Key,
  KeyPart,
  Rule,
  RuleContext,
  SettingDeclarations,
  SettingValues,
  Severity,
  WindowResult,
} from "../../plugins/api.ts";
import { ACTIVE, type EventBatch, INACTIVE } from "../engine/batch.ts";
import { NOT_ACCEPTED } from "../engine/groups.ts";
import type { EventChoice } from "../engine/window-operator.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import { AlertDrafts, LAST_TIME } from "./alert-drafts.ts";
import { CallTrace, type TraceQuestion } from "./call-trace.ts";
import type { CheckedSettings, HostLimits, RuleDeclaration } from "./contract.ts";
import { EventPoints } from "./event-points.ts";
import type { EventsByGroup } from "./events-by-group.ts";
import type { GroupSaving } from "./group-saving.ts";
import { HookFailures } from "./hook-failures.ts";
import type { HookRealm } from "./hook-realm.ts";
import { PointColumns } from "./point-columns.ts";
import { RestingGroups } from "./resting-groups.ts";
import type { KnownKey, RuleKeys, SensorWords } from "./rule-keys.ts";
import { eventSlot } from "./shard.ts";
import { showState, stateToJson } from "./state-json.ts";
import { TimerQueue } from "./timer-queue.ts";
import { TouchedEvents } from "./touched-events.ts";
import { describeThrown, logLine } from "./untrusted-text.ts";

const STATE_CHARACTERS_SHOWN = 4096;
/** Of a traced call: there are few of them, and stepping is for looking at states. */
const STATE_CHARACTERS_TRACED = 32_768;
const TIMER_ID_CHARACTERS = 200;
/** Window calls between two signs of life. */
const WINDOWS_A_SIGN = 256;
/** Events of one group between two signs of life. */
const EVENTS_A_SIGN = 1024;
/** Groups whose states are looked at when a source has ended. */
const STATES_AT_END = 100;
/** The call is not for an event. */
const NO_EVENT = -1;

/** What hooks are handed; the same object for every call, as far as it goes. */
type CallContext = RuleContext<unknown, SettingValues<SettingDeclarations>> & {
  state: unknown;
  key: Key;
  now: number;
  unit: string;
  quantity: string;
};

/**
 * Calls the hooks of one rule, one after the other, and gathers what they make: states, timers, alerts, points, log lines, failures. In
 * which order they are called is the business of RuleRunner. No object is made for a call of onEvent.
 */
export class RuleCalls {
  readonly failures: HookFailures;
  readonly alerts: AlertDrafts;
  readonly points = new PointColumns();
  readonly touched = new TouchedEvents();
  readonly timers: TimerQueue;
  /** By group; undefined: none begun yet. */
  readonly states: unknown[] = [];
  /** A snapshot that is being taken: a group is saved before a call may change it. */
  saving: GroupSaving | null = null;
  /** Where in the step the next call stands, as in PointOrder. */
  slot = 0;
  sub = 0;
  /** The latest event time there was a call at, epoch ms; NaN before the first. */
  latest = Number.NaN;
  readonly #rule: Rule;
  readonly #keys: RuleKeys;
  readonly #limits: HostLimits;
  readonly #progress: () => void;
  readonly #seriesList: readonly string[];
  readonly #seriesNames: ReadonlyMap<string, number>;
  #nextSeries = 0;
  readonly #aggregateNames: readonly string[];
  /** Of a rule that takes a group's events together: those of the step; else null. */
  #turns: EventsByGroup | null = null;
  /** Where points go while each has an event of its own; null: among the others. */
  #placed: EventPoints | null = null;
  readonly #eventPoints = new EventPoints();
  readonly #context: CallContext;
  readonly #event: { -readonly [K in keyof Event]: Event[K] };
  readonly #resting = new RestingGroups();
  /** The first state a group was given last; null: none has been. */
  #begun: { readonly state: unknown } | null = null;
  #steps = 0;
  #logs: string[] = [];
  #trace: CallTrace | null = null;
  /** Of the call that is running; what the context says of it a hook may have overwritten. */
  #group = 0;
  /** Of a window or timer; an event stands in the batch. */
  #due = Number.NaN;
  #eventIndex = NO_EVENT;
  /** Where the event stands among those put together by group. */
  #place = 0;
  /** Those among which the call's window stands, and where; null: the call is not for a window. */
  #windows: FiredWindows | null = null;
  #w = 0;
  /** Of the step that is running; null between steps. */
  #batch: EventBatch | null = null;

  constructor(rule: Rule, declaration: RuleDeclaration, settings: CheckedSettings, keys: RuleKeys, realm: HookRealm) {
    const { limits, names, progress } = realm;
    this.#rule = rule;
    this.#keys = keys;
    this.#limits = limits;
    this.#progress = progress;
    this.#aggregateNames = Object.keys(declaration.aggregates);
    this.#seriesList = Object.keys(declaration.series);
    this.#seriesNames = new Map(this.#seriesList.map((name, i) => [name, i]));
    this.failures = new HookFailures(limits);
    this.alerts = new AlertDrafts(declaration, settings, limits, (message) => this.#stop(message));
    this.timers = new TimerQueue((a, b) => keys.groups.compare(a, b));
    // Doubles that are no small integers: the compiled hooks would be thrown away when the first one comes.
    this.#event = { time: 0.5, station: "", sensor: "", alarm: "", value: 0.5, threshold: null, active: null };
    this.#context = {
      state: undefined,
      settings: Object.freeze({ ...settings }) as SettingValues<SettingDeclarations>,
      key: { station: "", sensor: "", alarm: "" },
      now: 0.5,
      unit: "",
      quantity: "",
      name: (part: KeyPart, code: string): string => names.name(part, String(code)),
      severity: (alarm: string): Severity | undefined => names.severity(String(alarm)),
      alert: (draft: AlertDraft): void => this.#alert(draft),
      record: (series: string, value: number | null): void => this.#record(series, value),
      setTimer: (id: string, time: number): void => this.#setTimer(timerId(id), time),
      clearTimer: (id: string): void => this.#clearTimer(timerId(id)),
      rest: (): void => this.#rest(),
      log: (...parts: readonly unknown[]): void => this.#log(parts),
    };
  }

  /** Tells calls one by one from here on. */
  trace(question: TraceQuestion): void {
    this.#trace = new CallTrace(question, this.#seriesList, () => ({
      state: showState(this.states[this.#group], STATE_CHARACTERS_TRACED),
      alerts: this.alerts.given,
      points: this.points,
      failures: this.failures.told,
    }));
  }

  /** A step of these events begins; `turns`: where they will be put together by group. */
  begin(batch: EventBatch, turns: EventsByGroup | null): void {
    this.#batch = batch;
    this.#turns = turns;
    this.touched.begin(batch.length);
    // Who looks at calls one by one looks at their points in the order they were recorded.
    const placed = turns !== null && this.#seriesList.length === 1 && this.#trace === null;
    this.#placed = placed ? this.#eventPoints : null;
    this.#placed?.begin(batch.length);
  }

  /** The step is over: everything its calls made. `ordered`: as PointColumns.take asks; `last`: no event comes any more. */
  end(ordered: boolean, last: boolean) {
    this.#checkStates(last);
    const { time, length } = this.#batch as EventBatch;
    const turns = this.#turns;
    const points =
      this.#placed !== null && turns !== null
        ? this.#placed.take(turns, time, ordered, this.touched)
        : this.points.take(turns === null ? null : length, ordered);
    this.#batch = null;
    this.#eventIndex = NO_EVENT;
    const logs = this.#logs;
    this.#logs = [];
    return {
      alerts: this.alerts.take(this.latest),
      ...this.failures.take(),
      ...points,
      logs,
      rows: this.touched.take(),
      calls: this.#trace?.take() ?? [],
    };
  }

  /** The first of events [from, to) that needs a call, as RestingGroups says. Who looks at calls one by one gets them all. */
  firstAwake(batch: EventBatch, from: number, to: number, choice: EventChoice): number {
    return this.#trace === null ? this.#resting.firstAwake(batch, from, to, this.#keys.groups.table, choice) : from;
  }

  event(batch: EventBatch, i: number): void {
    const known = this.#keys.known(batch.key[i] as number);
    if (known !== null) this.#callFor(batch, i, i, known);
  }

  /** The events of group `g` of those put together, as long as the rule is not switched off. */
  turn(g: number): void {
    const { events, index, starts } = this.#turns as EventsByGroup;
    const to = starts[g + 1] as number;
    let id = events.key[starts[g] as number] as number;
    let known = this.#keys.known(id);
    for (let at = starts[g] as number; at < to && !this.failures.quarantined; at++) {
      if (events.key[at] !== id) {
        id = events.key[at] as number;
        known = this.#keys.known(id);
      }
      if (known === null) continue;
      const i = index[at] as number;
      this.#place = at;
      this.slot = eventSlot(i);
      this.#callFor(events, at, i, known);
      if (at % EVENTS_A_SIGN === 0) this.#progress();
    }
  }

  /** Event `i` of the batch, of a known key, which stands at `at` in these columns. */
  #callFor(events: EventsByGroup["events"], at: number, i: number, known: KnownKey): void {
    const threshold = events.threshold[at] as number;
    const active = events.active[at] as number;
    const event = this.#event;
    event.time = events.time[at] as number;
    event.station = known.station;
    event.sensor = known.sensor;
    event.alarm = known.alarm;
    event.value = events.value[at] as number;
    event.threshold = Number.isNaN(threshold) ? null : threshold;
    event.active = active === ACTIVE ? true : active === INACTIVE ? false : null;
    this.#eventIndex = i;
    this.#windows = null;
    try {
      this.#enter(known.group, event.time, known.key, known.words);
      this.#rule.onEvent?.(this.#context, event);
    } catch (error) {
      this.#failed("onEvent", error);
    }
    this.#leave();
    if (this.#trace?.watching === true) {
      const { station, sensor, alarm, value, threshold, active } = event;
      const { source, row } = this.#batch as EventBatch;
      const place = { source: source[i] as number, row: row[i] as number };
      this.#trace.after(this.#now(), { hook: "onEvent", event: { station, sensor, alarm, value, threshold, active, ...place } });
    }
  }

  /** Window `w` of those fired, of a group of this rule (NOT_ACCEPTED: of none). */
  window(group: number, windows: FiredWindows, w: number): void {
    if (group === NOT_ACCEPTED) return;
    this.sub = w;
    const names = this.#aggregateNames;
    const values: Record<string, number | null> = {};
    for (let a = 0; a < names.length; a++) {
      const value = windows.values[a]?.[w] as number;
      values[names[a] as string] = Number.isNaN(value) ? null : value;
    }
    const result: WindowResult = {
      start: windows.start[w] as number,
      end: windows.end[w] as number,
      count: windows.count[w] as number,
      values,
    };
    this.#windows = windows;
    this.#w = w;
    this.#eventIndex = windows.after[w] as number;
    this.#due = windows.due[w] as number;
    try {
      this.#enter(group, this.#due, this.#keys.keyOf(group), this.#keys.wordsOf(group));
      this.#rule.onWindow?.(this.#context, result);
    } catch (error) {
      this.#failed("onWindow", error);
    }
    this.#leave();
    if (this.#trace?.watching === true)
      this.#trace.after(this.#now(), { hook: "onWindow", window: { ...result, values: { ...values } } });
    if (w % WINDOWS_A_SIGN === 0) this.#progress();
  }

  timer(group: number, id: string, time: number): void {
    if (this.#keys.isOff(group)) return;
    this.#windows = null;
    this.#eventIndex = NO_EVENT;
    this.#due = time;
    try {
      this.#enter(group, time, this.#keys.keyOf(group), this.#keys.wordsOf(group));
      this.#rule.onTimer?.(this.#context, id);
    } catch (error) {
      this.#failed("onTimer", error);
    }
    this.#leave();
    if (this.#trace?.watching === true) this.#trace.after(this.#now(), { hook: "onTimer", timer: id });
    this.#progress();
  }

  /** Event time of the call that is running; between steps of the last one. No getter: V8 asks its runtime for a private one each time. */
  #now(): number {
    if (this.#batch === null) return this.latest;
    const i = this.#eventIndex;
    return i >= 0 && this.#windows === null ? (this.#batch.time[i] as number) : this.#due;
  }

  /** Switches the rule off; `group`: whose call or state it was, absent: the call that was made last. */
  quarantine(message: string, group = this.#group, stack = ""): void {
    this.failures.quarantine(message, { key: this.#keys.keyOf(group), time: this.#now() }, stack);
  }

  #enter(group: number, now: number, key: Key, words: SensorWords): void {
    if (this.saving !== null) this.saving.before(group);
    this.failures.calls++;
    this.#group = group;
    this.#resting.wake(group);
    if (!(now <= this.latest)) this.latest = now;
    const context = this.#context;
    context.state = group < this.states.length ? (this.states[group] ?? this.#begin(group)) : this.#begin(group);
    context.key = key;
    context.now = now;
    context.unit = words.unit;
    context.quantity = words.quantity;
    if (this.#trace !== null) this.#trace.before(key, now);
  }

  #begin(group: number): unknown {
    const state = this.#rule.initialState?.();
    if (this.#begun === null) this.#checkFirst(state);
    else if (typeof state === "object" && state !== null && state === this.#begun.state)
      this.#stop("initialState: answer a new object each time, or all keys have one state: () => ({ … })");
    this.#begun = { state };
    while (this.states.length <= group) this.states.push(undefined);
    this.states[group] = state;
    return state;
  }

  /** What cannot be saved is told at the first event, not when it is to be saved: ten seconds later, or never in a short trial. */
  #checkFirst(state: unknown): void {
    if (typeof state === "number" || typeof state === "string" || typeof state === "boolean")
      this.#stop(
        `initialState: a ${typeof state} cannot be changed in place; answer an object such as { value: ${typeof state === "string" ? '""' : state} }`,
      );
    try {
      stateToJson(state);
    } catch (error) {
      this.#stop(`initialState: ${describeThrown(error).message}`);
    }
  }

  /** What a hook has put into a state and cannot be saved, likewise: of the latest call at the end of some steps, the first ones above all. */
  #checkStates(last: boolean): void {
    this.#steps++;
    if (this.failures.quarantined) return;
    if (last) for (let group = 0; group < Math.min(STATES_AT_END, this.states.length); group++) this.#checkState(group);
    else if ((this.#steps & (this.#steps - 1)) === 0) this.#checkState(this.#group);
  }

  #checkState(group: number): void {
    try {
      stateToJson(this.states[group]);
    } catch (error) {
      this.quarantine(describeThrown(error).message, group);
    }
  }

  #leave(): void {
    if (this.alerts.drafted === 0) return;
    this.alerts.complete(showState(this.states[this.#group], STATE_CHARACTERS_SHOWN));
    if (this.#eventIndex >= 0) this.touched.add(this.#eventIndex);
  }

  #failed(hook: "onEvent" | "onWindow" | "onTimer", error: unknown): void {
    this.failures.threw(error, { hook, key: this.#keys.keyOf(this.#group), time: this.#now() });
  }

  /** Switches the rule off and ends the hook that is running, which may be a loop. */
  #stop(message: string): never {
    const error = new RangeError(message);
    this.quarantine(message, this.#group, error.stack);
    throw error;
  }

  #rest(): void {
    const i = this.#eventIndex;
    if (i < 0 || this.#windows !== null) throw new TypeError("rest: only onEvent can ask for it");
    const { active, threshold } = this.#batch as EventBatch;
    this.#resting.rest(this.#group, active[i] as number, threshold[i] as number);
  }

  #alert(draft: AlertDraft): void {
    const index = this.#eventIndex;
    const batch = this.#batch ?? late("alert");
    const windows = this.#windows;
    const w = this.#w;
    this.alerts.add(draft, {
      group: this.#group,
      key: this.#keys.keyOf(this.#group),
      now: this.#now(),
      window: windows === null ? null : { start: windows.start[w] as number, end: windows.end[w] as number },
      value: index >= 0 && windows === null ? this.#event.value : null,
      cause: index >= 0 ? { source: batch.source[index] as number, row: batch.row[index] as number } : null,
    });
  }

  #record(series: string, value: number | null): void {
    if (typeof value !== "number" || !Number.isFinite(value)) return;
    const index = this.#seriesIndex(series);
    if (index === undefined)
      throw new TypeError(
        `record: "${String(series)}" is not a declared series (${this.#seriesList.join(", ") || "none is declared"})`,
      );
    if (this.#batch === null) late("record");
    const { points } = this;
    const event = this.#eventIndex;
    if (this.#placed?.add(this.#place, this.#group, value) === false) this.#displace(this.#placed);
    if (this.#placed === null) {
      if (points.length >= this.#limits.pointsPerStep) this.#stop("too many series points in one step");
      points.add(this.#now(), this.#group, index, value, this.slot, this.sub);
      if (event >= 0) this.touched.add(event);
    }
  }

  /** An event has more than one point: they go among the others. */
  #displace(placed: EventPoints): void {
    this.#placed = null;
    const { time } = this.#batch as EventBatch;
    const { index } = this.#turns as EventsByGroup;
    placed.forEach((place, group, value) => {
      const event = index[place] as number;
      this.touched.add(event);
      this.points.add(time[event] as number, group, 0, value, eventSlot(event), 0);
    });
  }

  /** Its number; undefined for one that is not declared. A rule records its series in one order, so that most often it is the next. */
  #seriesIndex(series: string): number | undefined {
    const guess = this.#nextSeries;
    const index = this.#seriesList[guess] === series ? guess : this.#seriesNames.get(series);
    this.#nextSeries = index === undefined || index + 1 === this.#seriesList.length ? 0 : index + 1;
    return index;
  }

  #setTimer(id: string, time: number): void {
    if (this.#batch === null) late("setTimer");
    // An object may answer another number the next time.
    if (typeof time !== "number" || !(Math.abs(time) <= LAST_TIME))
      throw new TypeError(`setTimer: ${String(time)} is not a time: give an event time such as now + minutes(5)`);
    if (!this.timers.has(this.#group, id) && this.timers.count(this.#group) >= this.#limits.timersPerKey) {
      throw new RangeError(`setTimer: more than ${this.#limits.timersPerKey} timers of one key`);
    }
    // Never before its time: a rule that looks whether it has come, and asks again, would be called without end.
    this.timers.set(this.#group, id, Math.ceil(time));
  }

  #clearTimer(id: string): void {
    if (this.#batch === null) late("clearTimer");
    this.timers.clear(this.#group, id);
  }

  #log(parts: readonly unknown[]): void {
    if (this.#logs.length < this.#limits.logLinesPerStep) this.#logs.push(logLine(parts));
  }
}

/** A promise of a hook's goes on between steps: what it asks for then would be of whatever key and time came last. */
function late(asked: string): never {
  throw new TypeError(`${asked}: the hook has returned; do it in the hook itself, not in a promise`);
}

/** Whatever a plugin hands over, as the id it is kept under. */
function timerId(id: unknown): string {
  return String(id).slice(0, TIMER_ID_CHARACTERS);
}
