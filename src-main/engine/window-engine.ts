import type { KeyPart, WindowSpec } from "../../plugins/api.ts";
import { ACTIVE, type EventBatch, type KeyTuple, NO_FLAG } from "./batch.ts";
import { ChangedWindows, type ChangedWindowsSnapshot } from "./changed-windows.ts";
import { CountWindows } from "./count-windows.ts";
import { FiredBuffer } from "./fired-buffer.ts";
import { Groups, NOT_ACCEPTED } from "./groups.ts";
import type { KeyTable } from "./key-table.ts";
import { PartialLayout } from "./partial-layout.ts";
import { SessionWindows } from "./session-windows.ts";
import { TimeWindows } from "./time-windows.ts";
import { TrailingWindows } from "./trailing-windows.ts";
import { Lowering, type WindowOperator } from "./window-operator.ts";
import type { FiredWindows, WindowQuery } from "./window-query.ts";

/**
 * Keyed windows of several queries over one time-ordered stream. Two verbs: `process` a batch, `advance` the watermark.
 * An event at time t implies the watermark t - 1, so results do not depend on how the stream was cut into batches.
 */
export class WindowEngine {
  readonly #keys: KeyTable;
  readonly #queries: Query[] = [];
  #time = Number.NEGATIVE_INFINITY;

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  /** Adds a query and returns its index. Throws RangeError for a window that cannot be. */
  add(query: WindowQuery): number {
    this.#queries.push(new Query(query, this.#keys));
    return this.#queries.length - 1;
  }

  /** Takes a batch in time order, not before any event taken earlier. */
  process(batch: EventBatch): void {
    for (const query of this.#queries) query.process(batch, this.#time);
    if (batch.length > 0) this.#time = batch.time[batch.length - 1] as number;
  }

  /** Event time has reached `watermark`: no event at or before it will come. */
  advance(watermark: number): void {
    for (const query of this.#queries) query.advance(watermark);
  }

  /** Windows fired since the last take, in the order (end, start, group key). */
  take(query: number): FiredWindows {
    return this.#query(query).take();
  }

  groupKey(query: number, group: number): KeyTuple {
    return this.#query(query).groups.key(group);
  }

  groupCount(query: number): number {
    return this.#query(query).groups.size;
  }

  stateSize(): { groups: number; panes: number } {
    const total = { groups: 0, panes: 0 };
    for (const query of this.#queries) {
      for (const operator of query.operators) {
        const { groups, panes } = operator.stateSize();
        total.groups += groups;
        total.panes += panes;
      }
    }
    return total;
  }

  /** All state as plain data (typed arrays included); take what has fired first. */
  snapshot(): WindowEngineSnapshot {
    return {
      time: this.#time,
      queries: this.#queries.map(({ groups, operators, changed }) => ({
        groups: groups.snapshot(),
        operators: operators.map((operator) => operator.snapshot()),
        changed: changed?.snapshot() ?? null,
      })),
    };
  }

  /** An engine with the same queries, in the same order, as when the snapshot was taken; one whose place holds null begins afresh. */
  static restore(
    keys: KeyTable,
    queries: readonly WindowQuery[],
    snapshot: Omit<WindowEngineSnapshot, "queries"> & { readonly queries: readonly (QuerySnapshot | null)[] },
  ): WindowEngine {
    if (queries.length !== snapshot.queries.length) {
      throw new RangeError(`snapshot of ${snapshot.queries.length} queries cannot be restored into ${queries.length}`);
    }
    const engine = new WindowEngine(keys);
    engine.#time = snapshot.time;
    for (const [i, saved] of snapshot.queries.entries()) {
      const query = new Query(queries[i] as WindowQuery, keys, saved?.groups);
      engine.#queries.push(query);
      if (saved === null) continue;
      for (let o = 0; o < query.operators.length; o++) query.operators[o]?.restore(saved.operators[o]);
      if (saved.changed !== null) query.changed?.restore(saved.changed);
    }
    return engine;
  }

  #query(index: number): Query {
    const query = this.#queries[index];
    if (query === undefined) throw new RangeError(`no window query ${index}`);
    return query;
  }
}

/** Plain data. */
export interface QuerySnapshot {
  readonly groups: KeyTuple[];
  readonly operators: readonly unknown[];
  readonly changed: ChangedWindowsSnapshot | null;
}

/** Plain data. */
export interface WindowEngineSnapshot {
  readonly time: number;
  readonly queries: readonly QuerySnapshot[];
}

class Query {
  readonly groups: Groups;
  readonly fired: FiredBuffer;
  /** The query's own window first, then those of single keys. */
  readonly operators: WindowOperator[];
  readonly #perKey: NonNullable<WindowQuery["perKey"]>;
  readonly changed: ChangedWindows | null;
  readonly #thresholdOnly: boolean;
  readonly #activeOnly: boolean;
  /** Operator of a group; filled as groups appear. */
  readonly #operatorOf: WindowOperator[] = [];

  constructor(query: WindowQuery, keys: KeyTable, known: readonly KeyTuple[] = []) {
    this.groups = new Groups(keys, query.by, query.accepts, known);
    this.fired = new FiredBuffer(query.aggregates.length);
    this.#perKey = query.perKey ?? [];
    this.changed = query.changedOnly === true ? new ChangedWindows(query.aggregates.length) : null;
    const lowering = new Lowering(new PartialLayout(query.aggregates), query.aggregates, this.fired, this.changed);
    this.#thresholdOnly = query.thresholdOnly === true;
    this.#activeOnly = query.activeOnly === true;
    const windows = [query.window, ...this.#perKey.map(({ window }) => window)];
    this.operators = windows.map((window) => createOperator(window, this.groups, lowering));
  }

  process(batch: EventBatch, before: number): void {
    const [only] = this.operators;
    if (this.operators.length === 1 && only instanceof TimeWindows) {
      only.events(batch, this.groups, { thresholdOnly: this.#thresholdOnly, activeOnly: this.#activeOnly });
      return;
    }
    const { time, key, value, threshold, active } = batch;
    let now = before;
    let nextDue = this.#nextDue();
    for (let i = 0; i < batch.length; i++) {
      const t = time[i] as number;
      if (t > now) {
        now = t;
        if (nextDue <= t - 1) {
          this.#advanceOperators(t - 1);
          nextDue = this.#nextDue();
        }
      }
      if (this.#thresholdOnly && Number.isNaN(threshold[i])) continue;
      const flag = active[i] as number;
      if (this.#activeOnly && flag === NO_FLAG) continue;
      const group = this.groups.of(key[i] as number);
      if (group === NOT_ACCEPTED) continue;
      const operator = this.#operatorOf[group] ?? this.#choose(group);
      operator.event(group, t, value[i] as number, flag === ACTIVE ? ACTIVE : 0, i);
      if (operator.nextDue < nextDue) nextDue = operator.nextDue;
    }
  }

  advance(watermark: number): void {
    this.#advanceOperators(watermark);
  }

  take(): FiredWindows {
    return this.fired.take();
  }

  #nextDue(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const operator of this.operators) if (operator.nextDue < due) due = operator.nextDue;
    return due;
  }

  /** What is due earlier fires earlier, whichever operator it is of. */
  #advanceOperators(watermark: number): void {
    if (this.operators.length > 1) {
      for (let due = this.#nextDue(); due <= watermark && due !== Number.POSITIVE_INFINITY; due = this.#nextDue()) {
        for (const operator of this.operators) operator.advance(due);
        if (this.#nextDue() === due) break;
      }
    }
    for (const operator of this.operators) operator.advance(watermark);
  }

  #choose(group: number): WindowOperator {
    const [station, sensor, alarm] = this.groups.key(group);
    const parts: Record<KeyPart, string> = { station, sensor, alarm };
    const own = this.#perKey.findIndex(({ key }) => Object.entries(key).every(([part, code]) => parts[part as KeyPart] === code));
    const operator = this.operators[own + 1] as WindowOperator;
    this.#operatorOf[group] = operator;
    return operator;
  }
}

function createOperator(window: WindowSpec, groups: Groups, lowering: Lowering): WindowOperator {
  const positive = (name: string, n: number): number => {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new RangeError(`window ${window.kind}: ${name} must be a whole number of at least 1, not ${n}`);
    return n;
  };
  switch (window.kind) {
    case "tumbling":
      return new TimeWindows(positive("size", window.size), window.size, window.offset ?? 0, groups, lowering);
    case "sliding":
      return new TimeWindows(
        positive("size", window.size),
        positive("every", window.every),
        window.offset ?? 0,
        groups,
        lowering,
      );
    case "session":
      return new SessionWindows(positive("gap", window.gap), groups, lowering);
    case "count":
      return new CountWindows(positive("size", window.size), positive("every", window.every), lowering);
    case "trailing":
      return new TrailingWindows(positive("size", window.size), lowering);
    case "none":
      throw new RangeError("window none has nothing to fire; do not add it as a query");
  }
}
