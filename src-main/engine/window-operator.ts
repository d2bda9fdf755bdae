import type { AggregateSpec } from "../../plugins/api.ts";
import type { ChangedWindows } from "./changed-windows.ts";
import type { FiredBuffer } from "./fired-buffer.ts";
import type { KeptValues } from "./kept-values.ts";
import type { PartialLayout } from "./partial-layout.ts";

/** Which events take part, apart from their keys. */
export interface EventChoice {
  readonly thresholdOnly: boolean;
  readonly activeOnly: boolean;
}

/** One window kind over the groups of one query. Events come in time order. */
export interface WindowOperator {
  /** Takes an event; `index` is its position in the batch being processed. */
  event(group: number, time: number, value: number, active: number, index: number): void;
  /** Fires everything whose content can no longer change once event time has passed `watermark`. */
  advance(watermark: number): void;
  /** Earliest watermark at which `advance` has something to do. */
  readonly nextDue: number;
  /** Groups and slices held. */
  stateSize(): { groups: number; panes: number };
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

/** Writes aggregates of windows into the fired columns: of those that `changed` lets pass, when it is asked. */
export class Lowering {
  readonly layout: PartialLayout;
  readonly keepsValues: boolean;
  /** Windows whose partials are as they were need not come: they do not pass. */
  readonly changedOnly: boolean;
  readonly #specs: readonly AggregateSpec[];
  readonly #fired: FiredBuffer;
  readonly #changed: ChangedWindows | null;
  /** Of one window, then of those that end together: a column an aggregate. */
  readonly #one: Float64Array;
  #columns: readonly Float64Array[];
  #kept = new Uint32Array(0);

  constructor(layout: PartialLayout, specs: readonly AggregateSpec[], fired: FiredBuffer, changed: ChangedWindows | null) {
    this.layout = layout;
    this.#specs = specs;
    this.#fired = fired;
    this.#changed = changed;
    this.#one = new Float64Array(specs.length);
    this.#columns = specs.map(() => new Float64Array(0));
    this.keepsValues = specs.some(({ fn }) => fn === "quantile");
    this.changedOnly = changed !== null && !this.keepsValues;
  }

  emit(
    partial: Float64Array,
    kept: KeptValues | null,
    group: number,
    start: number,
    end: number,
    due: number,
    after: number,
  ): void {
    for (let a = 0; a < this.#specs.length; a++) {
      const spec = this.#specs[a] as AggregateSpec;
      this.#one[a] =
        spec.fn === "quantile"
          ? (kept?.quantile(spec.q ?? 0.5, spec.of === "active") ?? Number.NaN)
          : this.layout.result(partial, 0, spec);
    }
    if (this.#changed?.passes(group, this.#one) === false) return;
    this.#fired.add(group, start, end, due, after, this.layout.count(partial, 0), this.#one);
  }

  /** As `emit`, for windows that end together: `totals` holds their partials one after the other, in the order of `groups`. */
  emitEach(
    totals: Float64Array,
    kept: readonly (KeptValues | undefined)[] | null,
    groups: Uint32Array,
    n: number,
    start: number,
    end: number,
    due: number,
  ): void {
    if (n === 0) return;
    const { width } = this.layout;
    if (this.#changed === null) {
      const { at, windows } = this.#fired.reserve(n, start, end, due);
      windows.group.set(groups.subarray(0, n), at);
      for (let i = 0; i < n; i++) windows.count[at + i] = totals[i * width] as number;
      this.#results(totals, kept, groups, n, windows.values, at);
      return;
    }
    this.#reserve(n);
    const columns = this.#columns;
    this.#results(totals, kept, groups, n, columns, 0);
    const passed = this.#kept;
    const m = this.#changed.select(groups, n, columns, passed);
    const { at, windows } = this.#fired.reserve(m, start, end, due);
    for (let j = 0; j < m; j++) {
      const i = passed[j] as number;
      windows.group[at + j] = groups[i] as number;
      windows.count[at + j] = totals[i * width] as number;
      for (let a = 0; a < columns.length; a++)
        (windows.values[a] as Float64Array)[at + j] = (columns[a] as Float64Array)[i] as number;
    }
  }

  /** The aggregates of n partials, into columns from `to` on. */
  #results(
    totals: Float64Array,
    kept: readonly (KeptValues | undefined)[] | null,
    groups: Uint32Array,
    n: number,
    columns: readonly Float64Array[],
    to: number,
  ): void {
    for (let a = 0; a < this.#specs.length; a++) {
      const spec = this.#specs[a] as AggregateSpec;
      const column = columns[a] as Float64Array;
      if (spec.fn !== "quantile") {
        this.layout.resultEach(totals, n, spec, column, to);
        continue;
      }
      for (let i = 0; i < n; i++)
        column[to + i] = kept?.[groups[i] as number]?.quantile(spec.q ?? 0.5, spec.of === "active") ?? Number.NaN;
    }
  }

  #reserve(n: number): void {
    if (n <= this.#kept.length) return;
    this.#kept = new Uint32Array(n * 2);
    this.#columns = this.#specs.map(() => new Float64Array(n * 2));
  }
}
