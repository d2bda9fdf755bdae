import type { ReportResult } from "../../../src-main/ipc/contract.ts";
import { count, measured } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { Table } from "../../ui/table.tsx";

type Cell = string | number | boolean | null;
type Column = ReportResult["columns"][number];

/** Up to so many rows of many columns stand upright. */
const FEW = 3;

/** The numbers of a report: every row there is, drawn where it is seen; a few rows of many columns as names and values. */
export function ReportTable({ result: { columns, rows } }: { readonly result: ReportResult }) {
  if (rows <= FEW && columns.length > 6) return <Upright columns={columns} rows={rows} />;
  const shown = Math.max(...columns.map(({ values }) => values.length), 0);
  return (
    <>
      <div className="report-table" style={{ height: Math.min(300, 34 + shown * 26) }}>
        <Table
          label="Numbers"
          count={shown}
          row={(i) => i}
          columns={columns.map((column, at) => ({
            id: `${at} ${column.name}`,
            title: column.unit === "" ? column.label : `${column.label} (${column.unit})`,
            width: "minmax(70px, 1fr)",
            numeric: typeof column.values[0] === "number",
            cell: (row: number) => text(column, column.values[row] ?? null),
          }))}
        />
      </div>
      {rows > shown ? (
        <p className="sub">
          the first {count(shown)} of {count(rows)} rows; export for all
        </p>
      ) : null}
    </>
  );
}

function Upright({ columns, rows }: { readonly columns: readonly Column[]; readonly rows: number }) {
  return (
    <table className="metric-table report-upright" aria-label="Figures">
      <tbody>
        {columns.map((column) => (
          <tr key={column.name}>
            <th scope="row">{column.label}</th>
            {Array.from({ length: rows }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
              <td key={i} className="num selectable">
                {text(column, column.values[i] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function text({ name, unit, names }: Column, value: Cell): string {
  if (value === null) return "–";
  if (typeof value !== "number")
    return Object.hasOwn(names, String(value)) ? `${names[String(value)]} (${value})` : String(value);
  if (name === "share") return `${(value * 100).toFixed(2)} %`;
  return unit === "ms" ? duration(value) : measured(value);
}
