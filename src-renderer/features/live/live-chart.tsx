import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNamedKeys } from "../../bridge/keys.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { usePalette } from "../../ui/use-palette.ts";
import { ChartLegend } from "./chart-legend.tsx";
import { chartOption } from "./chart-option.ts";
import { ChartOverlay } from "./chart-overlay.tsx";
import { drawnModel } from "./drawn-model.ts";
import { EndTags } from "./end-tags.tsx";
import { addKeys, useLive } from "./live-store.ts";
import { SeriesCanvas } from "./series-canvas.tsx";
import { useChartData } from "./use-chart-data.ts";
import { useFollows, useSharedRange } from "./use-range.ts";

/** One chart: legend that reads out, lines, and what lies over them. */
export function LiveChart({ id }: { readonly id: string }) {
  const chart = useLive((state) => state.charts.find((other) => other.id === id));
  const windows = useLive((state) => state.windows);
  const linked = useLive((state) => state.linked);
  const zone = useFrame((state) => state.zone);
  const palette = usePalette();
  const shared = useSharedRange();
  const own = linked ? null : (chart?.range ?? null);
  const follows = useFollows() && own === null;
  const wanted = own ?? shared;
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  const instance = useRef<ChartInstance | null>(null);
  const asked = chart ?? emptyChart;
  const data = useChartData(asked, wanted, Math.min(4000, width));
  const model = useMemo(() => drawnModel(asked, data), [asked, data]);
  const keys = useNamedKeys(model.keys);
  // What follows is drawn once for each answer, up to where it reaches; a range chosen by hand at once, before its points are there.
  const range = follows && wanted !== null ? (data.range ?? wanted) : wanted;
  const option = useMemo(
    () => (range === null ? null : chartOption({ chart: model, data, keys, range, zone, palette, windows, width, height })),
    [model, data, keys, range, zone, palette, windows, width, height],
  );
  const onReady = useCallback((ready: ChartInstance) => {
    instance.current = ready;
    const box = ready.getDom();
    // The chart itself learns of a new size later than this.
    const measure = (): void => setSize({ width: box.clientWidth, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => {
      observer.disconnect();
      instance.current = null;
    };
  }, []);
  const drawn = option !== null && data.series.some(({ columns }) => columns.time.length > 0);
  useEffect(() => {
    if (drawn) markFirstChart();
  }, [drawn]);
  if (chart === undefined) return null;
  const onDrop = (event: DragEvent): void => {
    const text = event.dataTransfer.getData("application/x-weir-keys");
    if (text === "") return;
    event.preventDefault();
    addKeys(id, JSON.parse(text) as number[]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop; the tree's keys do the same
    <div
      className="live-chart"
      data-testid="live-chart"
      data-id={id}
      onPointerDown={() => useLive.setState({ active: id })}
      onDragOver={(event) => event.dataTransfer.types.includes("application/x-weir-keys") && event.preventDefault()}
      onDrop={onDrop}
    >
      <ChartLegend chart={model} data={data} />
      {data.error === null ? null : <ErrorLine text={data.error} />}
      <div className="live-canvas">
        {option === null || chart.keys.length === 0 ? (
          <Empty title={chart.keys.length === 0 ? "An empty chart" : "Waiting for the first event"}>
            {chart.keys.length === 0 ? "Drag a sensor from the tree onto it, or click one." : null}
          </Empty>
        ) : (
          <>
            <Chart
              option={option}
              keepById
              onReady={onReady}
              label={model.keys.map((key) => keys.get(key)?.name ?? "").join(", ")}
            />
            {range === null ? null : <SeriesCanvas model={model} data={data} range={range} follows={follows} chart={instance} />}
            <EndTags model={model} data={data} width={width} chart={instance} />
            {range === null ? null : <ChartOverlay model={model} range={range} width={width} data={data} chart={instance} />}
          </>
        )}
      </div>
    </div>
  );
}

let marked = false;
/** Says when the first chart with points was handed to the screen: `weir bench startup` reads it. */
function markFirstChart(): void {
  if (marked) return;
  marked = true;
  // After the frame in which it is drawn.
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("weir:first-chart")));
}

const emptyChart = { id: "", keys: [], derived: [], lines: [], right: null, range: null, values: null };
