import { create } from "zustand";
import { layoutOf, restoreLayout, savedNumber, saveLayout } from "../../bridge/layout.ts";
import { clearRange, notify, rememberUndo, showRange, useFrame } from "../../frame-actions.ts";

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A series a rule made, as chosen for a chart. */
export interface DerivedChoice {
  readonly rule: string;
  readonly series: string;
  readonly label: string;
  readonly unit: string;
}

export interface ChartModel {
  readonly id: string;
  readonly keys: readonly number[];
  readonly derived: readonly DerivedChoice[];
  /** Threshold lines of the user's own. */
  readonly lines: readonly number[];
  /** Keys of the axis at the right; null: those of another unit than the first. */
  readonly right: readonly number[] | null;
  /** Own range while charts are not linked. */
  readonly range: Range | null;
  /** What the value axes show, left and right, while they were zoomed by hand; null: what the lines need. */
  readonly values: readonly ValueRange[] | null;
}

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Series on one chart: with more none is followed by eye. */
const MOST_SERIES = 20;

export interface LiveState {
  readonly charts: readonly ChartModel[];
  readonly active: string | null;
  /** ms shown while following; null: all there is. */
  readonly width: number | null;
  readonly linked: boolean;
  /** The picture stands still here while recording goes on. */
  readonly frozen: Range | null;
  readonly windows: boolean;
  /** null: shown when the window has the room. */
  readonly inspector: boolean | null;
  /** px. */
  readonly inspectorWidth: number;
  readonly cursor: number | null;
  readonly a: number | null;
  readonly b: number | null;
  /** The user chose charts; nothing is chosen for them any more. */
  readonly touched: boolean;
}

/** Usual width of the inspector, px. */
const INSPECTOR_WIDTH = 308;

export const useLive = create<LiveState>(() => ({
  charts: [],
  active: null,
  width: null,
  linked: true,
  frozen: null,
  windows: false,
  inspector: null,
  inspectorWidth: INSPECTOR_WIDTH,
  cursor: null,
  a: null,
  b: null,
  touched: false,
}));

const set = useLive.setState;
const get = useLive.getState;

function changeCharts(charts: readonly ChartModel[], title: string): void {
  const { charts: before, active } = get();
  set({ charts, touched: true });
  rememberUndo(title, () => set({ charts: before, active }));
}

let serial = 0;
export const newChart = (keys: readonly number[]): ChartModel => ({
  id: `chart-${Date.now().toString(36)}-${serial++}`,
  keys,
  derived: [],
  lines: [],
  right: null,
  range: null,
  values: null,
});

export function addChart(keys: readonly number[]): void {
  const chart = newChart(keys);
  changeCharts([...get().charts, chart], "new chart");
  set({ active: chart.id });
}

export function removeChart(id: string): void {
  const charts = get().charts.filter((chart) => chart.id !== id);
  if (charts.length !== get().charts.length) changeCharts(charts, "close chart");
}

export function changeChart(id: string, change: Partial<ChartModel>, title: string): void {
  changeCharts(
    get().charts.map((chart) => (chart.id === id ? { ...chart, ...change } : chart)),
    title,
  );
}

/** Puts keys on a chart beside those it shows, as far as there is room. */
export function addKeys(id: string, keys: readonly number[]): void {
  const chart = get().charts.find((other) => other.id === id);
  if (chart === undefined) return;
  const all = [...new Set([...chart.keys, ...keys])];
  if (all.length > MOST_SERIES) notify(`A chart shows ${MOST_SERIES} series at most; take one off or make a new chart`);
  const shown = all.slice(0, MOST_SERIES);
  if (shown.length > chart.keys.length) changeChart(id, { keys: shown }, "add to chart");
}

/** Takes a series off a chart that shows others as well. */
export function takeKey(id: string, key: number): void {
  const chart = get().charts.find((other) => other.id === id);
  const keys = chart?.keys.filter((other) => other !== key) ?? [];
  if (keys.length > 0 && keys.length < (chart?.keys.length ?? 0)) changeChart(id, { keys }, "take from chart");
}

/** What the tree chose: the active chart shows it, alone or beside the others. */
export function showInActive(key: number, add: boolean): void {
  const { charts, active } = get();
  const chart = charts.find((other) => other.id === active) ?? charts[0];
  if (chart === undefined) addChart([key]);
  else if (!add) changeChart(chart.id, { keys: [key], derived: [], lines: [], right: null, values: null }, "show sensor");
  else if (chart.keys.includes(key)) changeChart(chart.id, { keys: chart.keys.filter((id) => id !== key) }, "take from chart");
  else addKeys(chart.id, [key]);
}

// --- time ------------------------------------------------------------------------------------------------------------------

/** Shows a range: on every chart when linked, else on one. What followed, stops. */
export function zoom(id: string, from: number, to: number): void {
  if (!(to - from >= 1)) return;
  set({ frozen: null });
  if (get().linked) showRange(from, to);
  else set({ charts: get().charts.map((chart) => (chart.id === id ? { ...chart, range: { from, to } } : chart)) });
}

/** Follows again, and the value axes show what the lines need. */
export function backToLive(): void {
  clearRange();
  set({ frozen: null, charts: get().charts.map((chart) => ({ ...chart, range: null, values: null })) });
}

/** Shows a part of the values of a chart; null: what the lines need. */
export function zoomValues(id: string, values: ChartModel["values"]): void {
  if (values?.some(({ low, high }) => !(high > low && Number.isFinite(high - low))) === true) return;
  set({ charts: get().charts.map((chart) => (chart.id === id ? { ...chart, values } : chart)) });
}

export function follow(width: number | null): void {
  backToLive();
  set({ width });
}

export function setLinked(linked: boolean): void {
  set({ linked, charts: get().charts.map((chart) => ({ ...chart, range: null })) });
}

/** Freezes the picture, or lets it go on. */
export function togglePause(): void {
  const { frozen } = get();
  set({ frozen: frozen === null ? followedRange() : null });
}

/** Shows or hides the inspector; `shown`: whether it is there now. */
export function toggleInspector(shown: boolean): void {
  const { inspector } = get();
  changeInspector({ inspector: !shown });
  rememberUndo("inspector", () => changeInspector({ inspector }));
}

/** Kept in the workspace. */
export function changeInspector(change: Partial<Pick<LiveState, "inspector" | "inspectorWidth">>): void {
  set(change);
  const { inspector, inspectorWidth } = get();
  saveLayout("inspector", { shown: inspector, width: inspectorWidth });
}

restoreLayout(() => {
  const saved = layoutOf("inspector");
  const shown = (saved as { readonly shown?: unknown } | null | undefined)?.shown;
  set({
    inspector: typeof shown === "boolean" ? shown : null,
    inspectorWidth: savedNumber(saved, "width", 240, 520, INSPECTOR_WIDTH),
  });
});

/** The range that follows the newest event; null before the first one. */
export function followedRange(): Range | null {
  const { status } = useFrame.getState();
  return rangeOf(status?.shown?.from ?? null, status?.shown?.to ?? null, get().width);
}

export function rangeOf(first: number | null, last: number | null, width: number | null): Range | null {
  if (first === null || last === null) return null;
  const from = width === null ? first : last - width;
  return { from, to: Math.max(last, from + 1000) };
}

/** First click sets A, the second B, the third starts anew. */
export function placeCursor(time: number): void {
  const { a, b } = get();
  if (a === null || b !== null) set({ a: time, b: null });
  else set({ b: time });
}
