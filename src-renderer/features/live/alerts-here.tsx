import { useEffect, useMemo, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useDay } from "../../bridge/use-day.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { openAlert, openContribution, useFrame } from "../../frame-actions.ts";
import { clock } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import type { Range } from "./live-store.ts";
import { titleHere } from "./title-here.ts";

/** Alerts that are listed. */
const SHOWN = 12;

type Here = Methods["alerts.marks"]["value"];
const nothing: Here = { rows: [], total: 0, byRule: {} };

/** Alerts of a sensor in what is in view, newest first, and the rules that watch it: those with alerts, the quiet ones on demand. */
export function AlertsHere({ id, range }: { readonly id: number; readonly range: Range }) {
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const { rows, total, byRule } = useAlertsHere(id, range);
  const key = useKeys((state) => state.byId.get(id));
  const newest = [...rows].sort((x, y) => y.time - x.time);
  return (
    <>
      <section data-testid="alerts-here">
        <div className="row">
          <b className="grow">Alerts here</b>
          <span className="sub">{total > SHOWN ? `${SHOWN} worst of ${total.toLocaleString("en")}` : total} in view</span>
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
            <span className="ellipsis">{key === undefined ? row.title : titleHere(row.title, key)}</span>
          </button>
        ))}
      </section>
      <RulesHere byRule={byRule} />
    </>
  );
}

function useAlertsHere(id: number, range: Range): Here {
  const turn = useKeys((state) => state.turn);
  const [here, setHere] = useState(nothing);
  const latest = useMemo(() => latestOnly((args: Methods["alerts.marks"]["args"]) => request("alerts.marks", args)), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    let alive = true;
    latest({ keys: [id], ...range, limit: SHOWN, choose: "worst" }).then(
      (answer) => answer !== null && alive && setHere(answer),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [id, range, turn, latest]);
  return here;
}

function RulesHere({ byRule }: Pick<Here, "byRule">) {
  const { value } = useRequest("plugins.list", null);
  const [all, setAll] = useState(false);
  const rules = (value?.plugins ?? [])
    .flatMap((plugin) => plugin.contributions)
    .filter((part) => part.type === "rule" && part.enabled)
    .map((rule) => ({ ...rule, here: byRule[rule.id] ?? 0 }));
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
            {quarantined
              ? "switched off: it failed"
              : here === 0
                ? "quiet"
                : `${here.toLocaleString("en")} ${here === 1 ? "alert" : "alerts"}`}
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
