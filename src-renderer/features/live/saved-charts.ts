import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { layoutOf } from "../../bridge/layout.ts";
import { useFrame } from "../../frame-actions.ts";
import { type ChartModel, type DerivedChoice, newChart } from "./live-store.ts";

type Names = readonly [station: string, sensor: string, alarm: string];

/** Keys by name, as the workspace keeps them: ids are of one session only. */
function namesOf(ids: readonly number[]): Names[] {
  const { byId } = useKeys.getState();
  return ids.flatMap((id) => {
    const key = byId.get(id);
    return key === undefined ? [] : [[key.station, key.sensor, key.alarm] as const];
  });
}

interface SavedChart {
  readonly id: string;
  readonly keys: readonly Names[];
  readonly derived?: unknown;
  readonly lines?: unknown;
  readonly right?: unknown;
}

/** A chart as the workspace keeps it. */
export const toSave = ({ id, keys, derived, lines, right }: ChartModel): SavedChart => ({
  id,
  keys: namesOf(keys),
  derived,
  lines,
  right: right === null ? null : namesOf(right),
});

/** What a workspace of another hand may hold is not trusted to be what was kept. */
function overlaysOf({ derived, lines, right }: SavedChart, idsOf: (names: readonly unknown[]) => number[]): Partial<ChartModel> {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const isChoice = (value: unknown): value is DerivedChoice =>
    typeof value === "object" &&
    value !== null &&
    ["rule", "series", "label", "unit"].every((name) => typeof (value as Record<string, unknown>)[name] === "string");
  return {
    derived: list(derived).filter(isChoice).slice(0, 50),
    lines: list(lines)
      .filter((value) => typeof value === "number")
      .slice(0, 50),
    right: Array.isArray(right) ? idsOf(right) : null,
  };
}

const isSaved = (value: unknown): value is SavedChart =>
  typeof value === "object" &&
  value !== null &&
  "keys" in value &&
  Array.isArray(value.keys) &&
  "id" in value &&
  typeof value.id === "string";

/** The charts the workspace holds, as far as their keys are in this session. */
export function savedCharts(keys: readonly KeyInfo[]): ChartModel[] {
  const saved = layoutOf("live") as { readonly charts?: readonly SavedChart[] } | undefined;
  const ids = new Map(keys.map((key) => [JSON.stringify([key.station, key.sensor, key.alarm]), key.id]));
  const idsOf = (names: readonly unknown[]): number[] => names.flatMap((each) => ids.get(JSON.stringify(each)) ?? []);
  const kept: readonly unknown[] = Array.isArray(saved?.charts) ? saved.charts : [];
  const charts = kept.filter(isSaved).map((chart) => ({
    ...newChart(idsOf(chart.keys)),
    ...overlaysOf(chart, idsOf),
    id: chart.id,
  }));
  return charts.filter((chart) => chart.keys.length > 0);
}

/** `Room temperature`, or the first of several. */
export function chartTitle({ keys }: ChartModel, byId: ReadonlyMap<number, KeyInfo>): string {
  const names = [...new Set(keys.map((id) => byId.get(id)?.short).filter((name) => name !== undefined))];
  return names.length === 0 ? "Empty" : names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
}

/** Two charts worth a look: the sensors with most alerts, three stations each; before the first alert the first sensors that measure. */
export async function suggestedCharts(keys: readonly KeyInfo[]): Promise<readonly (readonly number[])[]> {
  // The first charts are waited for: nothing is asked that is known to be empty.
  const none = (useFrame.getState().status?.alerts ?? 0) === 0;
  const rows = none ? [] : (await request("alerts.page", { filter: {}, offset: 0, limit: 1000, newestFirst: true })).rows;
  const score = new Map<string, number>();
  for (const row of rows) {
    if (row.action !== "raise" || row.sensor === "") continue;
    const name = JSON.stringify([row.station, row.sensor]);
    score.set(name, (score.get(name) ?? 0) + (row.severity === "critical" ? 3 : row.severity === "warning" ? 2 : 1));
  }
  const sensors = new Map<string, { score: number; keys: Map<string, { id: number; score: number }> }>();
  for (const key of keys) {
    const own = score.get(JSON.stringify([key.station, key.sensor])) ?? 0;
    // A door is 0 or 1: rarely the line one wants to see first.
    const worth = own * (key.unit === "" ? 0.2 : 1) + (key.unit === "" ? 0 : 0.001) + (key.threshold === null ? 0 : 0.001);
    const name = key.sensor === "" ? key.alarm : key.sensor;
    const sensor = sensors.get(name) ?? { score: 0, keys: new Map() };
    sensor.score += worth;
    if ((sensor.keys.get(key.station)?.score ?? -1) < worth) sensor.keys.set(key.station, { id: key.id, score: worth });
    sensors.set(name, sensor);
  }
  return [...sensors.values()]
    .sort((x, y) => y.score - x.score)
    .slice(0, 2)
    .map((sensor) =>
      [...sensor.keys.values()]
        .sort((x, y) => y.score - x.score)
        .slice(0, 3)
        .map(({ id }) => id),
    );
}
