import { IconZoomScan } from "@tabler/icons-react";
import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { useKeys } from "../../bridge/keys.ts";
import { openView, useFrame } from "../../frame-actions.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { measured } from "../../ui/format-number.ts";
import { nameLine } from "../../ui/name-line.ts";
import { AlertsHere } from "./alerts-here.tsx";
import { ChartStatistics } from "./chart-statistics.tsx";
import { LiveNotes } from "./live-notes.tsx";
import { useLive } from "./live-store.ts";
import { Statistics } from "./range-statistics.tsx";
import { useSharedRange } from "./use-range.ts";

/** The sensor chosen: value, threshold, statistics of what is in view and between A and B, its alerts. */
export function Inspector() {
  const chosen = useFrame((state) => state.keys[0]);
  const chart = useLive((state) => state.charts.find(({ id }) => id === state.active) ?? state.charts[0]);
  const key = useKeys((state) => state.byId.get(chosen ?? chart?.keys[0] ?? -1));
  const range = useSharedRange();
  if (key === undefined)
    return (
      <aside className="inspector">
        <Empty title="No sensor chosen">Click one in the tree.</Empty>
      </aside>
    );
  const where = nameLine(
    key.stationName,
    key.sensor === "" ? "" : `sensor ${key.sensor}`,
    key.alarm === "" ? "" : `alarm ${key.alarm}`,
  );
  return (
    <aside className="inspector" aria-label="Inspector" data-testid="inspector">
      <div className="pane-head row">
        <span className="grow">Inspector</span>
        <Button kind="plain" icon small aria-label="Open in Explore" onClick={() => openView("explore")}>
          <IconZoomScan size={15} stroke={1.6} />
        </Button>
      </div>
      <section>
        <div className="row">
          <b className="grow section-title ellipsis" title={key.name}>
            {key.name}
          </b>
          {key.alert === null ? (
            <Badge kind="ok">quiet</Badge>
          ) : (
            <Badge kind={key.alert === "info" ? "normal" : key.alert}>{key.alert}</Badge>
          )}
        </div>
        <div className="sub clamped" title={where}>
          {where}
        </div>
        <div className="hero">
          {measured(key.lastValue)} <small>{key.unit}</small>
        </div>
        <ThresholdBar info={key} />
      </section>
      {range === null ? null : <AlertsHere id={key.id} range={range} />}
      {range === null ? null : <Statistics id={key.id} range={range} unit={key.unit} threshold={key.threshold} />}
      {range === null || chart === undefined ? null : <ChartStatistics chart={chart} view={range} />}
      {range === null ? null : <LiveNotes range={range} />}
    </aside>
  );
}

function ThresholdBar({ info }: { readonly info: KeyInfo }) {
  const { threshold, lastValue, min, max, unit } = info;
  if (threshold === null || lastValue === null) return <div className="sub">no threshold</div>;
  const low = Math.min(min, threshold);
  const span = Math.max(max, threshold) - low || 1;
  const far = threshold - lastValue;
  return (
    <>
      <div className="threshold-bar">
        <i style={{ width: `${((lastValue - low) / span) * 100}%` }} />
        <u style={{ left: `${((threshold - low) / span) * 100}%` }} />
      </div>
      <div className="sub row">
        <span className="grow">
          {measured(low)} {unit}
        </span>
        {far === 0 ? "at" : `${measured(Math.abs(far))} ${unit} ${far > 0 ? "below" : "above"}`} its threshold,{" "}
        {measured(threshold)} {unit}
      </div>
    </>
  );
}
