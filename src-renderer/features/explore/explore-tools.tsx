import { IconDownload } from "@tabler/icons-react";
import { createPortal } from "react-dom";
import { useDay } from "../../bridge/use-day.ts";
import { clearRange, showRange, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { clock, clockMinutes, duration, zoneName } from "../../ui/format-time.ts";
import { StrayReadings } from "../../ui/stray-readings.tsx";
import { CursorsTold } from "./cursors-told.tsx";
import { type Earlier, PAGE, type Range, useExplore, zoomTo } from "./explore-store.ts";

const RELATIVE = [
  { value: "", label: "Last …" },
  { value: "3600000", label: "Last hour" },
  { value: "86400000", label: "Last day" },
  { value: "604800000", label: "Last 7 days" },
  { value: "2592000000", label: "Last 30 days" },
] as const;

const EARLIER: readonly { readonly value: Earlier; readonly label: string }[] = [
  { value: "", label: "Compare with …" },
  { value: "3600000", label: "An hour before" },
  { value: "86400000", label: "A day before" },
  { value: "604800000", label: "A week before" },
  { value: "stretch", label: "The stretch before" },
];

/** Shorter stretches are told to the second, ms. */
const SECONDS = 6 * 3_600_000;

export interface ExploreToolsProps {
  /** Codes and names. */
  readonly sensors: readonly (readonly [string, string])[];
  readonly code: string;
  readonly stations: number;
  readonly page: number;
  readonly pages: number;
  readonly whole: Range;
  readonly shown: Range;
  /** Where how charts look is chosen. */
  readonly bar: HTMLElement | null;
  readonly onExport: () => void;
}

/** Which sensor, which stretch, which axis, which stations. */
export function ExploreTools({ sensors, code, stations, page, pages, whole, shown, bar, onExport }: ExploreToolsProps) {
  const range = useFrame((state) => state.range);
  const zone = useFrame((state) => state.zone);
  const outside = useFrame((state) => state.status?.shown?.outside ?? 0);
  const firstOfAll = useFrame((state) => state.status?.firstTime ?? null);
  const lastOfAll = useFrame((state) => state.status?.lastTime ?? null);
  const { dayOf } = useDay();
  const { earlier } = useExplore();
  // Of a long stretch nobody asks for the second.
  const clockOf = (time: number): string => (shown.to - shown.from < SECONDS ? clock : clockMinutes)(time, zone);
  return (
    <div className="row explore-tools">
      <Select
        value={code}
        options={sensors.map(([each, name]) => ({ value: each, label: sensorLabel(each, name) }))}
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
      <Select
        value={earlier}
        options={earlier === "" ? EARLIER : [{ value: "", label: "Nothing before" }, ...EARLIER.slice(1)]}
        onChange={(next) => useExplore.setState({ earlier: next })}
        aria-label="Compare with the same series earlier"
        data-testid="explore-earlier"
      />
      <span className="sub" data-testid="explore-range">
        {dayOf(shown.from)} {clockOf(shown.from)} – {dayOf(shown.to)} {clockOf(shown.to)} {zoneName(zone)} ·{" "}
        {duration(shown.to - shown.from)}
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
      <span className="spacer" />
      <Button small onClick={onExport} title="The events of these charts, as CSV or Parquet" data-testid="explore-export">
        <IconDownload size={14} stroke={1.6} /> Export…
      </Button>
      {bar === null ? null : createPortal(<Look stations={stations} page={page} pages={pages} />, bar)}
    </div>
  );
}

/** A name that says its code already does not say it twice. */
const sensorLabel = (code: string, name: string): string =>
  name === code || name.endsWith(` ${code}`) ? name : `${name} (${code})`;

/** Cursors, thresholds, scales, and which screenful of stations. */
function Look({ stations, page, pages }: Pick<ExploreToolsProps, "stations" | "page" | "pages">) {
  return (
    <>
      <CursorsTold />
      <Toggle of="thresholds" name="Thresholds" title="The value axis makes room for the thresholds" />
      <Toggle of="sameScale" name="Same scale" title="One value axis for all stations, so that heights can be compared" />
      {pages === 1 ? (
        <span className="sub">
          {stations} {stations === 1 ? "station" : "stations"}
        </span>
      ) : (
        <>
          <span className="sub" data-testid="explore-pages">
            {page * PAGE + 1} – {Math.min(stations, (page + 1) * PAGE)} of {stations} stations
          </span>
          <Turn to={page - 1} pages={pages} name="Back" />
          <Turn to={page + 1} pages={pages} name="Next" />
        </>
      )}
    </>
  );
}

function Toggle({ of, name, title }: { readonly of: "thresholds" | "sameScale"; readonly name: string; readonly title: string }) {
  const on = useExplore((state) => state[of]);
  return (
    <Button
      small
      pressed={on}
      title={title}
      onClick={() => useExplore.setState({ [of]: !on })}
      data-testid={of === "thresholds" ? "explore-thresholds" : "explore-same-scale"}
    >
      {name}
    </Button>
  );
}

function Turn({ to, pages, name }: { readonly to: number; readonly pages: number; readonly name: string }) {
  return (
    <Button small disabled={to < 0 || to >= pages} onClick={() => useExplore.setState({ page: to })}>
      {name}
    </Button>
  );
}
