import { useMemo, useState } from "react";
import type { SqlResult } from "../../../src-main/ipc/contract.ts";
import { Chart } from "../../ui/chart.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { count, seconds } from "../../ui/format-number.ts";
import { Segments } from "../../ui/segments.tsx";
import { Table } from "../../ui/table.tsx";
import { usePalette } from "../../ui/use-palette.ts";
import { type SqlChartKind, type SqlChoice, sqlChart, suggestedChoice } from "./sql-chart.ts";

const views = [
  { value: "table", label: "Table" },
  { value: "chart", label: "Chart" },
] as const;
const kinds: readonly { readonly value: SqlChartKind; readonly label: string }[] = [
  { value: "line", label: "Line" },
  { value: "bar", label: "Bars" },
  { value: "scatter", label: "Points" },
];

/** What a statement answered, as a table or as a chart of its columns. */
export function SqlAnswer({ result }: { readonly result: SqlResult }) {
  const [view, setView] = useState<"table" | "chart">("table");
  const suggested = useMemo(() => suggestedChoice(result), [result]);
  return (
    <>
      <div className="row">
        <span className="sub" data-testid="sql-result">
          {count(result.rows)} {result.rows === 1 ? "row" : "rows"} in {seconds(result.seconds)}
          {result.cut ? "; stopped at 10,000: narrow it or export" : ""}
        </span>
        <span className="spacer" />
        <Segments label="Answer as" small value={view} options={views} onChange={setView} data-testid="sql-view" />
      </div>
      {view === "table" ? (
        <AnswerTable result={result} />
      ) : suggested === null ? (
        <p className="sub">A chart needs a column of numbers beside another column.</p>
      ) : (
        <AnswerChart key={result.columns.map(({ name }) => name).join()} result={result} suggested={suggested} />
      )}
    </>
  );
}

function AnswerTable({ result: { columns, rows } }: { readonly result: SqlResult }) {
  const table = columns.map(({ name, type }, at) => ({
    id: `${at} ${name}`,
    title: <span title={type}>{name}</span>,
    width: "minmax(110px, 1fr)",
    numeric: /INT|DOUBLE|DECIMAL|FLOAT/.test(type),
    cell: (row: number) => String(columns[at]?.values[row] ?? "–"),
  }));
  return (
    <div className="sql-table">
      <Table label="Answer" columns={table} count={rows} row={(i) => i} empty={<p className="sub">No row answers this.</p>} />
    </div>
  );
}

function AnswerChart({ result, suggested }: { readonly result: SqlResult; readonly suggested: SqlChoice }) {
  const palette = usePalette();
  const [choice, setChoice] = useState(suggested);
  const { option, note } = useMemo(() => sqlChart(result, choice, palette), [result, choice, palette]);
  const names = result.columns.map(({ name }) => ({ value: name, label: name }));
  const change = (part: Partial<SqlChoice>): void => setChoice({ ...choice, ...part });
  return (
    <>
      <div className="row">
        <Segments label="Kind of chart" small value={choice.kind} options={kinds} onChange={(kind) => change({ kind })} />
        <Field label="Along">
          <Select small value={choice.x} options={names} onChange={(x) => change({ x })} />
        </Field>
        <Field label="Up">
          <Select small value={choice.y} options={names} onChange={(y) => change({ y })} />
        </Field>
        <Field label="One for each">
          <Select small value={choice.by} options={[{ value: "", label: "–" }, ...names]} onChange={(by) => change({ by })} />
        </Field>
        <span className="sub">{note}</span>
      </div>
      <div className="sql-chart" data-testid="sql-chart">
        <Chart option={option} label={`${choice.y} by ${choice.x}`} />
      </div>
    </>
  );
}
