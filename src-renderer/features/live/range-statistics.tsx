import { useEffect, useMemo, useState } from "react";
import type { RangeStatistics } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { count, measured } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { type Range, useLive } from "./live-store.ts";

function useStatistics(id: number, range: Range | null): RangeStatistics | null {
  const [value, setValue] = useState<RangeStatistics | null>(null);
  const latest = useMemo(() => latestOnly((args: Range & { key: number }) => request("series.statistics", args)), []);
  const turn = useKeys((state) => state.turn);
  const from = range?.from;
  const to = range?.to;
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    if (from === undefined || to === undefined) return setValue(null);
    let alive = true;
    latest({ key: id, from, to }).then(
      (answer) => answer !== null && alive && setValue(answer),
      () => alive && setValue(null),
    );
    return () => {
      alive = false;
    };
  }, [id, from, to, turn, latest]);
  return value;
}

/** Statistics of what is in view, and of what lies between A and B. */
export function Statistics({ id, range, unit }: { readonly id: number; readonly range: Range; readonly unit: string }) {
  const { a, b } = useLive();
  const between = useMemo(() => (a === null || b === null ? null : { from: Math.min(a, b), to: Math.max(a, b) }), [a, b]);
  const seen = useStatistics(id, range);
  const inAB = useStatistics(id, between);
  const rows: readonly [string, (s: RangeStatistics) => string][] = [
    ["Count", (s) => count(s.events)],
    ["Minimum", (s) => measured(s.min)],
    ["Maximum", (s) => measured(s.max)],
    ["Mean", (s) => measured(s.mean)],
    ["Std. deviation", (s) => measured(s.stddev)],
    ["First", (s) => measured(s.first)],
    ["Last", (s) => measured(s.last)],
    [
      "Change",
      (s) => (s.first === null || s.last === null ? "–" : `${s.last > s.first ? "+" : ""}${measured(s.last - s.first)}`),
    ],
  ];
  return (
    <section data-testid="range-statistics">
      <div className="row">
        <b className="grow">Statistics</b>
        <span className="sub">{unit}</span>
      </div>
      <table className="stats">
        <thead>
          <tr>
            <th aria-label="Statistic" />
            <th>In view {duration(range.to - range.from)}</th>
            {between === null ? null : <th>A to B {duration(between.to - between.from)}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{seen === null ? "–" : of(seen)}</td>
              {between === null ? null : <td>{inAB === null ? "–" : of(inAB)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {between === null ? <div className="sub">Click the chart twice to set the cursors A and B.</div> : null}
    </section>
  );
}
