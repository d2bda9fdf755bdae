import type { Chart } from "./chart-option.ts";
import { reportChart } from "./chart-option.ts";
import { counted } from "./chart-style.ts";
import { chartSvg } from "./chart-svg.ts";
import { PAGE_CSS } from "./html-style.ts";
import { escapeHtml, table, tableSize } from "./html-table.ts";
import type { KeyFigure } from "./key-figures.ts";
import { fillRows, type Size, type Wanted } from "./page-rows.ts";
import { THEME_CSS } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";
import { shownColumns } from "./shown-columns.ts";

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
  /** What it takes beside others; alone in a row it gets all of it. */
  readonly wants: Wanted;
  /** px its content takes; charts grow to the tallest of their row. */
  readonly height: number;
  /** Trusted: made by Weir. */
  html(size: Size, height: number): string | Promise<string>;
  readonly ramp?: Chart["ramp"];
}

/** px inside a section. */
const WIDTHS = { third: 380, half: 588, wide: 798, full: 1214 } as const;
/** px of a sheet between its margins. */
const PAPER = 700;
/** px of a row of figures, and of the line below a chart that shows its numbers. */
const LINE = 27;

/** One self-contained page: no script, no reference to anything outside. Everything from data is escaped. */
export async function htmlPage(head: PageHead, sections: readonly Section[]): Promise<string> {
  const facts = [head.source, `time zone ${head.timezone}`, `Weir ${head.version}`].map(escapeHtml).join(" · ");
  const body: string[] = [];
  for (const row of fillRows(sections, ({ wants }) => wants)) {
    const height = Math.max(...row.map(({ block }) => block.height));
    for (const { block, size } of row) body.push(await sectionHtml(block, size, height));
  }
  const figures = (head.figures ?? []).map(
    ({ label, value, aside }) =>
      `<div><span>${escapeHtml(label)}</span><b title="${escapeHtml(value)}">${escapeHtml(value)}</b><span>${escapeHtml(aside)}</span></div>`,
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

async function sectionHtml(section: Section, size: Size, height: number): Promise<string> {
  const { title, subtitle, ramp = null } = section;
  const about = subtitle ? `<p class="sub">${escapeHtml(subtitle)}</p>` : "";
  const head = `<div class="head"><h2>${escapeHtml(title)}</h2>${rampOf(ramp)}</div>${about}`;
  return `<section class="${size}">${head}${await section.html(size, height)}</section>`;
}

function rampOf(ramp: Chart["ramp"]): string {
  if (ramp === null) return "";
  const steps = ramp.colours.map((colour) => `<i style="background:${colour}"></i>`).join("");
  return `<span class="ramp">0 ${steps} ${counted(ramp.most)}</span>`;
}

/** A chart in the width it gets. The widest is drawn for paper too, where its words would be too small to read. */
export async function chartHtml(title: string, option: Chart["option"], size: Size, height: number): Promise<string> {
  const named = `<svg role="img" aria-label="${escapeHtml(title)}"`;
  const drawn = async (width: number): Promise<string> => (await chartSvg(option, width, height)).replace("<svg", () => named);
  if (size !== "full") return drawn(WIDTHS[size]);
  return `<div class="screen">${await drawn(WIDTHS.full)}</div><div class="paper">${await drawn(PAPER)}</div>`;
}

/** A report as its chart and the first rows of its table. */
export function reportSection(result: ReportResult, id = 0): Section {
  const chart = reportChart(result);
  const subtitle = [result.description.replace(/\.$/, ""), result.chosen, ...result.told, chart?.note ?? ""]
    .filter((part) => part !== "")
    .join(" · ");
  const about = { title: result.title, subtitle, ramp: chart?.ramp ?? null };
  const shown = { ...result, columns: shownColumns(result.columns) };
  if (chart === null) {
    const wants = tableSize(shown);
    return { ...about, wants, height: wants === "third" ? (shown.columns.length - 1) * LINE : 0, html: () => table(shown) };
  }
  return {
    ...about,
    wants: chart.wide ? "wide" : "third",
    height: chart.height,
    html: async (size, height) =>
      `${await chartHtml(result.title, chart.option, size, height)}${folded(`numbers-${id}-${result.id}`, shown)}`,
  };
}

/** Reports of which no row is: a line each instead of a block. */
export function emptySection(results: readonly ReportResult[]): Section {
  const lines = results.map(({ title, description, chosen, told }) => {
    const about = [description.replace(/\.$/, ""), chosen, ...told].filter((part) => part !== "").join(" · ");
    return `<p>${escapeHtml(title)} <span class="sub">${escapeHtml(about)}</span></p>`;
  });
  const subtitle = "No row of the data is of the kind of these reports";
  return { ...{ title: "Nothing to show", subtitle, wants: "full", height: 0 }, html: () => lines.join("") };
}

/** The table behind a line to click, without a script; on paper it is there. */
function folded(id: string, result: ReportResult): string {
  const name = escapeHtml(id);
  return `<input type="checkbox" class="fold" id="${name}"><label for="${name}">Numbers: ${counted(result.rows)} ${result.rows === 1 ? "row" : "rows"}</label>${table(result)}`;
}
