import { useEffect, useRef, useState } from "react";
import type { AlertRow, Methods, SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useFrame } from "../../frame-actions.ts";
import type { ChartModel, DerivedChoice, Range } from "./live-store.ts";

export interface DerivedData {
  readonly choice: DerivedChoice;
  readonly key: number;
  readonly columns: SeriesColumns;
}

export interface ChartData {
  /** What was asked for; null before the first answer. */
  readonly range: Range | null;
  /** Of these keys; null before the first answer. */
  readonly keys: readonly number[] | null;
  readonly series: Methods["series.range"]["value"]["series"];
  readonly derived: readonly DerivedData[];
  readonly marks: readonly AlertRow[];
  readonly error: string | null;
}

interface Question extends Range {
  readonly keys: readonly number[];
  readonly derived: readonly DerivedChoice[];
  readonly pixels: number;
}

const nothing: ChartData = { range: null, keys: null, series: [], derived: [], marks: [], error: null };

async function ask({ keys, derived, from, to, pixels }: Question): Promise<ChartData> {
  const range = { from, to };
  if (keys.length === 0) return { ...nothing, range, keys };
  const [measured, marks, ...made] = await Promise.all([
    // Many lines over one another hide each other's detail: at most 16,000 points a picture.
    request("series.range", { keys, from, to, pixels: Math.max(100, Math.min(pixels, Math.floor(4000 / keys.length))) }),
    request("alerts.marks", { keys, from, to, limit: 200, choose: "spread" }),
    ...derived.map(({ rule, series }) => request("series.derived", { rule, series, keys, from, to, pixels })),
  ]);
  const lines = derived.flatMap((choice, index) =>
    (made[index]?.series ?? []).map(({ key, columns }) => ({ choice, key, columns })),
  );
  return { range, keys, series: measured.series, derived: lines, marks: marks.rows, error: null };
}

/** Points for what a chart shows: asked again when that changes and when events came in; one question at a time, then the newest. */
export function useChartData(chart: ChartModel, range: Range | null, pixels: number): ChartData {
  const [data, setData] = useState(nothing);
  const latest = useRef<((question: Question) => Promise<ChartData | null>) | null>(null);
  latest.current ??= latestOnly(ask);
  const news = useNews();
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const from = range?.from;
  const to = range?.to;
  // biome-ignore lint/correctness/useExhaustiveDependencies: news asks again
  useEffect(() => {
    if (from === undefined || to === undefined || pixels < 1) return;
    latest.current?.({ keys: chart.keys, derived: chart.derived, from, to, pixels }).then(
      (value) => value !== null && alive.current && setData(value),
      (error: unknown) => alive.current && setData((old) => ({ ...old, error: readable(error) })),
    );
  }, [chart.keys, chart.derived, from, to, pixels, news]);
  return data;
}

/** Another text when events or alerts came in. A range that follows moves with the same status, so one question serves for both. */
const useNews = (): string =>
  useFrame(({ status }) =>
    status === null ? "" : [status.session, status.state, status.metrics?.events_total, status.alerts].join(" "),
  );
