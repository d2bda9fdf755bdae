import { IconZoomScan } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import type { AlertRow, KeyInfo } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { openAlert, openView, useFrame } from "../../frame-actions.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { measured } from "../../ui/format-number.ts";
import { clock, duration, shortDay } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { LiveNotes } from "./live-notes.tsx";
import { type Range, useLive } from "./live-store.ts";
import { Statistics } from "./range-statistics.tsx";
import { useSharedRange } from "./use-range.ts";

/** The sensor chosen: value, threshold, statistics of what is in view and between A and B, its alerts. */
export function Inspector() {
  const chosen = useFrame((state) => state.keys[0]);
  const charted = useLive((state) => (state.charts.find((chart) => chart.id === state.active) ?? state.charts[0])?.keys[0]);
  const key = useKeys((state) => state.byId.get(chosen ?? charted ?? -1));
  const range = useSharedRange();
  if (key === undefined)
    return (
      <aside className="inspector">
        <Empty title="No sensor chosen">Click one in the tree.</Empty>
      </aside>
    );
  return (
    <aside className="inspector" aria-label="Inspector" data-testid="inspector">
      <div className="pane-head">Inspector</div>
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
        <div className="sub">
          {[
            key.station,
            key.sensor === "" ? "" : `sensor ${key.sensor}`,
            key.alarm === "" ? "" : `alarm ${key.alarm}`,
            every(key),
          ]
            .filter(Boolean)
            .join(" · ")}
        </div>
        <div className="hero">
          {measured(key.lastValue)} <small>{key.unit}</small>
        </div>
        <ThresholdBar info={key} />
      </section>
      {range === null ? null : <Statistics id={key.id} range={range} unit={key.unit} threshold={key.threshold} />}
      {range === null ? null : <LiveNotes range={range} />}
      {range === null ? null : <AlertsHere id={key.id} range={range} />}
      <section className="row">
        <Button onClick={() => openView("explore")}>
          <IconZoomScan size={15} stroke={1.6} /> Open in Explore
        </Button>
      </section>
    </aside>
  );
}

const every = (key: KeyInfo): string =>
  key.events < 2 ? "" : `every ${duration((key.lastTime - key.firstTime) / (key.events - 1))}`;

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

function AlertsHere({ id, range }: { readonly id: number; readonly range: Range }) {
  const zone = useFrame((state) => state.zone);
  const turn = useKeys((state) => state.turn);
  const [rows, setRows] = useState<readonly AlertRow[]>([]);
  const latest = useMemo(
    () => latestOnly((args: Range & { keys: readonly number[]; limit: number }) => request("alerts.marks", args)),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    let alive = true;
    latest({ keys: [id], ...range, limit: 50 }).then(
      (answer) => answer !== null && alive && setRows(answer.rows.filter((row) => row.action === "raise")),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [id, range, turn, latest]);
  const { value } = useRequest("plugins.list", null);
  const rules = (value?.plugins ?? [])
    .flatMap((plugin) => plugin.contributions)
    .filter((part) => part.type === "rule" && part.enabled);
  const newest = [...rows].sort((x, y) => y.time - x.time).slice(0, 12);
  return (
    <>
      <section>
        <div className="row">
          <b className="grow">Rules</b>
          <span className="sub">{rules.length} on</span>
        </div>
        {rules.map((rule) => {
          const here = rows.filter((row) => row.rule === rule.id).length;
          return (
            <button
              key={rule.id}
              type="button"
              className="alert-line"
              title={`${rule.description} Click to see its settings.`}
              onClick={() => openView("plugins")}
            >
              <span className="grow ellipsis">{rule.title}</span>
              <span className={rule.quarantined ? "crit" : here > 0 ? "warn" : "sub"}>
                {rule.quarantined
                  ? "switched off: it failed"
                  : here === 0
                    ? "quiet"
                    : `${here} ${here === 1 ? "alert" : "alerts"}`}
              </span>
            </button>
          );
        })}
      </section>
      <section>
        <div className="row">
          <b className="grow">Alerts here</b>
          <span className="sub">{rows.length >= 50 ? "50 and more" : rows.length} in view</span>
        </div>
        {newest.length === 0 ? <div className="sub">None in this range.</div> : null}
        {newest.map((row) => (
          <button
            key={row.id}
            type="button"
            className="alert-line"
            onClick={() => openAlert(row.id)}
            title={`${row.title}, ${row.ruleTitle}`}
          >
            <SeverityMark state={row.severity} size={9} />
            <span className="sub">
              {shortDay(row.time, zone)} {clock(row.time, zone)}
            </span>
            <span className="ellipsis">{row.title}</span>
          </button>
        ))}
      </section>
    </>
  );
}
