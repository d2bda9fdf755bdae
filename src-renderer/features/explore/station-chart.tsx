import { IconX } from "@tabler/icons-react";
import { useMemo, useRef } from "react";
import type { AlertRow, KeyInfo, SeriesColumns, ThresholdSpan } from "../../../src-main/ipc/contract.ts";
import type { ValueSpan } from "../../../src-main/reports/value-scale.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { isOf } from "../../ui/alert-marks.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { bridgedBy } from "../../ui/line-gaps.ts";
import { seriesColour } from "../../ui/palette.ts";
import { thresholdsOf } from "../../ui/threshold-lines.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";
import { type Range, removeExtra, useExplore } from "./explore-store.ts";
import { plotOption } from "./plot.ts";
import { PlotOverlay } from "./plot-overlay.tsx";
import { valueAt } from "./use-series.ts";

export interface StationChartProps {
  readonly info: KeyInfo;
  readonly columns: SeriesColumns | undefined;
  /** What the columns are of: drawn until those of the newest range are there. */
  readonly range: Range;
  readonly whole: Range;
  readonly colour: number;
  /** Of all stations shown; null: each has its own axis. */
  readonly values: ValueSpan | null;
  /** Dragged here: can be taken away. */
  readonly extra: boolean;
  readonly thresholds: readonly ThresholdSpan[] | undefined;
  /** The series so much earlier, `back` ms. */
  readonly past: SeriesColumns | undefined;
  readonly back: number;
  /** Of all series shown; `alertsBefore` in the stretch that is compared. */
  readonly alerts: readonly AlertRow[];
  readonly alertsBefore: readonly AlertRow[];
  /** Puts the values of all series shown on the clipboard. */
  readonly onCopy: () => void;
}

/** One series with its statistics in view and, with cursors, its values at A and B. */
export function StationChart({
  info,
  columns,
  range,
  whole,
  colour,
  values,
  extra,
  thresholds,
  alerts,
  alertsBefore,
  past,
  back,
  onCopy,
}: StationChartProps) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const a = useExplore((state) => state.a);
  const b = useExplore((state) => state.b);
  const cursor = useExplore((state) => state.cursor);
  const { value: statistics, error, reload } = useRequest("series.statistics", { key: info.id, ...range });
  const named = info.station === "" ? info.name : `${info.name} of ${info.stationName}`;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const hue = seriesColour(palette, colour);
  // Points of a thinned series lie up to two pixels apart where there is no gap.
  const bridge = columns === undefined ? undefined : Math.max(bridgedBy(info, columns.time), (range.to - range.from) / 80);
  const option = useMemo(
    () =>
      plotOption({
        columns,
        range,
        unit: info.unit,
        colour: hue,
        palette,
        zone,
        steps: 4,
        width,
        bridge,
        values,
        thresholds: thresholdsOf([{ thresholds: thresholds ?? [] }]),
        ...(past === undefined ? {} : { past: { columns: past, back } }),
      }),
    [columns, palette, zone, range, info.unit, hue, bridge, values, thresholds, past, back, width],
  );
  const before = cursor === null || past === undefined ? null : valueAt(past, cursor - back);
  const under = valueAt(columns, cursor);
  return (
    <section className="card station-chart" data-testid="station-chart" data-station={info.station}>
      <div className="row">
        <i className="station-colour" style={{ background: hue }} />
        <b className="grow ellipsis">
          {info.station === "" ? info.name : info.stationName}
          {extra ? <span className="sub"> {info.short}</span> : null}
        </b>
        <span className="sub num">
          {under !== null
            ? `${measured(under)} ${info.unit}${before === null ? "" : ` · before ${measured(before)} ${info.unit}`}`
            : statistics === null
              ? ""
              : `${count(statistics.events)} readings · ${measured(statistics.min)} – ${measured(statistics.max)} · mean ${measured(statistics.mean)} ${info.unit}`}
        </span>
        {extra ? (
          <Button
            small
            icon
            kind="plain"
            aria-label={`Take ${info.stationName} ${info.short} away`}
            onClick={() => removeExtra(info.id)}
          >
            <IconX size={14} stroke={1.6} />
          </Button>
        ) : null}
      </div>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      <div className="station-plot" ref={box}>
        <Chart option={option} label={named} />
        <PlotOverlay
          name={named}
          valueText={(time) => `${measured(valueAt(columns, time))} ${info.unit}`}
          onCopy={onCopy}
          range={range}
          whole={whole}
          station={info.station}
          alerts={alerts.filter((alert) => isOf(alert, info))}
          before={alertsBefore.filter((alert) => isOf(alert, info))}
          back={back}
        />
      </div>
      {a === null ? null : <Difference a={valueAt(columns, a)} b={valueAt(columns, b)} unit={info.unit} />}
    </section>
  );
}

function Difference({ a, b, unit }: { readonly a: number | null; readonly b: number | null; readonly unit: string }) {
  return (
    <div className="row station-difference sub" data-testid="ab-values">
      <span>A {measured(a)}</span>
      <span>B {measured(b)}</span>
      <b>{a === null || b === null ? "" : `B − A ${b >= a ? "+" : "−"}${measured(Math.abs(b - a))} ${unit}`}</b>
    </div>
  );
}
