import type { Chart } from "./chart-option.ts";
import { reportChart } from "./chart-option.ts";
import { counted } from "./chart-style.ts";
import { chartSvg } from "./chart-svg.ts";
import { PAGE_CSS } from "./html-style.ts";
import { escapeHtml, table, tableSize } from "./html-table.ts";
import type { KeyFigure } from "./key-figures.ts";
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

/** The table behind a line to click, without a script; on paper it is there. */
function folded(id: string, result: ReportResult): string {
  const name = escapeHtml(id);
  return `<input type="checkbox" class="fold" id="${name}"><label for="${name}">Numbers: ${counted(result.rows)} rows</label>${table(result)}`;
}
