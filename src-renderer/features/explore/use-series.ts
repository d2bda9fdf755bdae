import { useEffect, useMemo, useState } from "react";
import type { Methods, SeriesColumns, ThresholdSpan } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import type { Range } from "./explore-store.ts";

export interface SeriesState {
  readonly byKey: ReadonlyMap<number, SeriesColumns>;
  readonly thresholds: ReadonlyMap<number, readonly ThresholdSpan[]>;
  /** What the columns are of. */
  readonly range: Range | null;
  readonly error: string | null;
}

const none: SeriesState = { byKey: new Map(), thresholds: new Map(), range: null, error: null };

/** min/max a pixel of some keys over a range; while one zooms only the newest question waits. Asked again as rows come in. */
export function useSeries(keys: readonly number[], { from, to }: Range, pixels: number): SeriesState {
  const [state, setState] = useState<SeriesState>(none);
  const latest = useMemo(() => latestOnly((args: Methods["series.range"]["args"]) => request("series.range", args)), []);
  const turn = useKeys((all) => all.turn);
  const ids = keys.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    if (ids === "" || !(to > from)) {
      setState(none);
      return;
    }
    let alive = true;
    latest({ keys: ids.split(" ").map(Number), from, to, pixels }).then(
      (answer) => {
        if (!alive || answer === null) return;
        setState({
          byKey: new Map(answer.series.map(({ key, columns }) => [key, columns])),
          thresholds: new Map(answer.series.map(({ key, thresholds }) => [key, thresholds])),
          range: { from, to },
          error: null,
        });
      },
      (failure: unknown) => alive && setState((old) => ({ ...old, error: readable(failure) })),
    );
    return () => {
      alive = false;
    };
  }, [ids, from, to, pixels, turn, latest]);
  return state;
}

/** Points of a line; readings further apart than `bridge` ms are not joined. */
export function pairs(columns: SeriesColumns | null | undefined, bridge = Number.POSITIVE_INFINITY): [number, number | null][] {
  const points: [number, number | null][] = [];
  let before = Number.NaN;
  for (const [i, time] of (columns?.time ?? []).entries()) {
    if (time - before > bridge) points.push([before + 1, null]);
    points.push([time, columns?.value[i] ?? null]);
    before = time;
  }
  return points;
}

/** The value drawn last at or before a time; null before the first. */
export function valueAt(columns: SeriesColumns | null | undefined, at: number | null): number | null {
  if (columns == null || at === null) return null;
  let low = 0;
  let high = columns.time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns.time[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : (columns.value[low - 1] ?? null);
}
