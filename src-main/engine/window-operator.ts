import type { AggregateSpec } from "../../plugins/api.ts";
import type { FiredBuffer } from "./fired.ts";
import type { KeptValues } from "./kept-values.ts";
import type { PartialLayout } from "./partial.ts";

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

/** Writes aggregates of a window into the fired columns. */
export class Lowering {
  readonly layout: PartialLayout;
  readonly keepsValues: boolean;
  readonly #specs: readonly AggregateSpec[];
  readonly #fired: FiredBuffer;

  constructor(layout: PartialLayout, specs: readonly AggregateSpec[], fired: FiredBuffer) {
    this.layout = layout;
    this.#specs = specs;
    this.#fired = fired;
    this.keepsValues = specs.some(({ fn }) => fn === "quantile");
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
    const at = this.#fired.add(group, start, end, due, after, this.layout.count(partial, 0));
    for (let a = 0; a < this.#specs.length; a++) {
      const spec = this.#specs[a] as AggregateSpec;
      const value =
        spec.fn === "quantile"
          ? (kept?.quantile(spec.q ?? 0.5, spec.of === "active") ?? Number.NaN)
          : this.layout.result(partial, 0, spec);
      this.#fired.setValue(a, at, value);
    }
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
    const { at, windows } = this.#fired.reserve(n);
    windows.group.set(groups.subarray(0, n), at);
    windows.start.fill(start, at, at + n);
    windows.end.fill(end, at, at + n);
    windows.due.fill(due, at, at + n);
    windows.after.fill(-1, at, at + n);
    for (let i = 0; i < n; i++) windows.count[at + i] = totals[i * width] as number;
    for (let a = 0; a < this.#specs.length; a++) {
      const spec = this.#specs[a] as AggregateSpec;
      const column = windows.values[a] as Float64Array;
      if (spec.fn !== "quantile") {
        this.layout.resultEach(totals, n, spec, column, at);
        continue;
      }
      for (let i = 0; i < n; i++)
        column[at + i] = kept?.[groups[i] as number]?.quantile(spec.q ?? 0.5, spec.of === "active") ?? Number.NaN;
    }
  }
}
