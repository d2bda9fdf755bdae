import { useMemo, useRef, useState } from "react";
import type { KeyInfo, SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { useKeys } from "../../bridge/keys.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import { Select } from "../../ui/field.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { seriesColour } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";

const STATIONS = 12;
const GRID = { left: 52, right: 16, top: 18, bottom: 22 };

/** One sensor over every station side by side; the brush on top sets the range of all. */
export function Compare() {
  const keys = useKeys((state) => state.keys);
  const status = useFrame((state) => state.status);
  const sensors = useMemo(() => [...new Map(keys.map((key) => [key.sensor || key.alarm, key.name]))], [keys]);
  const [sensor, setSensor] = useState("");
  const [range, setRange] = useState<{ from: number; to: number } | null>(null);
  const current = sensor === "" ? (sensors[0]?.[0] ?? "") : sensor;
  const own = keys.filter((key) => (key.sensor || key.alarm) === current).slice(0, STATIONS);
  const whole = { from: status?.firstTime ?? 0, to: status?.lastTime ?? 1 };
  const shown = range ?? whole;
  const { value } = useRequest(
    "series.range",
    own.length === 0 ? undefined : { keys: own.map(({ id }) => id), ...shown, pixels: 500 },
  );
  const zone = useFrame((state) => state.zone);
  return (
    <div className="explore-body">
      <div className="row">
        <Select
          value={current}
          options={sensors.map(([code, name]) => ({ value: code, label: `${name} (${code})` }))}
          onChange={setSensor}
          aria-label="Sensor"
        />
        <span className="sub">
          {dayAndClock(shown.from, zone)} – {dayAndClock(shown.to, zone)} {zone}
        </span>
        {range === null ? null : (
          <Button small onClick={() => setRange(null)}>
            Whole range
          </Button>
        )}
      </div>
      {own[0] === undefined ? null : <Brush keyInfo={own[0]} whole={whole} range={range} onRange={setRange} />}
      <div className="explore-grid">
        {own.map((key, i) => (
          <Small
            key={key.id}
            info={key}
            columns={value?.series.find((series) => series.key === key.id)?.columns ?? null}
            range={shown}
            colour={i}
          />
        ))}
      </div>
    </div>
  );
}

function Brush({
  keyInfo,
  whole,
  range,
  onRange,
}: {
  readonly keyInfo: KeyInfo;
  readonly whole: { from: number; to: number };
  readonly range: { from: number; to: number } | null;
  readonly onRange: (range: { from: number; to: number }) => void;
}) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const { value } = useRequest("series.range", { keys: [keyInfo.id], ...whole, pixels: 800 });
  const box = useRef<HTMLDivElement>(null);
  const start = useRef<number | null>(null);
  const timeAt = (x: number): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = Math.min(1, Math.max(0, (x - left - GRID.left) / Math.max(1, width - GRID.left - GRID.right)));
    return Math.round(whole.from + share * (whole.to - whole.from));
  };
  const option = useMemo(
    () => ({
      ...chartBase(palette, zone),
      grid: GRID,
      xAxis: timeAxis(palette, whole.from, whole.to, zone),
      yAxis: { ...valueAxis(palette, ""), splitNumber: 2 },
      series: [
        {
          type: "line",
          data: pairs(value?.series[0]?.columns ?? null),
          showSymbol: false,
          silent: true,
          lineStyle: { width: 1, color: palette["fg-3"] },
          markArea: {
            silent: true,
            itemStyle: { color: palette.accent, opacity: 0.18 },
            data: range === null ? [] : [[{ xAxis: range.from }, { xAxis: range.to }]],
          },
        },
      ],
    }),
    [value, palette, zone, whole.from, whole.to, range],
  );
  return (
    <div
      ref={box}
      className="explore-brush"
      data-testid="explore-brush"
      title="Drag to set the range of every chart"
      onPointerDown={(event) => {
        start.current = timeAt(event.clientX);
      }}
      onPointerUp={(event) => {
        const from = start.current;
        const to = timeAt(event.clientX);
        start.current = null;
        if (from !== null && Math.abs(to - from) > 1000) onRange({ from: Math.min(from, to), to: Math.max(from, to) });
      }}
    >
      <Chart option={option} label="Range of time" />
    </div>
  );
}

const pairs = (columns: SeriesColumns | null): number[][] =>
  columns === null ? [] : Array.from(columns.time, (time, i) => [time, columns.value[i] ?? 0]);

function Small({
  info,
  columns,
  range,
  colour,
}: {
  readonly info: KeyInfo;
  readonly columns: SeriesColumns | null;
  readonly range: { from: number; to: number };
  readonly colour: number;
}) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const { value: statistics } = useRequest("series.statistics", { key: info.id, ...range });
  const option = useMemo(
    () => ({
      ...chartBase(palette, zone),
      grid: GRID,
      xAxis: { ...timeAxis(palette, range.from, range.to, zone), name: "" },
      yAxis: { ...valueAxis(palette, info.unit), splitNumber: 3 },
      series: [
        {
          type: "line",
          data: pairs(columns),
          showSymbol: false,
          silent: true,
          lineStyle: { width: 1.2, color: seriesColour(palette, colour) },
        },
      ],
    }),
    [columns, palette, zone, range.from, range.to, info.unit, colour],
  );
  return (
    <section className="card explore-small">
      <div className="row">
        <b className="grow">{info.station || info.name}</b>
        <span className="sub">
          {statistics === null
            ? ""
            : `${count(statistics.events)} · ${measured(statistics.min)} – ${measured(statistics.max)} · mean ${measured(statistics.mean)} ${info.unit}`}
        </span>
      </div>
      <div className="explore-chart">
        <Chart option={option} label={`${info.name} of ${info.station}`} />
      </div>
    </section>
  );
}
