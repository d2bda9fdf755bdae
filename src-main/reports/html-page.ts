import type { Cell } from "../store/sql.ts";
import { reportChart } from "./chart-option.ts";
import { chartSvg } from "./chart-svg.ts";
import { THEME_CSS } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";

export interface PageHead {
  readonly title: string;
  readonly notes?: string;
  /** What was read: file names, a store. */
  readonly source: string;
  readonly timezone: string;
  /** The command that makes this page again. */
  readonly command: string;
  readonly version: string;
  /** `read = accepted + …` with its numbers, a line a source. */
  readonly accounting: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly subtitle: string;
  /** Trusted: made by Weir. */
  readonly html: string;
}

const ROWS = 50;

/** One self-contained page: no script, no reference to anything outside. Everything from data is escaped. */
export function htmlPage(head: PageHead, sections: readonly Section[]): string {
  const facts = [head.source, `time zone ${head.timezone}`, `Weir ${head.version}`].map(escapeHtml).join(" · ");
  const body = sections.map(
    ({ title, subtitle, html }) =>
      `<section><h2>${escapeHtml(title)}</h2>${subtitle ? `<p class="sub">${escapeHtml(subtitle)}</p>` : ""}${html}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(head.title)}</title><style>${THEME_CSS}${PAGE_CSS}</style></head>
<body><header><h1>${escapeHtml(head.title)}</h1><p class="sub">${facts}</p>
${head.notes ? `<p>${escapeHtml(head.notes)}</p>` : ""}
${head.accounting.map((line) => `<p class="sum">${escapeHtml(line)}</p>`).join("\n")}
<p class="sub">Made with</p><pre>${escapeHtml(head.command)}</pre></header>
<main>${body.join("\n")}</main></body></html>
`;
}

/** A report as its chart and the first rows of its table. */
export async function reportSection(result: ReportResult): Promise<Section> {
  const chart = reportChart(result);
  const svg = chart === null ? "" : await chartSvg(chart.option, 1040, chart.height);
  const settings = Object.entries(result.settings)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${value}`);
  const subtitle = [result.description, ...settings, chart?.note ?? ""].filter((part) => part !== "").join(" · ");
  return { title: result.title, subtitle, html: `${svg}${table(result)}` };
}

/** The first rows of columns as a table. */
export function table({ columns, rows, cut }: Pick<ReportResult, "columns" | "rows" | "cut">): string {
  if (rows === 0) return '<p class="sub">Nothing to show: no row of the data is of this kind.</p>';
  const numeric = columns.map(({ values }) => values.some((value) => typeof value === "number"));
  const header = columns
    .map(({ label, unit }, c) => `<th${numeric[c] ? ' class="n"' : ""}>${escapeHtml(unit ? `${label} (${unit})` : label)}</th>`)
    .join("");
  const lines = Array.from({ length: Math.min(rows, ROWS) }, (_, i) => {
    const cells = columns.map(
      ({ name, values }, c) => `<td${numeric[c] ? ' class="n"' : ""}>${shown(name, values[i] ?? null)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const rest =
    rows > ROWS ? `<p class="sub">The first ${ROWS} of ${rows.toLocaleString("en")}${cut ? " or more" : ""} rows.</p>` : "";
  return `<div class="t"><table><thead><tr>${header}</tr></thead><tbody>${lines.join("")}</tbody></table></div>${rest}`;
}

function shown(name: string, value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "number") return escapeHtml(String(value));
  if (name === "share") return `${(value * 100).toFixed(2)} %`;
  return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(6)));
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (c) => (c === "\0" ? "" : `&#${c.charCodeAt(0)};`));
}

const PAGE_CSS = `
body{margin:0;background:var(--bg-chrome);color:var(--fg-1);font:13px/20px Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
header,section{background:var(--bg-base);border:1px solid var(--line-1);border-radius:6px;max-width:1040px;margin:12px auto;padding:16px}
h1{font-size:20px;line-height:28px;margin:0}h2{font-size:13px;margin:0}p{margin:4px 0}.sub{color:var(--fg-3);font-size:12px}
.sum{font-weight:600}pre{font:12px/20px "JetBrains Mono",ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
svg{display:block;max-width:100%;height:auto}table{border-collapse:collapse;font-size:12px;margin-top:8px;width:100%}
th{text-align:left;color:var(--fg-3);font-weight:500}th,td{padding:2px 8px 2px 0;border-bottom:1px solid var(--line-1);overflow-wrap:anywhere}
.n{text-align:right}.critical{color:var(--crit)}.warning{color:var(--warn)}.info{color:var(--info)}
thead th{position:sticky;top:0;background:var(--bg-base)}.t{max-height:300px;overflow:auto}
@page{size:A4;margin:12mm}@media print{.t{max-height:none;overflow:visible}thead th{position:static}body{background:none}header,section{border:0;padding:0;margin:0 0 16px}
section h2,section svg{break-after:avoid}svg,tr{break-inside:avoid}}`;
