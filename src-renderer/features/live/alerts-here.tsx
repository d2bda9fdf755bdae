import { useEffect, useMemo, useState } from "react";
import type { AlertRow } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useDay } from "../../bridge/use-day.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { openAlert, openContribution, useFrame } from "../../frame-actions.ts";
import { clock } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import type { Range } from "./live-store.ts";

/** Alerts asked for, and shown. */
const ASKED = 50;
const SHOWN = 12;

/** Alerts of a sensor in what is in view, newest first, and the rules that watch it: those with alerts, the quiet ones on demand. */
export function AlertsHere({ id, range }: { readonly id: number; readonly range: Range }) {
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const rows = useAlertsHere(id, range);
  const newest = [...rows].sort((x, y) => y.time - x.time).slice(0, SHOWN);
  return (
    <>
      <section data-testid="alerts-here">
        <div className="row">
          <b className="grow">Alerts here</b>
          <span className="sub">{rows.length >= ASKED ? `${ASKED} and more` : rows.length} in view</span>
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
              {dayOf(row.time)} {clock(row.time, zone)}
            </span>
            <span className="ellipsis">{row.title}</span>
          </button>
        ))}
      </section>
      <RulesHere rows={rows} />
    </>
  );
}

function useAlertsHere(id: number, range: Range): readonly AlertRow[] {
  const turn = useKeys((state) => state.turn);
  const [rows, setRows] = useState<readonly AlertRow[]>([]);
  const latest = useMemo(
    () => latestOnly((args: Range & { keys: readonly number[]; limit: number }) => request("alerts.marks", args)),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    let alive = true;
    latest({ keys: [id], ...range, limit: ASKED }).then(
      (answer) => answer !== null && alive && setRows(answer.rows.filter((row) => row.action === "raise")),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [id, range, turn, latest]);
  return rows;
}

function RulesHere({ rows }: { readonly rows: readonly AlertRow[] }) {
  const { value } = useRequest("plugins.list", null);
  const [all, setAll] = useState(false);
  const rules = (value?.plugins ?? [])
    .flatMap((plugin) => plugin.contributions)
    .filter((part) => part.type === "rule" && part.enabled)
    .map((rule) => ({ ...rule, here: rows.filter((row) => row.rule === rule.id).length }));
  const telling = rules.filter(({ here, quarantined }) => here > 0 || quarantined);
  const quiet = rules.length - telling.length;
  return (
    <section data-testid="rules-here">
      <div className="row">
        <b className="grow">Rules</b>
        <span className="sub">{rules.length} on</span>
      </div>
      {(all ? rules : telling).map(({ id, title, description, quarantined, here }) => (
        <button
          key={id}
          type="button"
          className="alert-line"
          title={`${description} Click to see its settings and windows.`}
          onClick={() => openContribution(id)}
        >
          <span className="grow ellipsis">{title}</span>
          <span className={quarantined ? "crit" : here > 0 ? "warn" : "sub"}>
            {quarantined ? "switched off: it failed" : here === 0 ? "quiet" : `${here} ${here === 1 ? "alert" : "alerts"}`}
          </span>
        </button>
      ))}
      {quiet === 0 ? null : (
        <button type="button" className="alert-line sub" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Only those with alerts" : `${quiet} ${quiet === 1 ? "is" : "are"} quiet`}
        </button>
      )}
    </section>
  );
}
