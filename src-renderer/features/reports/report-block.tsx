import { useEffect, useMemo, useState } from "react";
import type { ReportCard, ReportResult, Setting } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Switch } from "../../ui/switch.tsx";
import { usePalette } from "../../ui/use-palette.ts";
import { reportOption } from "./report-option.ts";

type Value = number | boolean | string;
export interface ReportBlockProps {
  readonly report: ReportCard;
  readonly values: Readonly<Record<string, Value>>;
  readonly timezone: string;
  /** Changes when there is something new to compute over. */
  readonly run: string;
  readonly onChange: (values: Readonly<Record<string, Value>>) => void;
}

const ROWS = 12;

/** One report on the page: its parameters in a row, chart, first rows of its table. */
export function ReportBlock({ report, values, timezone, run, onChange }: ReportBlockProps) {
  const [result, setResult] = useState<ReportResult | null>(null);
  const [error, setError] = useState<string | null>(null);
  const palette = usePalette();
  const key = JSON.stringify(values);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` asks again
  useEffect(() => {
    let alive = true;
    request("reports.run", { id: report.id, settings: JSON.parse(key), timezone }).then(
      (answer) => {
        if (!alive) return;
        setResult(answer);
        setError(null);
      },
      (failure: unknown) => alive && setError(readable(failure)),
    );
    return () => {
      alive = false;
    };
  }, [report.id, key, timezone, run]);
  const option = useMemo(() => (result === null ? null : reportOption(result, palette)), [result, palette]);
  return (
    <section className="card report-block" aria-label={report.title}>
      <div className="row">
        <b className="section-title grow">{report.title}</b>
        {report.settings.map(({ name, declaration }) => (
          <Parameter
            key={name}
            declaration={declaration}
            value={values[name] ?? declaration.default}
            onChange={(value) => onChange({ ...values, [name]: value })}
          />
        ))}
      </div>
      <p className="sub">{report.description}</p>
      {error === null ? null : <ErrorLine text={error} />}
      {option === null ? null : (
        <div className="report-chart" data-testid="report-chart" data-id={report.id}>
          <Chart option={option} label={report.title} />
        </div>
      )}
      {result === null ? null : <ResultTable result={result} />}
    </section>
  );
}

function Parameter({
  declaration,
  value,
  onChange,
}: {
  readonly declaration: Setting;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const control = (): React.ReactNode => {
    if (declaration.input === "choice")
      return <Select small value={String(value)} options={declaration.options} onChange={onChange} />;
    if (declaration.input === "toggle") return <Switch checked={value === true} label={declaration.label} onChange={onChange} />;
    const text = declaration.input === "duration" ? durationText(Number(value)) : String(value);
    const commit = (next: string): void => {
      const parsed =
        declaration.input === "duration" ? parseDuration(next) : declaration.input === "number" ? Number(next) : next;
      if (parsed === null || (typeof parsed === "number" && !Number.isFinite(parsed)))
        notify(`${declaration.label}: "${next}" does not fit`, "error");
      else onChange(parsed);
    };
    return <CommitInput small value={text} size={10} onCommit={commit} />;
  };
  return <Field label={declaration.label}>{control()}</Field>;
}

function ResultTable({ result: { columns, rows } }: { readonly result: ReportResult }) {
  const shown = Math.min(ROWS, rows);
  const cell = (value: string | number | boolean | null | undefined): string =>
    typeof value === "number" ? measured(value) : value === null || value === undefined ? "–" : String(value);
  return (
    <div className="report-table">
      <table className="metric-table">
        <thead>
          <tr>
            {columns.map(({ name, label, unit, values }) => (
              <th key={name} className={typeof values[0] === "number" ? "num" : undefined}>
                {label} {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: shown }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            <tr key={i}>
              {columns.map(({ name, values }) => (
                <td key={name} className={typeof values[i] === "number" ? "num" : undefined}>
                  {cell(values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows > shown ? (
        <p className="sub">
          the first {shown} of {count(rows)} rows; export for all
        </p>
      ) : null}
    </div>
  );
}
