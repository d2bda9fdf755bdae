import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { dropFile } from "../support/drop-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
let weir: LaunchedApp;
let page: Page;

beforeAll(async () => {
  writeBts(file, { stations: 4, days: 2, seed: 11 });
  weir = await launchApp();
  page = weir.page;
  await page.setViewportSize({ width: 1600, height: 1000 });
});
afterAll(async () => {
  await weir.close();
  folder.remove();
});

/** Waits until the session has read its file to the end. */
const readToEnd = (): Promise<unknown> =>
  page.getByTestId("status-source").getByText("read to the end").waitFor({ timeout: 60_000 });

test("the first start offers what to do", async () => {
  await page.getByTestId("start").waitFor();
  await weir.screenshot("first-start");
  expect(await page.getByTestId("start-open").isVisible()).toBe(true);
  expect(await page.getByTestId("start-connect").isVisible()).toBe(true);
});

test("a dropped file is understood, shown row by row, and accounted for before it is opened", async () => {
  await dropFile(page, file);
  await page.getByTestId("preview-rows").waitFor();
  await page.getByTestId("equation").first().waitFor();
  await weir.screenshot("open-csv");
  expect(await page.getByTestId("equation").first().getAttribute("data-holds")).toBe("true");
  await page.getByTestId("csv-open").click();
  await page.getByTestId("live").waitFor();
});

test("its charts draw points and its alerts fill the table", async () => {
  await readToEnd();
  await page.getByTestId("live-chart").first().waitFor();
  // Pixels, not promises: something of a series' colour stands on a canvas.
  await expect
    .poll(
      () =>
        page.evaluate(() =>
          [...document.querySelectorAll<HTMLCanvasElement>('[data-testid="live-chart"] canvas')].some((canvas) => {
            const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
            let coloured = 0;
            for (let i = 0; i < data.length; i += 4) {
              const [r, g, b, a] = [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!];
              if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) coloured++;
            }
            return coloured > 200;
          }),
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  await weir.screenshot("live");
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alert-table").getByRole("row").nth(3).waitFor();
  expect(await page.getByTestId("alert-histogram").textContent()).toMatch(
    /Alerts per (second|minute|hour|day|week|\d+ (ms|s|min|h|d));/,
  );
  await weir.screenshot("alerts");
});

test("an alert explains itself and comes again when replayed", async () => {
  const row = page.getByTestId("alert-table").getByRole("row").nth(2);
  await row.click();
  const title = await page.getByTestId("explanation-title").textContent();
  expect(await row.textContent()).toContain(title);
  await page.getByTestId("explanation-chart").waitFor();
  // The list stays what it was: the arrow keys go on from the chosen row.
  expect(await row.getAttribute("aria-selected")).toBe("true");
  const next = page.getByTestId("alert-table").getByRole("row").nth(3);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => next.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => row.getAttribute("aria-selected")).toBe("true");
  await expect.poll(() => page.getByTestId("explanation-title").textContent()).toBe(title);
  await page.getByTestId("replay").click();
  await page.getByTestId("replay-answer").getByText("The same alert again, byte for byte").waitFor({ timeout: 30_000 });
  await weir.screenshot("explanation");
  const expand = await page.getByTestId("explanation").evaluate((pane) => pane.scrollWidth - pane.clientWidth);
  expect(expand, "nothing of it lies beside the pane").toBe(0);
});

test("a predicted crossing is drawn with the line it goes by", async () => {
  await page.getByTestId("alert-text").fill("heads for its threshold");
  await expect.poll(() => page.getByTestId("alert-table").getByRole("row").nth(1).textContent()).toContain("heads for");
  await page.getByTestId("alert-table").getByRole("row").nth(1).click();
  await page.getByTestId("legend-fitted").waitFor();
  await page.getByTestId("legend-forecast").waitFor();
  await page.getByTestId("alert-text").fill("");
  await page.getByTestId("alert-table").getByRole("row").nth(2).click();
  await page.getByTestId("legend-forecast").waitFor({ state: "detached" });
});

test("its rule is stepped through, event by event, to the alert", async () => {
  await page.getByTestId("step-through").click();
  await page.getByTestId("steps").waitFor({ timeout: 30_000 });
  const position = (): Promise<string | null> => page.getByTestId("step-position").textContent();
  expect(await position()).toContain("before the alert");
  expect(await position()).toContain("The same alert again, byte for byte");
  await weir.screenshot("steps");
  const first = await position();
  await page.keyboard.press("ArrowRight");
  await expect.poll(position).not.toBe(first);
  await page.getByTestId("step-back").click();
  await expect.poll(position).toBe(first);
  await page.getByTestId("step-to-alert").click();
  await expect.poll(position).toContain(", the alert");
  const title = (await page.getByTestId("explanation-title").textContent()) ?? "";
  expect(await page.getByTestId("step-facts").textContent()).toContain(title);
  await weir.screenshot("steps-alert");
  await page.keyboard.press("Escape");
  await page.getByTestId("replay").waitFor();
});

test("a file that cannot be opened is told, and what was open stays on the screen", async () => {
  const alerts = await page.getByTestId("alert-table").getByRole("row").count();
  const prose = join(folder.path, "prose.txt");
  writeFileSync(prose, "It was a dark\nand stormy night\n");
  await dropFile(page, prose);
  await page.getByTestId("csv-preview").getByText("no time column was found").waitFor();
  expect(await page.getByTestId("csv-open").isDisabled()).toBe(true);
  // One whose columns say nothing is read as soon as a person says which is what.
  const odd = join(folder.path, "odd.csv");
  writeFileSync(odd, "n;x;out\n1;100;4,5\n2;110;4,6\n3;120;4,8\n");
  await dropFile(page, odd);
  await page.getByTestId("csv-known").getByText("Choose the column of the time and the column of the value").waitFor();
  await page.getByTestId("mapping-time").selectOption({ label: "x" });
  await page.getByTestId("mapping-value").selectOption({ label: "out" });
  await page.getByTestId("preview-rows").getByText("3 accepted").waitFor();
  await page.getByLabel("Time format").fill("dmy");
  await page.keyboard.press("Enter");
  await page.getByTestId("csv-known").getByText("No row can be read this way").waitFor();
  await page.getByLabel("Time format").fill("epoch-s");
  await page.keyboard.press("Enter");
  await page.getByTestId("preview-rows").getByText("3 accepted").waitFor();
  expect(await page.getByTestId("csv-open").isEnabled()).toBe(true);
  // One that goes while it is looked at.
  const gone = join(folder.path, "gone.csv");
  writeFileSync(gone, readFileSync(file));
  await dropFile(page, gone);
  await page.getByTestId("preview-rows").waitFor();
  rmSync(gone);
  await page.getByTestId("csv-open").click();
  await page.getByTestId("notices").getByText("gone.csv does not exist; check the path. What was open stays open.").waitFor();
  await page.getByTestId("csv-preview").getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("sources").getByText("stations.csv", { exact: true }).waitFor();
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("explanation-title").waitFor();
  await expect.poll(() => page.getByTestId("alert-table").getByRole("row").count()).toBe(alerts);
});

const rules = async (): Promise<string[]> => (await weir.ask("alerts.facets", null)).rules.map(({ id }) => id);

test("live charts are zoomed, measured between A and B, annotated, played on and brought back", async () => {
  await page.getByTestId("activity-live").click();
  const chart = page.getByTestId("live-chart").first();
  const overlay = chart.getByRole("application");
  await overlay.waitFor();
  const box = (await overlay.boundingBox())!;
  const at = (share: number) => ({ x: box.width * share, y: box.height * 0.8 });
  await overlay.hover({ position: at(0.5) });
  await page.mouse.wheel(0, -600);
  await page.getByTestId("live-follow").getByText("Back to live").waitFor();
  await overlay.click({ position: at(0.3) });
  await overlay.click({ position: at(0.6) });
  await chart.getByText("B − A", { exact: false }).waitFor();
  await page.getByTestId("range-statistics").getByText("A to B", { exact: false }).waitFor();
  await page.getByTestId("live-note-text").fill("door was left open");
  await page.getByTestId("live-note-add").click();
  await chart.getByTestId("chart-note").getByText("door was left open").waitFor();
  await weir.screenshot("live-notes");
  const range = page.getByTestId("live-range");
  const before = await range.textContent();
  await page.getByTestId("live-play").click();
  await expect.poll(() => range.textContent()).not.toBe(before);
  await page.getByTestId("live-follow").click();
  await page.getByTestId("live-follow").getByText("Following").waitFor();
  // A box takes a part of the values too, and the chart says so.
  const [left, top] = [box.x + box.width * 0.3, box.y + box.height * 0.3];
  await page.keyboard.down("Alt");
  await page.mouse.move(left, top);
  await page.mouse.down();
  await page.mouse.move(left + 80, top + 40, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Alt");
  await chart.getByTestId("legend-zoomed").waitFor();
  await page.getByTestId("live-follow").getByText("Back to live").waitFor();
  await overlay.dblclick({ position: at(0.5) });
  await chart.getByTestId("legend-zoomed").waitFor({ state: "detached" });
  await page.getByTestId("live-follow").getByText("Following").waitFor();
});

test("what a chart shows is exported as CSV and copied as a picture", async () => {
  const path = join(folder.path, "chart.csv");
  await weir.app.evaluate(({ dialog, clipboard }, filePath) => {
    clipboard.clear();
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await page.getByTestId("live-export").click();
  await page.getByText("events written to", { exact: false }).waitFor();
  const lines = readFileSync(path, "utf8").trim().split("\n");
  expect(lines[0]).toBe("time,station,sensor,alarm,value,threshold,active");
  expect(lines.length).toBeGreaterThan(100);
  // The grid lies under the measured lines, which are on a canvas of their own.
  const under = await page
    .locator(".live-canvas")
    .first()
    .evaluate((box) => [...box.querySelectorAll("canvas")].map((canvas) => Number(getComputedStyle(canvas).zIndex) || 0));
  expect(under.sort((a, b) => a - b).slice(0, 3)).toEqual([-2, -1, 0]);
  await page.getByTestId("live-copy").click();
  await expect.poll(() => weir.app.evaluate(({ clipboard }) => clipboard.has("image/png"))).toBe(true);
  const picture = join(folder.path, "chart.png");
  await weir.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, picture);
  await page.getByTestId("live-export").click();
  await page.getByText("The picture of the chart is in", { exact: false }).waitFor();
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
});

test("refused rows are chosen by reason, and the metrics are served from the settings", async () => {
  await page.getByTestId("status-dropped").click();
  await page.getByTestId("rejects-reason").waitFor();
  await page.getByTestId("status-dropped").press("Control+,");
  await page.getByTestId("settings").waitFor();
  await page.getByTestId("column-setting").getByRole("row", { name: "event_time Time" }).waitFor();
  await page.getByTestId("workspace-changes").getByText('time "event_time"', { exact: false }).waitFor();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  await page.getByTestId("metrics-port").fill(String(port));
  await page.getByTestId("metrics-serve").click();
  const address = await page.getByTestId("metrics-address").textContent();
  expect(await (await fetch(address ?? "")).text()).toContain("weir_records_read_total");
  await page.getByTestId("metrics-serve").click();
  await page.getByText("Serve the metrics on this machine").waitFor();
  await page.getByTestId("bottom-rejects").waitFor();
  await page.getByRole("button", { name: "Close the panel" }).click();
});

test("a date and a time of day in two columns are both shown, and in a narrow window every head says its name", async () => {
  const two = join(folder.path, "two.csv");
  const rows = Array.from({ length: 20 }, (_, i) => `A;01/03/2026;10:${i + 10}:00;2${i % 10},5 °C`);
  writeFileSync(two, ["site;date;clock;temp", ...rows].join("\n"));
  await page.setViewportSize({ width: 1024, height: 700 });
  await dropFile(page, two);
  await page.getByTestId("preview-rows").getByText("10:10:00", { exact: false }).first().waitFor();
  const chosen = (role: string) => page.getByTestId(`mapping-${role}`).locator("option:checked").textContent();
  expect([await chosen("time"), await chosen("time-of-day")]).toEqual(["date", "clock"]);
  await page.getByTestId("preview-rows").getByText("°C").first().waitFor();
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".preview-event.header > span")]
      .filter((head) => head.scrollWidth > head.clientWidth)
      .map((head) => head.textContent),
  );
  expect(cut).toEqual([]);
  await page.getByTestId("csv-preview").getByRole("button", { name: "Cancel" }).click();
  await page.setViewportSize({ width: 1600, height: 1000 });
});

test("from an alert its rule is switched off for its sensor; Plugins lists it and takes it back", async () => {
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alert-text").fill("spike");
  await page.getByTestId("alert-table").getByText("spike").first().click();
  await page.getByTestId("off-here").click();
  await page.getByTestId("switch-off").getByRole("radio").nth(2).waitFor();
  await weir.screenshot("switch-off");
  await page.getByTestId("switch-off-do").click();
  await page.getByTestId("switch-off").waitFor({ state: "detached" });
  await readToEnd();
  await page.getByTestId("alert-text").fill("");
  await page.getByTestId("activity-plugins").click();
  const card = page.locator('[data-testid="plugin-card"][data-id="anomaly"]');
  await card.getByText("off for 1 key").waitFor();
  await card.click();
  await page.getByTestId("keys-off").getByRole("button", { name: "Switch on again" }).click();
  await card.getByText("off for 1 key").waitFor({ state: "detached" });
  await readToEnd();
});

test("a plugin is switched off and a setting changed on the screen; the file is read again with them", async () => {
  await page.getByTestId("activity-plugins").click();
  const card = page.locator('[data-testid="plugin-card"][data-id="alarm-counts"]');
  await card.waitFor();
  await weir.screenshot("plugins");
  expect(await rules()).toContain("alarm-counts");
  await card.getByTestId("plugin-switch").click();
  await expect.poll(rules, { timeout: 20_000 }).not.toContain("alarm-counts");
  await readToEnd();
  await page.locator('[data-testid="plugin-card"][data-id="sensor-statistics"]').click();
  const setting = page.getByTestId("plugin-setting-size").first();
  await setting.fill("30m");
  await setting.press("Enter");
  await expect
    .poll(async () => (await weir.ask("workspace.get", null)).plugins["sensor-statistics"]?.settings["size"], { timeout: 20_000 })
    .toBe(1_800_000);
  await readToEnd();
  await page.getByTestId("activity-settings").click();
  await expect
    .poll(changes)
    .toEqual(expect.arrayContaining(["Alarm counts on → off", expect.stringMatching(/^Sensor statistics: .* → 30m$/)]));
});

/** What Settings says was changed in the workspace, without when. */
const changes = async (): Promise<string[]> =>
  (await page.getByTestId("workspace-change").allInnerTexts()).map((text) =>
    text
      .replace(/\s+/g, " ")
      .slice(6)
      .replace(/ Undo$/, ""),
  );

/** What the first chart says is on it, and on which axis. */
const legend = (): Promise<string[]> => page.getByTestId("legend").first().locator(".legend-item").allTextContents();

/** Puts three sensors of two units on a chart, one on the other axis by hand, and over them a rule's series and a line. */
async function chartOfTwoUnits(): Promise<string[]> {
  const key = (name: string) => page.getByTestId("tree-key").filter({ hasText: name }).first();
  await key("Battery temperature").click();
  await key("Humidity").click({ modifiers: ["Control"] });
  await key("Room temperature").click({ modifiers: ["Control"] });
  const axes = page.getByTestId("legend").first().getByTestId("legend-axis");
  await expect.poll(() => axes.allTextContents()).toEqual(["L", "R", "L"]);
  await axes.nth(2).click();
  await expect.poll(() => axes.allTextContents()).toEqual(["L", "R", "R"]);
  await page.getByTestId("live-derived").click();
  await page.locator(".menu-row").filter({ hasText: "Anomaly score" }).getByRole("checkbox").check();
  const line = page.getByLabel("Values of threshold lines");
  await line.fill("33");
  await line.press("Enter");
  await line.press("Escape");
  const kept = async (): Promise<unknown> => {
    const { live } = ((await weir.ask("workspace.get", null)).layout ?? {}) as {
      live?: { charts: { lines: number[]; right: unknown[] | null; derived: unknown[] }[] };
    };
    return live?.charts.map(({ lines, right, derived }) => [lines, right?.length, derived.length])[0];
  };
  await expect.poll(kept).toEqual([[33], 2, 1]);
  await expect.poll(async () => (await legend()).length).toBe(6);
  return legend();
}

test("the workspace is saved, and another start opens it as it was", async () => {
  // The file was read to its end: the list of recent files knows how long it is.
  const [recent] = await weir.ask("app.recent", null);
  expect(recent).toMatchObject({ path: file, rows: expect.any(Number) });
  await page.getByTestId("activity-live").click();
  await page.getByTestId("inspector").waitFor();
  const edge = page.getByRole("separator").last();
  await edge.focus();
  const width = (): Promise<number> =>
    page.getByTestId("inspector").evaluate((pane) => Math.round(pane.getBoundingClientRect().width));
  const before = await width();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(width).not.toBe(before);
  const wanted = await width();
  await expect.poll(async () => (await weir.ask("workspace.get", null)).layout).toMatchObject({ inspector: { width: wanted } });
  const shown = await chartOfTwoUnits();
  const saved = join(folder.path, "work.weir.json");
  await weir.ask("workspace.save", { path: await weir.choose(saved) });
  const workspace = JSON.parse(readFileSync(saved, "utf8"));
  expect(workspace.plugins["alarm-counts"].enabled).toBe(false);
  const told = { time: expect.any(Number), what: "Alarm counts", from: "on", to: "off" };
  expect(workspace.changes).toContainEqual({ ...told, former: { rule: "alarm-counts", enabled: true } });
  // Beside it: both can be moved.
  expect(workspace.sources[0].paths).toEqual(["stations.csv"]);
  await weir.close();
  weir = await launchApp({ args: [saved] });
  page = weir.page;
  await page.setViewportSize({ width: 1600, height: 1000 });
  await readToEnd();
  expect(await rules()).not.toContain("alarm-counts");
  await expect.poll(() => page.getByTestId("workspace-name").textContent()).toMatch(/^work\b/);
  await expect.poll(width).toBe(wanted);
  await expect.poll(legend).toEqual(shown);
  await page.getByTestId("live-derived").click();
  await expect.poll(() => page.getByLabel("Values of threshold lines").inputValue()).toBe("33");
});

test("every other screen shows something of the run", async () => {
  for (const view of ["metrics", "reports", "explore", "sources", "settings"]) {
    await page.getByTestId(`activity-${view}`).click();
    await page.getByTestId(view).waitFor();
    if (view === "reports") await page.getByTestId("report-chart").first().waitFor();
    expect(await page.getByTestId("view-error").count()).toBe(0);
    await weir.screenshot(view);
  }
});

test("how right a rule was is asked from the alerts grouped by rule", async () => {
  await page.getByTestId("activity-settings").click();
  // Of the run before: they came with the file.
  await expect.poll(changes).toContain("Alarm counts on → off");
  // One change of many is undone, and that undone again.
  const on = async (): Promise<unknown> => (await weir.ask("workspace.get", null)).plugins["alarm-counts"]?.enabled;
  await page.getByTestId("change-undo").and(page.getByLabel("Undo: Alarm counts back to on")).click();
  await page.getByText("Alarm counts: on again").waitFor({ timeout: 30_000 });
  expect(await on()).toBe(true);
  await page.keyboard.press("Control+z");
  await expect.poll(on, { timeout: 30_000 }).toBe(false);
  await readToEnd();
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alerts").getByRole("radio", { name: "Rule", exact: true }).click();
  await page.getByRole("button", { name: "Was Active alarms right? Backtest it" }).click();
  await page.getByTestId("plugins").getByRole("heading", { name: "Active alarms" }).waitFor();
  await page.getByTestId("backtest-run").waitFor();
});

test("day files dropped together are one source, each by its own header, and rows that two of them have are read once", async () => {
  const days = ["day-1.csv", "day-2.csv"].map((name) => join(folder.path, name));
  const [first, second] = days as [string, string];
  writeFileSync(first, "time,temp,hum\n2026-03-01 10:00:00,20.5,41.5\n2026-03-01 11:00:00,21.5,42.5\n");
  const again = "41,5;2026-03-01 10:00:00;20,5;400\n42,5;2026-03-01 11:00:00;21,5;401\n";
  writeFileSync(second, `hum;time;temp;co2\n${again.replaceAll(/;\d+\n/g, ";\n")}43,5;2026-03-02 10:00:00;22,5;402\n`);
  await dropFile(page, ...days);
  const note = 'Read otherwise than day-1.csv: day-2.csv (columns in another order, parted by ";", decimal comma, with "co2")';
  await page.getByTestId("csv-note").getByText(note).waitFor();
  await page.getByTestId("csv-once").getByText("Read once").click();
  await weir.screenshot("open-days");
  await page.getByTestId("csv-open").click();
  await readToEnd();
  await page.getByTestId("status-dropped").getByText("of 5", { exact: true }).waitFor();
  expect(await page.getByTestId("status-dropped").locator("b").textContent()).toBe("2");
});

test("while a million rows are read the window's process is not held up", async () => {
  const big = join(folder.path, "million.csv");
  writeBts(big, { stations: 18, days: 7, seed: 9 });
  await weir.longestBlockMs();
  await weir.ask("session.open", { kind: "files", paths: [big] });
  const done = async (): Promise<number> => {
    const { state, metrics } = await weir.ask("session.status", null);
    return state === "done" ? metrics!.records_read_total : 0;
  };
  await expect.poll(done, { timeout: 120_000, interval: 500 }).toBeGreaterThan(990_000);
  // Printed, not asserted: a figure of the machine it runs on.
  console.log(`longest block of the main process while reading 1 M rows: ${(await weir.longestBlockMs()).toFixed(1)} ms`);
}, 180_000);
