import { useEffect, useMemo, useState } from "react";
import type { RangeStatistics } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useFrame } from "../../frame-actions.ts";
import { count, measured, ordinal } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { Distribution } from "./distribution.tsx";
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

const signed = (value: number | null): string => `${value !== null && value > 0 ? "+" : ""}${measured(value)}`;
const rows: readonly (readonly [string, (s: RangeStatistics) => string])[] = [
  ["Count", (s) => count(s.events)],
  ["Minimum", (s) => measured(s.min)],
  ["Maximum", (s) => measured(s.max)],
  ["Mean", (s) => measured(s.mean)],
  ["Std. deviation", (s) => measured(s.stddev)],
  ["Median", (s) => about(s, measured(s.median))],
  ["99th percentile", (s) => about(s, measured(s.p99))],
  ["Slope, per hour", (s) => about(s, signed(s.slope))],
  ["Usual interval", (s) => about(s, duration(s.interval))],
  ["Longest gap", (s) => duration(s.longestGap)],
  ["First to last", (s) => (s.first === null || s.last === null ? "–" : signed(s.last - s.first))],
];
const about = ({ every }: RangeStatistics, text: string): string => (every > 1 && text !== "–" ? `≈ ${text}` : text);

/** Statistics of what is in view, of what lies between A and B, and of all there is; how the values in view are distributed. */
export function Statistics(props: {
  readonly id: number;
  readonly range: Range;
  readonly unit: string;
  readonly threshold: number | null;
}) {
  const { id, range, unit, threshold } = props;
  const { a, b } = useLive();
  const first = useFrame((state) => state.status?.shown?.from ?? null);
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const between = useMemo(() => (a === null || b === null ? null : { from: Math.min(a, b), to: Math.max(a, b) }), [a, b]);
  const all = useMemo(
    () =>
      first === null || last === null || (range.from <= first && range.to >= last) || between !== null
        ? null
        : { from: first, to: last },
    [first, last, range, between],
  );
  const seen = useStatistics(id, range);
  const inAB = useStatistics(id, between);
  const inAll = useStatistics(id, all);
  const columns = [
    { title: "In view", range, of: seen },
    ...(between === null ? [] : [{ title: "A to B", range: between, of: inAB }]),
    ...(all === null ? [] : [{ title: "All", range: all, of: inAll }]),
  ];
  return (
    <>
      <section data-testid="range-statistics">
        <div className="row">
          <b className="grow">Statistics</b>
          <span className="sub">{unit}</span>
        </div>
        <table className="stats" aria-label="Statistics">
          <thead>
            <tr>
              <th>
                <span className="visually-hidden">Statistic</span>
              </th>
              {columns.map((column) => (
                <th key={column.title}>
                  {column.title} {duration(column.range.to - column.range.from)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, text]) => (
              <tr key={name}>
                <td>{name}</td>
                {columns.map((column) => (
                  <td key={column.title}>{column.of === null ? "–" : text(column.of)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {between === null ? <div className="sub">Click the chart twice to set the cursors A and B.</div> : null}
        {columns.some((column) => (column.of?.every ?? 1) > 1) ? (
          <div className="sub">≈ of every {ordinal(Math.max(...columns.map((column) => column.of?.every ?? 1)))} reading</div>
        ) : null}
      </section>
      {seen?.distribution == null ? null : (
        <Distribution distribution={seen.distribution} every={seen.every} unit={unit} threshold={threshold} />
      )}
    </>
  );
}
