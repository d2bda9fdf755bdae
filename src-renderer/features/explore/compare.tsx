import { type DragEvent, useEffect, useMemo, useRef } from "react";
import type { KeyInfo, SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { readAnnotations } from "../../bridge/annotations.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { eventFormats, fileName, writeEvents } from "../../bridge/export-events.ts";
import { useKeys } from "../../bridge/keys.ts";
import { addCommands, notify, onAction, useFrame } from "../../frame-actions.ts";
import { copyText } from "../../ui/copy-text.ts";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { NothingRead, nothingRead } from "../../ui/nothing-read.tsx";
import { placeWords, valuesTable } from "../../ui/values-table.ts";
import { addExtra, clearCursors, earlierBy, enterSession, PAGE, useExplore } from "./explore-store.ts";
import { ExploreTools } from "./explore-tools.tsx";
import { NotesBar } from "./notes-bar.tsx";
import { spanOf } from "./plot.ts";
import { StationChart } from "./station-chart.tsx";
import { TimeBrush } from "./time-brush.tsx";
import { useAlertsWithin } from "./use-alerts-within.ts";
import { useSeries, valueAt } from "./use-series.ts";

const DRAGGED = "application/x-weir-keys";

/** One sensor over the stations side by side, and whatever was dragged here; the brush on top sets the stretch of every screen. */
export function Compare({ bar }: { readonly bar: HTMLElement | null }) {
  const keys = useKeys((state) => state.keys);
  const keysError = useKeys((state) => state.error);
  const session = useFrame((state) => state.status?.session ?? 0);
  const path = useFrame((state) => state.status?.workspace.path);
  const first = useFrame((state) => state.status?.shown?.from ?? null);
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const nothing = useFrame((state) => nothingRead(state.status) !== null);
  const range = useFrame((state) => state.range);
  const { sensor, extra, page, sameScale, thresholds, earlier } = useExplore();
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
  const save = useRef(() => {});
  useEffect(
    () =>
      addCommands([{ id: "explore-export", group: "Explore", title: "Export what the charts show…", run: () => save.current() }]),
    [],
  );

  // The tree's keys do what dragging does.
  useEffect(() => onAction("tree-chosen", (chosen) => addExtra([(chosen as { readonly id: number }).id])), []);
  const sensors = useMemo(() => [...new Map(keys.map((key) => [codeOf(key), key.name]))], [keys]);
  const code = sensors.some(([each]) => each === sensor) ? sensor : (sensors[0]?.[0] ?? "");
  const stations = useMemo(() => keys.filter((key) => codeOf(key) === code).sort(byStation), [keys, code]);
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
  save.current = () => void exportStretch(own, shown).catch((failure: unknown) => notify(readable(failure), "error"));
  const back = earlierBy(earlier, shown);
  const compared = back === null ? [] : own.map(({ id }) => id);
  const earlierRange = { from: shown.from - (back ?? 0), to: shown.to - (back ?? 0) };
  const past = useSeries(compared, earlierRange, 500);
  const alertsBefore = useAlertsWithin(compared, earlierRange);
  const alerts = useAlertsWithin(
    own.map(({ id }) => id),
    shown,
  );
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
    return nothing ? (
      <NothingRead />
    ) : (
      <Empty title="No events yet">{keysError ?? "The charts of its stations appear here with the first rows."}</Empty>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop series on
    <div
      className="explore-body"
      onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
      onDrop={drop}
    >
      <ExploreTools
        sensors={sensors}
        code={code}
        stations={stations.length}
        page={at}
        pages={pages}
        whole={whole}
        shown={shown}
        bar={bar}
        onExport={() => save.current()}
      />
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
            thresholds={thresholds ? series.thresholds.get(key.id) : undefined}
            alerts={alerts}
            alertsBefore={alertsBefore}
            past={back === null ? undefined : past.byKey.get(key.id)}
            back={back ?? 0}
            onCopy={() => copyValues(own, series.byKey)}
          />
        ))}
      </div>
      <p className="sub">Choose a sensor in the tree, or drag several onto this page, to see them here too.</p>
      <NotesBar range={shown} whole={whole} />
    </div>
  );
}

/** The events of these charts, between their edges. */
async function exportStretch(keys: readonly KeyInfo[], shown: { readonly from: number; readonly to: number }): Promise<void> {
  const [first] = keys;
  if (first === undefined) return;
  const path = await request("dialog.save", {
    title: "Export what the charts show",
    defaultPath: `${fileName(first.name)}.csv`,
    filters: eventFormats,
  });
  if (path !== null) await writeEvents(path, keys, shown);
}

function copyValues(keys: readonly KeyInfo[], byKey: ReadonlyMap<number, SeriesColumns>): void {
  const lines = keys.map(({ id, station, stationName, short, unit }) => ({
    name: station === "" ? short : `${stationName} ${short}`,
    unit,
    at: (time: number) => valueAt(byKey.get(id), time),
  }));
  const place = useExplore.getState();
  if (copyText(valuesTable(lines, place))) notify(`The values ${placeWords(place)} are on the clipboard`, "success");
  else notify("The clipboard cannot be written to", "error");
}

const codeOf = (key: KeyInfo): string => key.sensor || key.alarm;
const byStation = (a: KeyInfo, b: KeyInfo): number => a.stationName.localeCompare(b.stationName, undefined, { numeric: true });
