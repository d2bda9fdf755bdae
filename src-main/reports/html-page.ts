import type { Cell } from "../store/sql.ts";
import type { Chart } from "./chart-option.ts";
import { reportChart } from "./chart-option.ts";
import { counted } from "./chart-style.ts";
import { chartSvg } from "./chart-svg.ts";
import { PAGE_CSS } from "./html-style.ts";
import { duration, type KeyFigure } from "./key-figures.ts";
import { THEME_CSS } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";

export interface PageHead {
  readonly title: string;
  readonly notes?: string;
  /** What was read: file names, a store. */
  readonly source: string;
  readonly timezone: string;
  /** The command that makes this page again; null: there is none. */
  readonly command: string | null;
  readonly version: string;
  /** `read = accepted + …` with its numbers, a line a source. */
  readonly accounting: readonly string[];
  readonly figures?: readonly KeyFigure[];
}

export interface Section {
  readonly title: string;
  readonly subtitle: string;
  /** Trusted: made by Weir. */
  readonly html: string;
  /** A third of the page; default: all of it, or two thirds beside one. */
  readonly size?: "third" | "wide" | "full";
  readonly ramp?: Chart["ramp"];
}

const ROWS = 50;
/** Rows on paper. */
const PRINTED = 15;
const WIDTHS = { third: 380, wide: 800, full: 1200 } as const;

/** One self-contained page: no script, no reference to anything outside. Everything from data is escaped. */
export function htmlPage(head: PageHead, sections: readonly Section[]): string {
  const facts = [head.source, `time zone ${head.timezone}`, `Weir ${head.version}`].map(escapeHtml).join(" · ");
  const body = sections.map(({ title, subtitle, html, size = "full", ramp }) => {
    const about = subtitle ? `<p class="sub">${escapeHtml(subtitle)}</p>` : "";
    return `<section class="${size}"><div class="head"><h2>${escapeHtml(title)}</h2>${rampOf(ramp ?? null)}</div>${about}${html}</section>`;
  });
  const figures = (head.figures ?? []).map(
    ({ label, value, aside }) =>
      `<div><span>${escapeHtml(label)}</span><b>${escapeHtml(value)}</b><span>${escapeHtml(aside)}</span></div>`,
  );
  const command = head.command === null ? "" : `<p class="sub">Made with</p><pre>${escapeHtml(head.command)}</pre>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(head.title)}</title><style>${THEME_CSS}${PAGE_CSS}</style></head>
<body><header><h1>${escapeHtml(head.title)}</h1><p class="sub">${facts}</p>
${head.notes ? `<p class="notes">${escapeHtml(head.notes)}</p>` : ""}</header>
${figures.length > 0 ? `<div class="figures">${figures.join("")}</div>` : ""}
<main>${body.join("\n")}</main>
<footer>${head.accounting.map((line) => `<p class="sum">${escapeHtml(line)}</p>`).join("\n")}
${command}</footer></body></html>
`;
}

function rampOf(ramp: Chart["ramp"]): string {
  if (ramp === null) return "";
  const steps = ramp.colours.map((colour) => `<i style="background:${colour}"></i>`).join("");
  return `<span class="ramp">0 ${steps} ${counted(ramp.most)}</span>`;
}

/** A report as its chart and the first rows of its table. */
export async function reportSection(result: ReportResult, id = 0): Promise<Section> {
  const chart = reportChart(result);
  const size = chart === null ? tableSize(result) : chart.wide ? "wide" : "third";
  const svg = chart === null ? "" : await chartSvg(chart.option, WIDTHS[size], chart.height);
  const settings = Object.entries(result.settings)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${value}`);
  const subtitle = [result.description, ...settings, chart?.note ?? ""].filter((part) => part !== "").join(" · ");
  const numbers = chart === null ? table(result) : folded(`numbers-${id}-${result.id}`, result);
  return { title: result.title, subtitle, html: `${svg}${numbers}`, size, ramp: chart?.ramp ?? null };
}

/** Figures of one row stand upright in a narrow column; of two or three, as of so many files, they need more. */
function tableSize({ columns, rows }: ReportResult): "third" | "wide" | "full" {
  if (columns.length <= 6 || rows <= 1) return "third";
  return rows > FEW ? "full" : "wide";
}

/** The table behind a line to click, without a script; on paper it is there. */
function folded(id: string, result: ReportResult): string {
  const name = escapeHtml(id);
  return `<input type="checkbox" class="fold" id="${name}"><label for="${name}">Numbers: ${counted(result.rows)} rows</label>${table(result)}`;
}

type Column = Omit<ReportResult["columns"][number], "names"> & { readonly names?: Readonly<Record<string, string>> };
type Table = Pick<ReportResult, "rows" | "cut"> & { readonly columns: readonly Column[] };
/** Up to so many rows of many columns stand upright. */
const FEW = 3;

/** The first rows of columns as a table; a few rows of many columns as a list of names and values. */
export function table({ columns, rows, cut }: Table): string {
  if (rows === 0) return '<p class="sub">Nothing to show: no row of the data is of this kind.</p>';
  if (rows <= FEW && columns.length > 6) return upright({ columns, rows, cut });
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
  return `<div class="rows"><div class="t whole"><table class="upright"><tbody>${lines.join("")}</tbody></table></div></div>`;
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

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (c) => (c === "\0" ? "" : `&#${c.charCodeAt(0)};`));
}
