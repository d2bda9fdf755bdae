import type {
  AlertDraft,
  Event,
  Json,
  Key,
  KeyPart,
  Rule,
  RuleContext,
  SettingDeclarations,
  SettingValues,
  Severity,
  WindowResult,
} from "../../plugins/api.ts";
import { ACTIVE, type EventBatch, INACTIVE, type KeyTuple, NO_FLAG } from "../engine/batch.ts";
import { Groups, NOT_ACCEPTED } from "../engine/groups.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { SeriesPoints } from "../engine/results.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import { alertId, canonicalSettings } from "./alert-id.ts";
import { bare } from "./bare-array.ts";
import { CallTrace, type TracedCall, type TraceQuestion } from "./call-trace.ts";
import type { CatalogueNames } from "./catalogue-names.ts";
import type { Alert, CheckedSettings, HostLimits, RuleDeclaration } from "./contract.ts";
import { EventsByGroup } from "./events-by-group.ts";
import { GroupSaving, type SavedGroup } from "./group-saving.ts";
import { acceptsKey, fitsOne, type KeyPattern } from "./key-acceptance.ts";
import { PointColumns } from "./point-columns.ts";
import { RestingGroups } from "./resting-groups.ts";
import { BY_KEY, inShard, type PointOrder, type Shard } from "./shard.ts";
import { stateFromJson, stateToJson } from "./state-json.ts";
import { TimerQueue } from "./timer-queue.ts";

/** What an event's key says, looked up once a key. */
interface KnownKey {
  readonly group: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Of its group. */
  readonly key: Key;
  readonly words: Words;
}

/** What the catalogues say of a sensor. */
interface Words {
  readonly unit: string;
  readonly quantity: string;
}

type Hook = "onEvent" | "onWindow" | "onTimer";

/** A failed hook call; the host turns the stack into file and line. */
export interface HookFailure {
  readonly hook: Hook | "limit";
  readonly key: Key | null;
  readonly message: string;
  readonly stack: string;
  readonly time: number | null;
  readonly quarantined: boolean;
}

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

/** What of it is gathered call by call as it goes out. */
type Gathered = Pick<RunnerOutput, "alerts" | "failures" | "logs"> & { errors: number };

/** Groups saved between two looks at the clock. */
const GROUPS_A_LOOK = 8;
const EVIDENCE_CHARACTERS = 16_384;
const STATE_CHARACTERS_SHOWN = 4096;
/** Of a traced call: there are few of them, and stepping is for looking at states. */
const STATE_CHARACTERS_TRACED = 32_768;
/** What a Date can hold, either way. */
const LAST_TIME = 8.64e15;

/**
 * Runs one rule over steps in the canonical order of `PluginHost`. Pure: the realm it runs in and the clock it measures with are
 * handed in.
 */
export class RuleRunner {
  readonly declaration: RuleDeclaration;
  readonly #rule: Rule;
  readonly #settings: CheckedSettings;
  readonly #settingsText: string;
  readonly #keys: KeyTable;
  readonly #groups: Groups;
  readonly #names: CatalogueNames;
  readonly #limits: HostLimits;
  readonly #clock: () => number;
  readonly #progress: () => void;
  readonly #seriesNames: ReadonlyMap<string, number>;
  readonly #aggregateNames: readonly string[];
  readonly #states: unknown[] = [];
  readonly #timers: TimerQueue;
  /** Window engine's group id -> own group id. */
  readonly #windowGroups: number[] = [];
  readonly #context: RuleContext<unknown, SettingValues<SettingDeclarations>> & {
    state: unknown;
    key: Key;
    now: number;
    unit: string;
    quantity: string;
  };
  readonly #event: { -readonly [K in keyof Event]: Event[K] };
  readonly #groupKeys: Key[] = [];
  readonly #groupWords: Words[] = [];
  /** By key id; null: a key the rule does not want; undefined: not met yet. */
  readonly #known: (KnownKey | null | undefined)[] = [];
  /** By sensor, of those met so far. */
  readonly #words = new Map<string, Words>();
  readonly #thresholdOnly: boolean;
  readonly #activeOnly: boolean;
  #out: Gathered = nothing();
  readonly #points = new PointColumns();
  /** By event of the batch: 1 with a result. */
  #touched = bare(new Uint8Array(0));
  #anyTouched = false;
  readonly #turns = new EventsByGroup();
  readonly #resting = new RestingGroups();
  #sentGroups = 0;
  /** The keys this runner has; null: all. */
  readonly #shard: Shard | null;
  /** Groups it is not called for; what they held stays. */
  readonly #off: readonly KeyPattern[];
  #slot = 0;
  #sub = 0;
  #group = 0;
  #eventIndex = -1;
  #batch: EventBatch | null = null;
  #window: { start: number; end: number } | null = null;
  /** The latest event time there was a call at. */
  #latest = Number.NaN;
  /** By group: the time of its last alert and how many it has of that time; of times before the latest until the step ends. */
  readonly #ordinals = new Map<number, { readonly time: number; readonly alerts: number }>();
  #drafted: { alert: Omit<Alert, "stateAfter">; index: number }[] = [];
  #calls = 0;
  #failures = 0;
  #alertsTotal = 0;
  /** Characters the alerts of this step carry. */
  #evidence = 0;
  #quarantined = false;
  /** A snapshot switched the rule off: the next step tells. */
  #between = false;
  /** A snapshot that is being taken. */
  #saving: GroupSaving | null = null;
  #trace: CallTrace | null = null;
  /** Of the call that is running and traced: what stood before it. */
  #before: { readonly state: string; readonly alerts: number; readonly points: number; readonly failures: number } | null = null;

  constructor(
    rule: Rule,
    declaration: RuleDeclaration,
    settings: CheckedSettings,
    keys: KeyTable,
    names: CatalogueNames,
    limits: HostLimits,
    clock: () => number,
    progress: () => void,
    shard: Shard | null = null,
    off: readonly KeyPattern[] = [],
  ) {
    this.#shard = shard;
    this.#off = off;
    this.declaration = declaration;
    this.#rule = rule;
    this.#settings = Object.freeze({ ...settings });
    this.#settingsText = canonicalSettings(settings);
    this.#keys = keys;
    this.#names = names;
    this.#limits = limits;
    this.#clock = clock;
    this.#progress = progress;
    this.#thresholdOnly = declaration.only.threshold === true;
    this.#activeOnly = declaration.only.active === true;
    this.#aggregateNames = Object.keys(declaration.aggregates);
    this.#seriesNames = new Map(Object.keys(declaration.series).map((name, i) => [name, i]));
    const own = (key: KeyTuple): boolean => shard === null || inShard(shard, key, declaration.by);
    this.#groups = new Groups(
      keys,
      declaration.by,
      (key) => acceptsKey(declaration.only, keys.key(key), names) && own(keys.key(key)),
    );
    this.#timers = new TimerQueue((a, b) => this.#groups.compare(a, b));
    // Doubles that are no small integers: the compiled hooks would be thrown away when the first one comes.
    this.#event = { time: 0.5, station: "", sensor: "", alarm: "", value: 0.5, threshold: null, active: null };
    this.#context = {
      state: undefined,
      settings: this.#settings as SettingValues<SettingDeclarations>,
      key: { station: "", sensor: "", alarm: "" },
      now: 0.5,
      unit: "",
      quantity: "",
      name: (part: KeyPart, code: string): string => this.#names.name(part, String(code)),
      severity: (alarm: string): Severity | undefined => this.#names.severity(String(alarm)),
      alert: (draft: AlertDraft): void => this.#alert(draft),
      record: (series: string, value: number | null): void => this.#record(series, value),
      setTimer: (id: string, time: number): void => this.#setTimer(String(id), time),
      clearTimer: (id: string): void => this.#timers.clear(this.#group, String(id)),
      rest: (): void => this.#rest(),
      log: (...parts: readonly unknown[]): void => this.#log(parts),
    };
  }

  /** Tells calls one by one from here on. */
  trace(question: TraceQuestion): void {
    this.#trace = new CallTrace(question);
  }

  get quarantined(): boolean {
    return this.#quarantined;
  }

  step(batch: EventBatch, windows: FiredWindows | null, newWindowGroups: readonly KeyTuple[], watermark: number): RunnerOutput {
    const started = this.#clock();
    this.knowWindowGroups(newWindowGroups);
    // Between steps only a snapshot can fail.
    const { errors, failures } = this.#out;
    this.#out = nothing();
    if (this.#between && errors > 0) {
      this.#out.errors = errors;
      this.#out.failures.push(...failures);
    }
    this.#between = false;
    this.#evidence = 0;
    this.#batch = batch;
    this.#touched = bare(new Uint8Array(batch.length));
    const byGroup = this.declaration.eventsByKey;
    if (this.#quarantined) {
      // Nothing more is asked of it.
    } else if (byGroup) this.#takeTurns(batch);
    else this.#merge(batch, windows, watermark);
    this.#batch = null;
    for (const [group, { time }] of this.#ordinals) if (time !== this.#latest) this.#ordinals.delete(group);
    const newGroups: KeyTuple[] = [];
    const firstNewGroup = this.#sentGroups;
    for (; this.#sentGroups < this.#groups.size; this.#sentGroups++) newGroups.push(this.#groups.key(this.#sentGroups));
    const { points, order } = this.#points.take(byGroup ? batch.length : null, this.#shard !== null);
    return {
      rule: this.declaration.id,
      newGroups,
      firstNewGroup,
      ...this.#out,
      points,
      order,
      rows: this.#touchedRows(batch.length),
      calls: this.#trace?.take() ?? [],
      seconds: (this.#clock() - started) / 1000,
    };
  }

  #touchedRows(events: number): Uint32Array {
    if (!this.#anyTouched) return new Uint32Array(0);
    this.#anyTouched = false;
    const touched = this.#touched;
    const rows = new Uint32Array(events);
    const written = bare(new Uint32Array(rows.buffer));
    let n = 0;
    for (let i = 0; i < events; i++) if (touched[i] === 1) written[n++] = i;
    return rows.slice(0, n);
  }

  /** The window engine's groups, in the order of its ids. */
  knowWindowGroups(groups: readonly KeyTuple[]): void {
    for (const key of groups)
      this.#windowGroups.push(this.#owns(key) && !fitsOne(this.#off, key) ? this.#groupOf(...key) : NOT_ACCEPTED);
  }

  #owns(key: KeyTuple): boolean {
    return this.#shard === null || inShard(this.#shard, key, this.declaration.by);
  }

  /** State and timers of every key, as plain JSON. A rule whose state is something else is switched off: it could not go on. */
  snapshot(): Json {
    const groups: Json[] = [];
    for (let group = 0; group < this.#groups.size; group++) groups.push(this.#saved(group));
    return { ...this.#savedHead(), groups };
  }

  /** Begins a snapshot of now that is taken while steps go on: answers all of it but the groups, which `saveMore` gives. */
  beginSaving(): Json {
    this.#saving = new GroupSaving(this.#groups.size, (group) => this.#saved(group));
    return this.#savedHead();
  }

  /** Saves groups as they were at `beginSaving` until `enough`, and gives what has been saved since the last call. */
  saveMore(enough: () => boolean): { readonly groups: readonly SavedGroup[]; readonly broken: boolean; readonly done: boolean } {
    const saving = this.#saving;
    if (saving === null) return { groups: [], broken: false, done: true };
    while (!saving.done && !enough()) for (let i = 0; i < GROUPS_A_LOOK; i++) saving.one();
    const { done, broken } = saving;
    if (done) this.#saving = null;
    return { groups: saving.take(), broken, done };
  }

  #saved(group: number): Json {
    return { key: [...this.#groups.key(group)], state: this.#savedState(group), timers: this.#timers.of(group) };
  }

  #savedHead() {
    return {
      stateVersion: this.declaration.stateVersion,
      ordinalTime: jsonTime(this.#latest),
      ordinals: [...this.#ordinals].map(([group, { alerts }]) => [group, alerts]),
      counts: {
        calls: this.#calls,
        failures: this.#failures,
        alerts: this.#alertsTotal,
        quarantined: this.#quarantined,
      },
    };
  }

  /** Takes a snapshot of this rule, or of an older version of it. `goOn`: it is the same run, so what was counted counts on. */
  restore(
    snapshot: {
      readonly stateVersion: number;
      readonly groups: readonly { key: [string, string, string]; state: string; timers: [string, number][] }[];
      readonly ordinalTime: number | null;
      readonly ordinals: readonly [number, number][];
      readonly counts: {
        readonly calls: number;
        readonly failures: number;
        readonly alerts: number;
        readonly quarantined: boolean;
      };
    },
    goOn: boolean,
  ): void {
    if (goOn) {
      // They are added up over the shards when the next snapshot is taken.
      if (this.#shard === null || this.#shard.index === 0) {
        this.#calls = snapshot.counts.calls;
        this.#failures = snapshot.counts.failures;
        this.#alertsTotal = snapshot.counts.alerts;
      }
      this.#quarantined = snapshot.counts.quarantined;
    }
    // Alerts of one event time are numbered on.
    const time = snapshot.ordinalTime ?? Number.NaN;
    this.#latest = time;
    const ordinals = new Map(snapshot.ordinals);
    for (const [i, { key, state, timers }] of snapshot.groups.entries()) {
      if (!this.#owns(key)) continue;
      const group = this.#groupOf(...key);
      const alerts = ordinals.get(i);
      if (alerts !== undefined) this.#ordinals.set(group, { time, alerts });
      const value = stateFromJson(state);
      const same = snapshot.stateVersion === this.declaration.stateVersion;
      const migrated = same ? value : this.#rule.migrateState?.(value as Json, snapshot.stateVersion);
      if (migrated !== undefined) this.#states[group] = migrated;
      if (same) for (const [id, time] of timers) this.#timers.set(group, id, time);
    }
  }

  #savedState(group: number): string {
    try {
      return stateToJson(this.#states[group]);
    } catch (error) {
      this.#group = group;
      if (this.#saving !== null) this.#saving.broken = true;
      if (!this.#quarantined && this.#batch === null) {
        this.#between = true;
        this.#out = nothing();
      }
      this.#quarantine(describe(error).message);
      return "";
    }
  }

  #merge(batch: EventBatch, windows: FiredWindows | null, watermark: number): void {
    const { onEvent, onWindow, onTimer } = this.declaration.hooks;
    const windowCount = windows === null || !onWindow ? 0 : windows.length;
    const perEvent = windowCount > 0 && ((windows as FiredWindows).after[0] as number) >= 0;
    const n = onEvent || perEvent ? batch.length : 0;
    let w = 0;
    let timerCalls = 0;
    const before = (limit: number): void => {
      // Everything due at or before `limit`: at one time windows before timers.
      for (;;) {
        const due = w < windowCount && !perEvent ? ((windows as FiredWindows).due[w] as number) : Number.POSITIVE_INFINITY;
        const timer = onTimer ? this.#timers.next() : Number.POSITIVE_INFINITY;
        if (Math.min(due, timer) > limit || this.#quarantined) return;
        if (due === Number.POSITIVE_INFINITY && timer === Number.POSITIVE_INFINITY) return;
        if (due <= timer) this.#callWindow(windows as FiredWindows, w++);
        else {
          if (this.#saving !== null) this.#saving.before(this.#timers.nextGroup());
          const next = this.#timers.take();
          this.#sub = BY_KEY;
          if (next !== undefined) this.#callTimer(next.group, next.id, next.time);
          if (++timerCalls > this.#limits.timerCallsPerStep)
            this.#quarantine(`more than ${this.#limits.timerCallsPerStep} timer calls in one step`);
        }
      }
    };
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n && !this.#quarantined; i++) {
      const time = batch.time[i] as number;
      if (time > last) {
        this.#slot = 2 * i;
        if (w < windowCount || onTimer) before(time - 1);
        last = time;
      }
      this.#slot = 2 * i + 1;
      this.#sub = 0;
      if (onEvent) {
        const group = this.#groupAt(batch, i);
        if (group !== NOT_ACCEPTED && !this.#restsAt(group, batch, i)) this.#callEvent(batch, i);
      }
      while (perEvent && w < windowCount && (windows as FiredWindows).after[w] === i)
        this.#callWindow(windows as FiredWindows, w++);
      if ((i & 1023) === 0) this.#progress();
    }
    this.#slot = 2 * n;
    before(watermark);
    this.#eventIndex = -1;
  }

  /** As `#merge` for a rule without windows and timers, a group's events in one go: its state is looked up in memory once a step. */
  #takeTurns(batch: EventBatch): void {
    const turns = this.#turns;
    turns.begin(batch.length);
    for (let i = 0; i < batch.length; i++) {
      const group = this.#groupAt(batch, i);
      if (group !== NOT_ACCEPTED) turns.add(group, i);
    }
    for (let g = 0; g < turns.groups; g++) {
      for (let i = turns.firsts[g] as number; i >= 0; i = turns.next[i] as number) {
        if (this.#quarantined) return;
        this.#slot = 2 * i + 1;
        this.#callEvent(batch, i);
        if ((i & 1023) === 0) this.#progress();
      }
    }
    this.#eventIndex = -1;
  }

  /** The group of an event the rule gets, else NOT_ACCEPTED. */
  #groupAt({ threshold, active, key }: EventBatch, i: number): number {
    if (this.#thresholdOnly && Number.isNaN(threshold[i])) return NOT_ACCEPTED;
    if (this.#activeOnly && active[i] === NO_FLAG) return NOT_ACCEPTED;
    return this.#groups.of(key[i] as number);
  }

  #callEvent(batch: EventBatch, i: number): void {
    const threshold = batch.threshold[i] as number;
    const active = batch.active[i] as number;
    const id = batch.key[i] as number;
    let known = id < this.#known.length ? this.#known[id] : undefined;
    if (known === undefined) known = this.#know(id);
    if (known === null) return;
    const event = this.#event;
    event.time = batch.time[i] as number;
    event.station = known.station;
    event.sensor = known.sensor;
    event.alarm = known.alarm;
    event.value = batch.value[i] as number;
    event.threshold = Number.isNaN(threshold) ? null : threshold;
    event.active = active === ACTIVE ? true : active === INACTIVE ? false : null;
    this.#eventIndex = i;
    this.#window = null;
    this.#enter(known.group, event.time, known.key, known.words);
    try {
      this.#rule.onEvent?.(this.#context, event);
    } catch (error) {
      this.#fail("onEvent", error);
    }
    this.#leave();
    if (this.#before !== null) {
      const { station, sensor, alarm, value, threshold, active } = event;
      const place = { source: batch.source[i] as number, row: batch.row[i] as number };
      this.#told({ hook: "onEvent", event: { station, sensor, alarm, value, threshold, active, ...place } });
    }
  }

  #callWindow(windows: FiredWindows, w: number): void {
    const group = this.#windowGroups[windows.group[w] as number] as number;
    if (group === NOT_ACCEPTED) return;
    this.#sub = w;
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
    this.#window = { start: result.start, end: result.end };
    this.#eventIndex = windows.after[w] as number;
    const key = this.#keyOf(group);
    this.#enter(group, windows.due[w] as number, key, this.#groupWords[group] as Words);
    try {
      this.#rule.onWindow?.(this.#context, result);
    } catch (error) {
      this.#fail("onWindow", error);
    }
    this.#leave();
    if (this.#before !== null) this.#told({ hook: "onWindow", window: { ...result, values: { ...values } } });
    if ((w & 255) === 0) this.#progress();
  }

  #callTimer(group: number, id: string, time: number): void {
    if (this.#isOff(group)) return;
    this.#window = null;
    this.#eventIndex = -1;
    const key = this.#keyOf(group);
    this.#enter(group, time, key, this.#groupWords[group] as Words);
    try {
      this.#rule.onTimer?.(this.#context, id);
    } catch (error) {
      this.#fail("onTimer", error);
    }
    this.#leave();
    if (this.#before !== null) this.#told({ hook: "onTimer", timer: id });
    this.#progress();
  }

  #enter(group: number, now: number, key: Key, words: Words): void {
    if (this.#saving !== null) this.#saving.before(group);
    this.#calls++;
    this.#group = group;
    this.#resting.wake(group);
    if (!(now <= this.#latest)) this.#latest = now;
    const context = this.#context;
    context.state = group < this.#states.length ? (this.#states[group] ?? this.#begin(group)) : this.#begin(group);
    context.key = key;
    context.now = now;
    context.unit = words.unit;
    context.quantity = words.quantity;
    if (this.#trace !== null) this.#watch(key, now);
  }

  #begin(group: number): unknown {
    const state = this.#rule.initialState?.();
    while (this.#states.length <= group) this.#states.push(undefined);
    this.#states[group] = state;
    return state;
  }

  /** Remembers what stands before a call that is asked for. */
  #watch(key: Key, now: number): void {
    if (this.#trace?.asks(key, now) !== true) return;
    const { alerts, failures } = this.#out;
    this.#before = {
      state: this.#stateText(STATE_CHARACTERS_TRACED),
      alerts: alerts.length,
      points: this.#points.length,
      failures: failures.length,
    };
  }

  #rest(): void {
    const i = this.#eventIndex;
    if (i < 0 || this.#window !== null) throw new TypeError("rest: only onEvent can ask for it");
    const { active, threshold } = this.#batch as EventBatch;
    this.#resting.rest(this.#group, active[i] as number, threshold[i] as number);
  }

  /** Whether the group needs no call for this event. Who looks at calls one by one gets them all. */
  #restsAt(group: number, { active, threshold }: EventBatch, i: number): boolean {
    return this.#trace === null && this.#resting.restsAt(group, active[i] as number, threshold[i] as number);
  }

  #told(call: Pick<TracedCall, "hook"> & Partial<Pick<TracedCall, "event" | "window" | "timer">>): void {
    const before = this.#before;
    this.#before = null;
    if (before === null) return;
    const { alerts, failures } = this.#out;
    const points = this.#points;
    const names = [...this.#seriesNames.keys()];
    this.#trace?.add({
      event: null,
      window: null,
      timer: null,
      ...call,
      time: this.#context.now,
      stateBefore: before.state,
      stateAfter: this.#stateText(STATE_CHARACTERS_TRACED),
      alerts: alerts.slice(before.alerts).map(({ id, title, severity, action }) => ({ id, title, severity, action })),
      points: Array.from({ length: points.length - before.points }, (_, i) => ({
        series: names[points.seriesOf(before.points + i)] ?? "",
        value: points.valueOf(before.points + i),
      })),
      error: failures[before.failures]?.message ?? null,
    });
  }

  #leave(): void {
    if (this.#drafted.length === 0) return;
    const after = this.#stateText();
    for (const { alert } of this.#drafted) this.#out.alerts.push({ ...alert, stateAfter: after });
    this.#evidence += after.length * this.#drafted.length;
    this.#drafted = [];
    if (this.#eventIndex >= 0) this.#touch();
  }

  #touch(): void {
    this.#touched[this.#eventIndex] = 1;
    this.#anyTouched = true;
  }

  #alert(draft: AlertDraft): void {
    if (
      this.#out.alerts.length + this.#drafted.length >= this.#limits.alertsPerStep ||
      this.#alertsTotal >= this.#limits.alertsPerRule
    ) {
      this.#stop("too many alerts");
    }
    const { severity, title, value, evidence = {}, action = "raise", from } = draft;
    if (severity !== "critical" && severity !== "warning" && severity !== "info")
      throw new TypeError(`alert: severity ${String(severity)} must be critical, warning or info`);
    if (action !== "raise" && action !== "clear" && action !== "withdraw")
      throw new TypeError(`alert: action ${String(action)} must be raise, clear or withdraw`);
    if (typeof title !== "string" || title === "") throw new TypeError("alert: the title must be a text");
    if (typeof evidence !== "object" || evidence === null) throw new TypeError("alert: the evidence must be an object");
    const evidenceText = JSON.stringify(evidence);
    if (evidenceText.length > EVIDENCE_CHARACTERS)
      throw new RangeError(`alert: evidence of ${evidenceText.length} characters; at most ${EVIDENCE_CHARACTERS}`);
    this.#evidence += evidenceText.length;
    if (this.#evidence > this.#limits.evidencePerStep) this.#stop("too much evidence in one step");
    this.#alertsTotal++;
    const { now } = this.#context;
    const key = this.#keyOf(this.#group);
    if (from !== undefined && !(typeof from === "number" && Math.abs(from) <= LAST_TIME))
      throw new TypeError("alert: from must be a time");
    const window = this.#window ?? (from === undefined ? null : { start: from, end: now });
    const before = this.#ordinals.get(this.#group);
    const ordinal = before?.time === now ? before.alerts : 0;
    this.#ordinals.set(this.#group, { time: now, alerts: ordinal + 1 });
    const index = this.#eventIndex;
    const batch = this.#batch as EventBatch;
    const shown = value === undefined ? (index >= 0 && this.#window === null ? this.#event.value : null) : value;
    this.#drafted.push({
      index,
      alert: {
        id: alertId(this.declaration.id, this.#settingsText, [key.station, key.sensor, key.alarm], now, window, ordinal),
        rule: this.declaration.id,
        version: this.declaration.version,
        severity,
        title: title.slice(0, 500),
        time: now,
        key,
        window,
        value: typeof shown === "number" && Number.isFinite(shown) ? shown : null,
        evidence: JSON.parse(evidenceText) as Record<string, Json>,
        action,
        cause: index >= 0 ? { source: batch.source[index] as number, row: batch.row[index] as number } : null,
      },
    });
  }

  #record(series: string, value: number | null): void {
    if (typeof value !== "number" || !Number.isFinite(value)) return;
    const index = this.#seriesNames.get(series);
    if (index === undefined)
      throw new TypeError(`record: "${String(series)}" is not a declared series (${[...this.#seriesNames.keys()].join(", ")})`);
    const points = this.#points;
    if (points.length >= this.#limits.pointsPerStep) this.#stop("too many series points in one step");
    points.add(this.#context.now, this.#group, index, value, this.#slot, this.#sub);
    if (this.#eventIndex >= 0) this.#touch();
  }

  #setTimer(id: string, time: number): void {
    if (!(Math.abs(time) <= LAST_TIME)) throw new TypeError(`setTimer: ${String(time)} is not a time`);
    if (!this.#timers.has(this.#group, id) && this.#timers.count(this.#group) >= this.#limits.timersPerKey) {
      throw new RangeError(`setTimer: more than ${this.#limits.timersPerKey} timers of one key`);
    }
    this.#timers.set(this.#group, id.slice(0, 200), Math.floor(time));
  }

  #log(parts: readonly unknown[]): void {
    if (this.#out.logs.length >= this.#limits.logLinesPerStep) return;
    this.#out.logs.push(logText(parts));
  }

  #fail(hook: Hook, error: unknown): void {
    if (this.#quarantined) return;
    this.#failures++;
    this.#out.errors++;
    const tooMany = this.#failures >= this.#limits.maxFailures || (this.#calls >= 20 && this.#failures * 2 > this.#calls);
    // The first failures and the one that ends it are shown; the rest are counted.
    if (this.#out.failures.length < 5 || tooMany) {
      const { message, stack } = describe(error);
      this.#out.failures.push({
        hook,
        key: this.#keyOf(this.#group),
        message,
        stack,
        time: this.#context.now,
        quarantined: tooMany,
      });
    }
    if (tooMany) this.#quarantined = true;
  }

  /** Switches the rule off and ends the hook that is running, which may be a loop. */
  #stop(message: string): never {
    this.#quarantine(message);
    throw new RangeError(message);
  }

  #quarantine(message: string): void {
    if (this.#quarantined) return;
    this.#quarantined = true;
    this.#out.errors++;
    this.#out.failures.push({
      hook: "limit",
      key: this.#keyOf(this.#group),
      message,
      stack: "",
      time: this.#context.now,
      quarantined: true,
    });
  }

  #stateText(characters = STATE_CHARACTERS_SHOWN): string {
    try {
      return stateToJson(this.#context.state).slice(0, characters);
    } catch (error) {
      return `(${describe(error).message})`;
    }
  }

  #know(id: number): KnownKey | null {
    while (this.#known.length <= id) this.#known.push(undefined);
    const group = this.#groups.of(id);
    const [station, sensor, alarm] = this.#keys.key(id);
    const known =
      group === NOT_ACCEPTED || this.#isOff(group)
        ? null
        : { group, station, sensor, alarm, key: this.#keyOf(group), words: this.#wordsOf(sensor) };
    this.#known[id] = known;
    return known;
  }

  #isOff(group: number): boolean {
    return this.#off.length > 0 && fitsOne(this.#off, this.#groups.key(group));
  }

  #wordsOf(sensor: string): Words {
    let words = this.#words.get(sensor);
    if (words === undefined)
      this.#words.set(sensor, (words = { unit: this.#names.unit(sensor), quantity: this.#names.quantity(sensor) }));
    return words;
  }

  #keyOf(group: number): Key {
    for (let next = this.#groupKeys.length; next <= group; next++) {
      const [station, sensor, alarm] = this.#groups.key(next);
      this.#groupKeys.push(Object.freeze({ station, sensor, alarm }));
      this.#groupWords.push(this.#wordsOf(sensor));
    }
    return this.#groupKeys[group] as Key;
  }

  #groupOf(station: string, sensor: string, alarm: string): number {
    return this.#groups.idOf(station, sensor, alarm);
  }
}

function nothing(): Gathered {
  return { alerts: [], failures: [], errors: 0, logs: [] };
}

/** JSON has no NaN. */
function jsonTime(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

/** Message and stack of whatever a plugin threw, without trusting it. */
export function describe(error: unknown): { message: string; stack: string } {
  try {
    if (typeof error === "object" && error !== null) {
      const { message, stack } = error as { message?: unknown; stack?: unknown };
      return { message: String(message ?? error).slice(0, 500), stack: String(stack ?? "").slice(0, 4000) };
    }
    return { message: String(error).slice(0, 500), stack: "" };
  } catch {
    return { message: "an error that cannot be read", stack: "" };
  }
}

/** One line of a plugin's log, at most 1000 characters. */
export function logText(parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === "string" ? part.slice(0, 1000) : safeJson(part)))
    .join(" ")
    .slice(0, 1000);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "(unreadable)";
  }
}
