import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { dropFile } from "../support/drop-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

// Offline work in the real app: brush, zoom, A and B, notes, SQL, reports to every format, runs compared.

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const exported = join(folder.path, "exported");
let weir: LaunchedApp;
let page: Page;

const tab = (name: string): Promise<void> => page.getByTestId("explore-tabs").getByRole("radio", { name, exact: true }).click();
const textOf = (id: string): Promise<string | null> => page.getByTestId(id).textContent();

/** Tried again until it holds; the machine may be busy. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 20_000 });

async function readToEnd(session: number): Promise<void> {
  await soon(async () => {
    const status = await weir.ask("session.status", null);
    return status.session >= session && status.state;
  }).toBe("done");
  await page.getByTestId("status-source").getByText("read to the end").waitFor();
}

/** Where a share of an element's width is, on the screen. */
async function at(element: Locator, share: number): Promise<{ x: number; y: number }> {
  await element.scrollIntoViewIfNeeded();
  const box = (await element.boundingBox())!;
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}

async function drag(element: Locator, from: number, to: number): Promise<void> {
  const [start, end] = [await at(element, from), await at(element, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, end.y, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
}

/** What the next save dialog answers: nobody can click a dialog of the system in a test. */
const saveTo = (path: string): Promise<void> =>
  weir.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);

beforeAll(async () => {
  mkdirSync(exported);
  writeBts(file, { stations: 5, days: 2, seed: 7 });
  weir = await launchApp();
  page = weir.page;
  page.setDefaultTimeout(20_000);
  await page.setViewportSize({ width: 1600, height: 1000 });
});
afterAll(async () => {
  await weir.close();
  folder.remove();
});

test("every station of a file that was read has its chart", async () => {
  await weir.ask("session.open", { kind: "files", paths: [file] });
  await readToEnd(1);
  await page.getByTestId("activity-explore").click();
  await page.getByTestId("station-chart").nth(4).waitFor();
  expect(await page.getByTestId("station-chart").count()).toBe(5);
});

test("the brush narrows every chart, keys move it, and a double click shows everything again", async () => {
  const brush = page.getByTestId("explore-brush");
  const everything = await textOf("explore-range");
  expect(await page.getByTestId("brush-window").count()).toBe(0);
  await drag(brush, 0.3, 0.6);
  await page.getByTestId("explore-whole").waitFor();
  const brushed = await textOf("explore-range");
  expect(brushed).not.toBe(everything);
  // 30 % of two days, within the room beside the plot.
  expect(brushed).toMatch(/· 1[3-5] h/);
  await brush.press("ArrowRight");
  await soon(() => textOf("explore-range")).not.toBe(brushed);
  await weir.screenshot("explore-brush");
  await brush.press("Escape");
  await soon(() => textOf("explore-range")).toBe(everything);
  await drag(brush, 0.2, 0.5);
  await page.getByTestId("explore-whole").waitFor();
  await brush.dblclick({ position: { x: 10, y: 40 } });
  await soon(() => textOf("explore-range")).toBe(everything);
});

test("wheel and drag zoom a chart, and all others with it", async () => {
  const plot = page.getByTestId("plot-overlay").first();
  const everything = await textOf("explore-range");
  const middle = await at(plot, 0.5);
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, -300);
  await soon(() => textOf("explore-range")).not.toBe(everything);
  const wheeled = await textOf("explore-range");
  await drag(plot, 0.4, 0.6);
  await soon(() => textOf("explore-range")).not.toBe(wheeled);
  // The statistics of another station are of the stretch, too.
  const events = page.getByTestId("station-chart").nth(2).locator(".num").first();
  await page.mouse.move(5, 5);
  await soon(async () => Number(((await events.textContent()) ?? "").split(" readings")[0]?.replaceAll(",", ""))).toBeLessThan(
    900,
  );
  await page.getByTestId("explore-whole").click();
  await soon(() => textOf("explore-range")).toBe(everything);
});

test("a series is compared with itself a day before", async () => {
  await page.getByTestId("explore-earlier").selectOption("86400000");
  const late = await at(page.getByTestId("plot-overlay").first(), 0.8);
  await page.mouse.move(late.x, late.y);
  await soon(() => page.getByTestId("station-chart").first().locator(".num").first().textContent()).toMatch(/ · before [\d.]+ /);
  // Alerts of the day before are marked by the line they were raised on.
  await page.getByTestId("plot-mark-before").first().waitFor();
  await weir.screenshot("explore-earlier");
  await page.getByTestId("explore-earlier").selectOption("");
});

test("thresholds and alerts stand on the charts; a mark opens its explanation and its row, by keyboard too", async () => {
  const mark = page.getByTestId("plot-mark").first();
  await mark.waitFor();
  await weir.screenshot("explore-marks");
  await mark.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("state-diff").waitFor();
  await page.getByTestId("alert-table").locator('[role="row"][aria-selected="true"]').waitFor();
  await page.getByTestId("activity-explore").click();
  await page.getByTestId("station-chart").first().waitFor();
});

test("a click sets A, the next one B; every chart says its values there; a note at A is kept in the workspace", async () => {
  const plot = page.getByTestId("plot-overlay").first();
  for (const share of [0.4, 0.7]) {
    const { x, y } = await at(plot, share);
    await page.mouse.click(x, y);
    await page
      .getByTestId(share === 0.4 ? "cursor-a" : "cursor-b")
      .first()
      .waitFor();
  }
  expect(await textOf("explore-ab")).toMatch(/A .* · B .* · B − A 1[78] h/);
  await soon(() => page.getByTestId("ab-values").count()).toBe(5);
  expect(await page.getByTestId("ab-values").nth(3).textContent()).toMatch(/A [\d.]+B [\d.]+B − A [+−][\d.]+ °C/);
  await page.getByTestId("note-text").fill("generator on");
  await page.getByTestId("note-add").click();
  await page.getByTestId("note-row").getByText("generator on").waitFor();
  const { annotations } = await weir.ask("workspace.get", null);
  expect(annotations).toEqual([{ time: expect.any(Number), text: "generator on" }]);
  await weir.screenshot("explore");
});

test("SQL answers as a table and a chart, is kept by name, exported, and refused when it is no SELECT", async () => {
  await tab("SQL");
  const editor = page.getByTestId("sql-editor");
  const write = async (sql: string): Promise<void> => {
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(sql);
  };
  await write("select station, count(*) as events from events group by all order by station");
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("sql-result").getByText("5 rows").waitFor();
  await page.getByTestId("sql-view").getByRole("radio", { name: "Chart" }).click();
  await page.getByTestId("sql-chart").locator("canvas").waitFor();
  await weir.screenshot("explore-sql");
  for (const name of ["by station", "by station"]) {
    await page.getByTestId("sql-kept").selectOption("");
    await page.getByTestId("sql-name").fill(name);
    await page.getByTestId("sql-keep").click();
    await soon(() => page.getByTestId("sql-keep").textContent()).toBe("Replace");
  }
  const { queries } = await weir.ask("workspace.get", null);
  expect(queries.map(({ name }) => name)).toEqual(["by station", "by station (2)"]);
  const path = join(folder.path, "result.csv");
  await saveTo(path);
  await page.getByTestId("sql-export-csv").click();
  await page.getByText(`5 rows written to ${path}`).waitFor();
  expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(6);
  await write("copy events to '/tmp/weir-leak.csv'");
  await page.getByTestId("sql-run").click();
  await page.getByRole("alert").getByText("only a SELECT is allowed here").waitFor();
  await write("sel");
  await page.keyboard.type("e");
  await page.locator(".cm-tooltip-autocomplete").getByText("select", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
});

const TITLE = "Stations, week 7: a/b";
interface Written {
  readonly reports: readonly { id: string; settings: Record<string, unknown>; columns: Record<string, (string | number)[]> }[];
}

test("a page of reports of a brushed stretch goes to every format, each with what it should hold", async () => {
  await tab("Stations");
  await drag(page.getByTestId("explore-brush"), 0.3, 0.6);
  await page.getByTestId("explore-whole").waitFor();
  await page.getByTestId("activity-reports").click();
  await page.getByTestId("report-chart").nth(5).waitFor();
  await page.getByTestId("report-title").fill(TITLE);
  await page.getByTestId("report-notes").fill("Two lines\nof 'notes' & <b>");
  // The row above the page sets what several reports share, each block what it wants for itself.
  await page.getByTestId("report-parameter-period").selectOption("year");
  await soon(() => textOf("report-command")).toMatch(/value-histogram:period=year .*alarms-per-period:period=year/s);
  await page.getByTestId("report-setting-value-histogram-period").selectOption("hour-of-day");
  expect(await page.getByTestId("report-parameter-period").inputValue()).toBe("");
  await page.getByTestId("report-setting-alarms-per-period-period").selectOption("month");
  await soon(() => textOf("report-command")).toMatch(
    /--title 'Stations, week 7: a\/b' --notes 'Two lines\nof '\\''notes'\\'' & <b>'/,
  );
  await soon(() => textOf("report-command")).toMatch(
    /--report alarms-per-period:period=month .*--from 2017-.* --to 2017-.* --out report\.html/s,
  );
  await weir.screenshot("reports");
  const files: Record<string, string> = {};
  for (const format of ["html", "pdf", "png", "json", "csv", "parquet"]) {
    files[format] = join(exported, `page.${format}`);
    await saveTo(files[format]);
    await page.getByTestId(`report-export-${format}`).click();
    await page
      .getByText(/^Written: /)
      .filter({ hasText: `.${format}` })
      .waitFor();
  }
  const json = JSON.parse(readFileSync(files["json"]!, "utf8")) as Written;
  const ids = json.reports.map(({ id }) => id);
  expect(ids).toHaveLength(7);
  const share = json.reports.find(({ id }) => id === "station-share")!.columns;
  const events = (share["events"] as number[]).reduce((sum, n) => sum + n, 0);
  const { metrics } = await weir.ask("session.status", null);
  expect(events / metrics!.records_accepted_total).toBeGreaterThan(0.25);
  expect(events / metrics!.records_accepted_total).toBeLessThan(0.35);
  expect(
    json.reports.find(({ id }) => id === "alarms-per-period")!.columns["period"]!.every((period) => period === "2017-02"),
  ).toBe(true);

  const html = readFileSync(files["html"]!, "utf8");
  expect(html).toContain("Stations, week 7: a/b</h1>");
  expect(html).toContain("of &#39;notes&#39; &#38; &#60;b&#62;");
  // A chart as wide as the page is drawn once more, for paper.
  const onScreen = html.replaceAll(/<div class="paper"><svg.*?<\/svg><\/div>/gs, "");
  expect(onScreen).not.toBe(html);
  expect(onScreen.match(/<svg/g)).toHaveLength(6);
  expect(html).not.toMatch(/<script|\ssrc=|href=|url\(|@import/i);

  const pdf = readFileSync(files["pdf"]!);
  expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  expect(pdf.length).toBeGreaterThan(20_000);
  const png = readFileSync(files["png"]!);
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1280);
  expect(png.readUInt32BE(20)).toBeGreaterThan(1000);

  const csv = readFileSync(join(exported, "page-station-share.csv"), "utf8").trimEnd().split("\n");
  expect(csv[0]).toBe("station,events,share");
  expect(csv).toHaveLength(6);
  const raw = await (await DuckDBInstance.create(":memory:")).connect();
  const read = await raw.runAndReadAll(
    `select station, events::double from read_parquet('${join(exported, "page-station-share.parquet")}')`,
  );
  expect(read.getRows()).toEqual(share["station"]!.map((station, i) => [station, share["events"]![i]]));
  raw.closeSync();
  // Nothing else was written: no page beside the PDF.
  const wanted = ["html", "pdf", "png", "json"].map((format) => `page.${format}`);
  const several = ids.flatMap((id) => [`page-${id}.csv`, `page-${id}.parquet`]);
  expect(readdirSync(exported).sort()).toEqual([...wanted, ...several].sort());
});

test("a chart is copied as an image, a page is kept with its order, and reports come off it", async () => {
  await page.getByTestId("report-copy").first().click();
  await page.getByText("the chart is on the clipboard").waitFor();
  const size = await weir.app.evaluate(({ clipboard }) =>
    "readImage" in clipboard
      ? (clipboard as { readImage(): { getSize(): { width: number } } }).readImage().getSize().width
      : null,
  );
  if (size !== null) expect(size).toBeGreaterThan(300);
  await page.locator('[data-testid="report-card"][data-id="data-quality"]').click();
  await soon(() => page.getByTestId("report-block").count()).toBe(6);
  await soon(async () => (await weir.ask("workspace.get", null)).layout).toHaveProperty(
    "reports.pages.0",
    expect.objectContaining({ title: TITLE, chosen: expect.not.arrayContaining(["data-quality"]) }),
  );
});

test("two runs are compared: alerts the same, gone and new, and the settings that differ", async () => {
  await weir.ask("plugins.set", { id: "alarm-counts", enabled: false, settings: {} });
  await readToEnd(2);
  await page.getByTestId("activity-explore").click();
  await tab("Runs");
  await soon(() => page.getByTestId("run-row").count()).toBe(2);
  for (const row of await page.getByTestId("run-row").all()) await row.getByRole("checkbox").check();
  await page.getByTestId("runs-compare").click();
  await page.getByTestId("runs-comparison").waitFor();
  expect(Number((await textOf("runs-same"))?.replace(/\D/g, ""))).toBeGreaterThan(0);
  expect(await textOf("runs-comparison")).toContain("alarm-counts: on –");
  const gone = page.getByTestId("runs-side").getByRole("radio", { name: /^Gone/ });
  await gone.click();
  await page.getByTestId("runs-differences").getByText("alarm-counts").first().waitFor();
  expect(await textOf("runs-side")).toMatch(/New: only in run \d+ \(0\)/);
  await weir.screenshot("explore-runs");
});

test("a saved workspace keeps its runs beside it, and a second app on them is told; an alert becomes a case that gives it again", async () => {
  const path = join(folder.path, "kept.weir.json");
  await weir.ask("workspace.save", { path: await weir.choose(path) });
  await page.getByRole("button", { name: "Reload" }).click();
  await page.getByText(`Kept in ${join(folder.path, "kept.weir.duckdb")}`).waitFor();
  expect(await page.getByTestId("run-row").count()).toBe(2);
  const second = await launchApp({ args: [path] });
  try {
    await second.page
      .getByText(/kept\.weir\.duckdb is open in another program/)
      .first()
      .waitFor({ timeout: 60_000 });
  } finally {
    await second.close();
  }
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alert-table").getByRole("row").nth(2).click();
  const kept = join(folder.path, "alert.weir-case");
  await saveTo(kept);
  await page.getByTestId("save-case").click();
  await page.getByText(/The alert with its rule and [\d,]+ events is in/).waitFor();
  const title = await page.getByTestId("explanation-title").textContent();
  // Handed to somebody: it says whether the alert comes again, and shows why it came, beside what is open.
  await dropFile(page, kept);
  await page.getByTestId("case-verdict").getByText("The same alert again, byte for byte").waitFor({ timeout: 60_000 });
  expect(await page.getByTestId("case-title").textContent()).toBe(title);
  await page.getByTestId("case-dialog").getByTestId("explanation-chart").waitFor();
  await page.getByTestId("case-dialog").getByTestId("explanation-events").waitFor();
  await weir.screenshot("alert-case");
  await page.keyboard.press("Escape");
  await page.getByTestId("case-dialog").waitFor({ state: "detached" });
  expect(await page.getByTestId("explanation-title").textContent()).toBe(title);
});
