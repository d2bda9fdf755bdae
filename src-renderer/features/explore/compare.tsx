import { type DragEvent, useEffect, useMemo } from "react";
import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { readAnnotations } from "../../bridge/annotations.ts";
import { useKeys } from "../../bridge/keys.ts";
import { addCommands, clearRange, showRange, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { Select } from "../../ui/field.tsx";
import { dayAndClock, duration, zoneName } from "../../ui/format-time.ts";
import { StrayReadings } from "../../ui/stray-readings.tsx";
import { addExtra, clearCursors, enterSession, useExplore, zoomTo } from "./explore-store.ts";
import { NotesBar } from "./notes-bar.tsx";
import { spanOf } from "./plot.ts";
import { StationChart } from "./station-chart.tsx";
import { TimeBrush } from "./time-brush.tsx";
import { useSeries } from "./use-series.ts";

/** Charts on one screen. */
const PAGE = 12;
const DRAGGED = "application/x-weir-keys";
const RELATIVE = [
  { value: "", label: "Last …" },
  { value: "3600000", label: "Last hour" },
  { value: "86400000", label: "Last day" },
  { value: "604800000", label: "Last 7 days" },
  { value: "2592000000", label: "Last 30 days" },
] as const;

/** One sensor over the stations side by side, and whatever was dragged here; the brush on top sets the stretch of every screen. */
export function Compare() {
  const keys = useKeys((state) => state.keys);
  const keysError = useKeys((state) => state.error);
  const session = useFrame((state) => state.status?.session ?? 0);
  const path = useFrame((state) => state.status?.workspace.path);
  const first = useFrame((state) => state.status?.shown?.from ?? null);
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const outside = useFrame((state) => state.status?.shown?.outside ?? 0);
  const firstOfAll = useFrame((state) => state.status?.firstTime ?? null);
  const lastOfAll = useFrame((state) => state.status?.lastTime ?? null);
  const range = useFrame((state) => state.range);
  const zone = useFrame((state) => state.zone);
  const { sensor, extra, page, sameScale, a, b } = useExplore();
  const whole = useMemo(
    () => (first === null || last === null ? null : { from: first, to: Math.max(last, first + 1000) }),
    [first, last],
  );
  useEffect(() => enterSession(session, whole), [session, whole]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace, other notes
  useEffect(() => void readAnnotations().catch(() => {}), [session, path]);
  useEffect(
    () => addCommands([{ id: "explore-cursors", group: "Explore", title: "Clear the cursors A and B", run: clearCursors }]),
    [],
  );

  const sensors = useMemo(() => [...new Map(keys.map((key) => [codeOf(key), key.name]))], [keys]);
  const code = sensors.some(([each]) => each === sensor) ? sensor : (sensors[0]?.[0] ?? "");
  const stations = useMemo(() => keys.filter((key) => codeOf(key) === code), [keys, code]);
  const pages = Math.max(1, Math.ceil(stations.length / PAGE));
  const at = Math.min(page, pages - 1);
  const dragged = extra.flatMap((id) => keys.find((key) => key.id === id) ?? []);
  const own = [...dragged, ...stations.slice(at * PAGE, (at + 1) * PAGE).filter(({ id }) => !extra.includes(id))];
  const shown = range ?? whole ?? { from: 0, to: 1 };
  const series = useSeries(
    own.map(({ id }) => id),
    shown,
    500,
  );
  const drawn = series.range ?? shown;
  // Of the sensor compared: what was dragged here may be of another unit.
  const span = useMemo(() => {
    const same = stations.filter(({ id }) => series.byKey.has(id)).map(({ id }) => series.byKey.get(id));
    return sameScale ? spanOf(same) : null;
  }, [sameScale, stations, series.byKey]);
  const drop = (event: DragEvent): void => {
    const text = event.dataTransfer.getData(DRAGGED);
    if (text === "") return;
    event.preventDefault();
    addExtra((JSON.parse(text) as unknown[]).filter((id) => typeof id === "number"));
  };
  if (whole === null || own[0] === undefined)
    return <Empty title="No events yet">{keysError ?? "The charts of its stations appear here with the first rows."}</Empty>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop series on
    <div
      className="explore-body"
      onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
      onDrop={drop}
    >
      <div className="row explore-tools">
        <Select
          value={code}
          options={sensors.map(([each, name]) => ({ value: each, label: `${name} (${each})` }))}
          onChange={(next) => useExplore.setState({ sensor: next, page: 0 })}
          aria-label="Sensor"
          data-testid="explore-sensor"
        />
        <Select
          value=""
          options={RELATIVE}
          onChange={(length) => length !== "" && zoomTo(whole.to - Number(length), whole.to, whole)}
          aria-label="Stretch up to the newest event"
        />
        <span className="sub" data-testid="explore-range">
          {dayAndClock(shown.from, zone)} – {dayAndClock(shown.to, zone)} {zoneName(zone)} · {duration(shown.to - shown.from)}
        </span>
        <StrayReadings
          outside={outside}
          from={firstOfAll}
          to={lastOfAll}
          zone={zone}
          onShow={() => firstOfAll !== null && lastOfAll !== null && showRange(firstOfAll, lastOfAll)}
        />
        {range === null ? null : (
          <Button small onClick={clearRange} data-testid="explore-whole">
            Everything
          </Button>
        )}
        {a === null ? null : (
          <>
            <span className="sub" data-testid="explore-ab">
              A {dayAndClock(a, zone)}
              {b === null ? "" : ` · B ${dayAndClock(b, zone)} · B − A ${duration(b - a)}`}
            </span>
            <Button small kind="plain" onClick={clearCursors}>
              Clear A and B
            </Button>
          </>
        )}
        <span className="spacer" />
        <Button
          small
          pressed={sameScale}
          title="One value axis for all stations, so that heights can be compared"
          onClick={() => useExplore.setState({ sameScale: !sameScale })}
          data-testid="explore-same-scale"
        >
          Same scale
        </Button>
        {pages === 1 ? (
          <span className="sub">
            {stations.length} {stations.length === 1 ? "station" : "stations"}
          </span>
        ) : (
          <>
            <span className="sub" data-testid="explore-pages">
              {at * PAGE + 1} – {Math.min(stations.length, (at + 1) * PAGE)} of {stations.length} stations
            </span>
            <Button small disabled={at === 0} onClick={() => useExplore.setState({ page: at - 1 })}>
              Back
            </Button>
            <Button small disabled={at === pages - 1} onClick={() => useExplore.setState({ page: at + 1 })}>
              Next
            </Button>
          </>
        )}
      </div>
      <TimeBrush keyInfo={own[0]} whole={whole} range={range} />
      {series.error === null ? null : <ErrorLine text={series.error} />}
      <div className="explore-grid">
        {own.map((key, i) => (
          <StationChart
            key={key.id}
            info={key}
            columns={series.byKey.get(key.id)}
            range={drawn}
            whole={whole}
            colour={i}
            values={codeOf(key) === code ? span : null}
            extra={extra.includes(key.id)}
          />
        ))}
      </div>
      <p className="sub">Drag series from the tree onto this page to see them here too.</p>
      <NotesBar range={shown} whole={whole} />
    </div>
  );
}

const codeOf = (key: KeyInfo): string => key.sensor || key.alarm;
