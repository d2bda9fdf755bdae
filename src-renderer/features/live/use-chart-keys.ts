import { type KeyboardEvent, type RefObject, useState } from "react";
import { useKeys } from "../../bridge/keys.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { chartKey } from "../../ui/chart-keys.ts";
import { copyText } from "../../ui/copy-text.ts";
import type { ChartInstance } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { placeWords, valuesTable } from "../../ui/values-table.ts";
import { keyLabel } from "./key-label.ts";
import { backToLive, type ChartModel, placeCursor, type Range, useLive, zoom, zoomValues } from "./live-store.ts";
import type { ChartData } from "./use-chart-data.ts";
import { valueAt } from "./value-at.ts";
import { between, valuesShown, zoomedAround } from "./value-zoom.ts";

/** Of the height, at a press. */
const ZOOM = 0.7;
const STEP = 0.1;

export interface ChartKeyParts {
  readonly model: ChartModel;
  readonly range: Range;
  readonly data: ChartData;
  readonly axes: 1 | 2;
  readonly chart: RefObject<ChartInstance | null>;
}

/** Puts what a chart's series are at its cursors on the clipboard, to be pasted into a sheet. */
export function copyValues({ keys }: ChartModel, { series, derived }: ChartData): void {
  const { byId } = useKeys.getState();
  const infos = keys.map((id) => byId.get(id));
  const lines = [
    ...keys.map((id, i) => {
      const columns = series.find(({ key }) => key === id)?.columns;
      const at = (time: number): number | null => (columns === undefined ? null : valueAt(columns, time));
      return { name: keyLabel(infos[i], infos), unit: infos[i]?.unit ?? "", at };
    }),
    ...derived.map(({ choice, key, columns }) => ({
      name: `${keyLabel(byId.get(key), infos)} ${choice.label}`,
      unit: choice.unit,
      at: (time: number) => valueAt(columns, time),
    })),
  ];
  const place = useLive.getState();
  if (copyText(valuesTable(lines, place))) notify(`The values ${placeWords(place)} are on the clipboard`, "success");
  else notify("The clipboard cannot be written to", "error");
}

/** The keys of a chart; `told` is what a screen reader says of where the cursor is. */
export function useChartKeys({ model, range, data, axes, chart }: ChartKeyParts) {
  const [told, setTold] = useState("");
  const tell = (time: number): void => {
    const { byId } = useKeys.getState();
    const infos = model.keys.map((id) => byId.get(id));
    const values = model.keys.flatMap((id, i) => {
      const series = data.series.find(({ key }) => key === id);
      const value = series === undefined ? null : valueAt(series.columns, time);
      return value === null ? [] : [`${keyLabel(infos[i], infos)} ${measured(value)} ${infos[i]?.unit ?? ""}`];
    });
    setTold([dayAndClock(time, useFrame.getState().zone), ...values].join(", "));
  };
  const moveValues = (by: "in" | "out" | "up" | "down"): void => {
    const shown = valuesShown(chart.current, axes);
    if (shown === null) return;
    if (by === "in" || by === "out") zoomValues(model.id, zoomedAround(shown, 0.5, by === "in" ? ZOOM : 1 / ZOOM));
    else if (model.values !== null)
      zoomValues(model.id, between(shown, by === "up" ? STEP : -STEP, 1 + (by === "up" ? STEP : -STEP)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { cursor } = useLive.getState();
    const does = chartKey(event, { ...range, cursor });
    if (does === null) return;
    event.preventDefault();
    // Space, `[` and the rest stay the frame's.
    event.stopPropagation();
    if (does.kind === "cursor") {
      useLive.setState({ cursor: does.time });
      tell(does.time);
    } else if (does.kind === "range") zoom(model.id, does.from, does.to);
    else if (does.kind === "values") moveValues(does.by);
    else if (does.kind === "place" && cursor !== null) placeCursor(cursor);
    else if (does.kind === "clear") useLive.setState({ a: null, b: null, cursor: null });
    else if (does.kind === "copy") copyValues(model, data);
    else if (does.kind === "reset") {
      useLive.setState({ a: null, b: null });
      backToLive();
    }
  };
  return { onKeyDown, told };
}
