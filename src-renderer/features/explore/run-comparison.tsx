import { useState } from "react";
import type { Methods, RunRow } from "../../../src-main/ipc/contract.ts";
import { AlertList } from "../../ui/alert-list.tsx";
import { count } from "../../ui/format-number.ts";
import { Segments } from "../../ui/segments.tsx";
import { differingSettings } from "./run-settings.ts";

export interface RunComparisonProps {
  readonly a: RunRow;
  readonly b: RunRow;
  readonly answer: Methods["runs.compare"]["value"];
}

/** What two runs agree on, what only one of them raised, and which settings differ. */
export function RunComparison({ a, b, answer }: RunComparisonProps) {
  const [side, setSide] = useState<"a" | "b">("b");
  const [rows, total] = side === "a" ? [answer.onlyA, answer.totalA] : [answer.onlyB, answer.totalB];
  const settings = differingSettings(a, b);
  const options = [
    { value: "a" as const, label: `Gone: only in run ${a.id} (${count(answer.totalA)})` },
    { value: "b" as const, label: `New: only in run ${b.id} (${count(answer.totalB)})` },
  ];
  return (
    <section className="runs-comparison" data-testid="runs-comparison">
      <div className="row">
        <b className="section-title">
          Run {a.id} and run {b.id}
        </b>
        <span data-testid="runs-same">{count(answer.same)} alerts the same</span>
        <Segments label="Differences" small value={side} options={options} onChange={setSide} data-testid="runs-side" />
        <span className="sub">{rows.length < total ? `the first ${count(rows.length)} of ${count(total)}` : ""}</span>
      </div>
      {settings.length === 0 ? (
        <p className="sub">The same rules and filters with the same settings.</p>
      ) : (
        <ul className="runs-settings">
          {settings.map(({ what, before, after }) => (
            <li key={what}>
              {what}: <del>{before}</del> <ins>{after}</ins>
            </li>
          ))}
        </ul>
      )}
      <div className="runs-list" style={{ height: Math.min(420, 34 + Math.max(1, rows.length) * 26) }}>
        <AlertList label="Alerts of one run only" rows={rows} data-testid="runs-differences" />
      </div>
    </section>
  );
}
