import { useState } from "react";
import type { AlertRow, Methods, RunRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { Table } from "../../ui/table.tsx";
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
        <Differences rows={rows} />
      </div>
    </section>
  );
}

function Differences({ rows }: { readonly rows: readonly AlertRow[] }) {
  const zone = useFrame((state) => state.zone);
  return (
    <Table
      label="Alerts of one run only"
      data-testid="runs-differences"
      count={rows.length}
      row={(i) => rows[i]}
      empty={<p className="sub">None.</p>}
      columns={[
        { id: "severity", title: "", width: "28px", cell: (row) => <SeverityMark state={row.severity} /> },
        { id: "time", title: "Time", width: "160px", cell: (row) => dayAndClock(row.time, zone) },
        { id: "action", title: "", width: "70px", cell: (row) => row.action },
        { id: "title", title: "Alert", width: "minmax(160px, 2fr)", cell: (row) => row.title },
        { id: "station", title: "Station", width: "minmax(90px, 1fr)", cell: (row) => row.station },
        { id: "where", title: "Sensor · alarm", width: "minmax(90px, 1fr)", cell: (row) => row.where },
        { id: "rule", title: "Rule", width: "minmax(110px, 1fr)", cell: (row) => row.rule },
        { id: "value", title: "Value", width: "80px", numeric: true, cell: (row) => measured(row.value) },
      ]}
    />
  );
}
