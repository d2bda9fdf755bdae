import { IconCopy, IconX } from "@tabler/icons-react";
import type { SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { useKeys } from "../../bridge/keys.ts";
import { selectKeys, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { measured } from "../../ui/format-number.ts";
import { clock, dayAndClock } from "../../ui/format-time.ts";
import { seriesColour } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { onRight } from "./chart-axes.ts";
import { keyLabel } from "./key-label.ts";
import { type ChartModel, changeChart, takeKey, useLive, zoomValues } from "./live-store.ts";
import { overlayDash, overlayNames } from "./overlay-names.ts";
import type { ChartData } from "./use-chart-data.ts";
import { copyValues } from "./use-chart-keys.ts";
import { valueAt } from "./value-at.ts";

/** How far the value at B is from that at A; nothing without both cursors. */
function Difference({ of, unit }: { readonly of: SeriesColumns | undefined; readonly unit: string }) {
  const a = useLive((state) => state.a);
  const b = useLive((state) => state.b);
  if (of === undefined || a === null || b === null) return null;
  const [at, bt] = [valueAt(of, a), valueAt(of, b)];
  if (at === null || bt === null) return null;
  const text = `${bt > at ? "+" : ""}${measured(bt - at)} ${unit}`;
  return (
    <span
      className="sub"
      title={`From A, ${measured(at)} ${unit}, to B, ${measured(bt)} ${unit}`}
      data-testid="legend-difference"
    >
      Δ {text}
    </span>
  );
}

/** Colour, name and the value under the cursor, or the last one. */
export function ChartLegend({ chart, data }: { readonly chart: ChartModel; readonly data: ChartData }) {
  const cursor = useLive((state) => state.cursor);
  const byId = useKeys((state) => state.byId);
  const zone = useFrame((state) => state.zone);
  const palette = usePalette();
  const infos = chart.keys.map((id) => byId.get(id));
  const right = onRight(chart, byId);
  return (
    <div className="legend" data-testid="legend">
      <span className="legend-time" title={cursor === null ? undefined : dayAndClock(cursor, zone)}>
        {cursor === null ? "now" : clock(cursor, zone)}
      </span>
      {chart.keys.map((id, index) => {
        const info = infos[index];
        const series = data.series.find(({ key }) => key === id);
        const value = series === undefined ? null : valueAt(series.columns, cursor ?? Number.POSITIVE_INFINITY);
        return (
          <span key={id} className="legend-item" title={info?.name}>
            <i style={{ background: seriesColour(palette, index) }} />
            <button type="button" onClick={() => selectKeys([id])}>
              {keyLabel(info, infos)}
            </button>
            <b>
              {measured(value)} {info?.unit}
            </b>
            {chart.keys.length > 1 ? (
              <button
                type="button"
                className={right.size === 0 ? "legend-axis quiet" : "legend-axis"}
                aria-pressed={right.has(id)}
                aria-label={right.has(id) ? "On the right axis; to the left one" : "On the left axis; to the right one"}
                title={right.has(id) ? "On the right axis: click for the left one" : "On the left axis: click for the right one"}
                data-testid="legend-axis"
                onClick={() => {
                  const next = right.has(id) ? [...right].filter((other) => other !== id) : [...right, id];
                  // One stays at the left.
                  if (next.length < chart.keys.length) changeChart(chart.id, { right: next }, "axis of a series");
                }}
              >
                {right.has(id) ? "R" : "L"}
              </button>
            ) : null}
            <Difference of={series?.columns} unit={info?.unit ?? ""} />
            {chart.keys.length > 1 ? (
              <button type="button" className="legend-off" aria-label="Take off the chart" onClick={() => takeKey(chart.id, id)}>
                <IconX size={11} />
              </button>
            ) : null}
          </span>
        );
      })}
      {chart.values === null ? null : (
        <Button small className="legend-zoomed" data-testid="legend-zoomed" onClick={() => zoomValues(chart.id, null)}>
          Values zoomed: show all
        </Button>
      )}
      {overlayNames(data.derived, chart.keys, byId).map(({ line: { choice, key, columns }, name, title }) => (
        <span key={`${choice.rule} ${choice.series} ${key}`} className="legend-item" title={title} data-testid="legend-overlay">
          <i
            className="dashed"
            style={{
              borderTopColor: seriesColour(palette, chart.keys.indexOf(key)),
              borderTopStyle: overlayDash(choice, chart.derived),
            }}
          />
          {name}
          <b>
            {measured(valueAt(columns, cursor ?? Number.POSITIVE_INFINITY))} {choice.unit}
          </b>
        </span>
      ))}
      {chart.keys.length === 0 ? null : (
        <Button
          kind="plain"
          icon
          small
          aria-label="Copy the values: at A and B, at the cursor, or the newest"
          data-testid="legend-copy"
          onClick={() => copyValues(chart, data)}
        >
          <IconCopy size={14} stroke={1.6} />
        </Button>
      )}
    </div>
  );
}
