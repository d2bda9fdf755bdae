import type { Cell } from "../store/sql.ts";
import { counted } from "./chart-style.ts";
import { duration } from "./key-figures.ts";
import type { Wanted } from "./page-rows.ts";
import type { ReportResult } from "./report-result.ts";

const ROWS = 50;
/** Rows on paper. */
const PRINTED = 15;
/** Up to so many rows of more than so many columns stand upright. */
const FEW = 3;
const MANY = 6;

type Column = Omit<ReportResult["columns"][number], "names"> & { readonly names?: Readonly<Record<string, string>> };
type Table = Pick<ReportResult, "rows" | "cut"> & { readonly columns: readonly Column[] };

/** The first rows of columns as a table; a few rows of many columns as a list of names and values. */
export function table({ columns, rows, cut }: Table): string {
  if (rows === 0) return '<p class="sub">Nothing to show: no row of the data is of this kind.</p>';
  if (rows <= FEW && columns.length > MANY) return upright({ columns, rows, cut });
  const numeric = columns.map(({ values }) => values.some((value) => typeof value === "number"));
  const header = columns
    .map(({ label, unit }, c) => `<th${numeric[c] ? ' class="n"' : ""}>${escapeHtml(unit ? `${label} (${unit})` : label)}</th>`)
    .join("");
  const lines = Array.from({ length: Math.min(rows, ROWS) }, (_, i) => {
    const cells = columns.map(
      (column, c) => `<td${numeric[c] ? ' class="n"' : ""}>${shown(column, column.values[i] ?? null)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const more = cut ? " or more" : "";
  const screen =
    rows > ROWS || cut ? `<p class="sub screen">The first ${Math.min(rows, ROWS)} of ${counted(rows)}${more} rows.</p>` : "";
  const paper = rows > PRINTED ? `<p class="sub paper">The first ${PRINTED} of ${counted(rows)}${more} rows.</p>` : "";
  return `<div class="rows"><div class="t"><table><thead><tr>${header}</tr></thead><tbody>${lines.join("")}</tbody></table></div>${screen}${paper}</div>`;
}

function upright({ columns, rows }: Table): string {
  const lines = columns.map((column) => {
    const { label, values } = column;
    const cells = Array.from({ length: rows }, (_, i) => {
      const value = values[i] ?? null;
      return `<td${typeof value === "number" ? ' class="n"' : ""}>${shown(column, value)}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(label)}</th>${cells.join("")}</tr>`;
  });
  return `<div class="rows"><div class="t whole${rows === 1 ? " flow" : ""}"><table class="upright"><tbody>${lines.join("")}</tbody></table></div></div>`;
}

function shown({ name, unit, names = {} }: Column, value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "number") {
    const word = Object.hasOwn(names, String(value)) ? names[String(value)] : undefined;
    return `${word === undefined ? "" : `${escapeHtml(word)} `}<span${word === undefined ? "" : ' class="sub"'}>${escapeHtml(String(value))}</span>`;
  }
  if (name === "share") return `${(value * 100).toFixed(2)} %`;
  if (unit === "ms" && value >= 1000) return `${duration(value)} <span class="sub">${counted(value)} ms</span>`;
  return Number.isInteger(value) ? counted(value) : String(Number(value.toPrecision(6)));
}

/** Figures of one row stand upright in a narrow column; of two or three, as of so many files, they need more. */
export function tableSize({ columns, rows }: ReportResult): Wanted {
  if (columns.length <= MANY || rows <= 1) return "third";
  return rows > FEW ? "full" : "wide";
}

/** Text of data as it may stand in a page; NUL is left out, which no page may hold. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (c) => (c === "\0" ? "" : `&#${c.charCodeAt(0)};`));
}
