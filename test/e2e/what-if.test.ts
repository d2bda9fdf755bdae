import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

const folder = temporaryFolder();
let weir: LaunchedApp;
let page: Page;

beforeAll(async () => {
  const file = join(folder.path, "stations.csv");
  writeBts(file, { stations: 4, days: 2, seed: 7 });
  const off = ["active-alarms", "anomaly", "sensor-statistics", "threshold-prediction"].map((id) => [id, { enabled: false }]);
  const workspace = join(folder.path, "work.weir.json");
  const content = { weir: 1, name: "work", sources: [{ kind: "csv", paths: [file] }], plugins: Object.fromEntries(off) };
  writeFileSync(workspace, JSON.stringify(content));
  weir = await launchApp({ args: [workspace] });
  page = weir.page;
  await page.setViewportSize({ width: 1600, height: 1000 });
  await page.getByTestId("status-source").getByText("read to the end").waitFor({ timeout: 60_000 });
});
afterAll(async () => {
  await weir.close();
  folder.remove();
});

const limit = async (): Promise<unknown> =>
  (await weir.ask("workspace.get", null)).plugins["alarm-counts"]?.settings["limit"] ?? null;

test("an alert shows the state its event found, and above which value it would not have come", async () => {
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alert-table").getByRole("row").nth(2).click();
  await page.getByTestId("explanation-chart").waitFor();
  // Lines that differ are marked only once the state before is known.
  const changed = page.getByTestId("state-diff").locator(".state-line.changed");
  await changed.first().waitFor({ timeout: 30_000 });
  expect(await changed.allTextContents()).toContain("firing true");
  await page.getByTestId("what-if").click();
  await page.getByTestId("what-if-setting").selectOption("limit");
  await page.getByTestId("what-if-silent").click();
  await page.getByTestId("what-if-found").getByText("It would not have come").waitFor({ timeout: 60_000 });
  await page.getByTestId("what-if-take").click();
  await page.getByTestId("what-if-still").getByText("This alert would not have come.").waitFor({ timeout: 60_000 });
  await page.getByTestId("what-if-rows").getByRole("row").nth(1).waitFor();
  await weir.screenshot("what-if-alert");
  expect(await limit()).toBeNull();
  await page.keyboard.press("Escape");
  await page.getByTestId("what-if-dialog").waitFor({ state: "detached" });
});

test("a rule's settings are tried before they count, and applied they do", async () => {
  await page.getByTestId("activity-plugins").click();
  await page.locator('[data-testid="plugin-card"][data-id="alarm-counts"]').click();
  await page.getByTestId("what-if").click();
  const dialog = page.getByTestId("what-if-dialog");
  expect(await dialog.getByTestId("what-if-apply").isDisabled()).toBe(true);
  // What was typed counts with the click on Compare, and does not forbid it before.
  await dialog.getByTestId("plugin-setting-limit").fill("1000");
  await dialog.getByTestId("what-if-run").click();
  await dialog
    .getByText(/Alerts: \d+ → 0,/)
    .first()
    .waitFor({ timeout: 60_000 });
  await dialog.getByTestId("what-if-setting").selectOption("limit");
  await dialog.getByTestId("what-if-budget").fill("1");
  await dialog.getByTestId("what-if-within").click();
  await dialog.getByTestId("what-if-take").click({ timeout: 60_000 });
  await dialog.getByTestId("what-if-result").waitFor({ timeout: 60_000 });
  await weir.screenshot("what-if-rule");
  const tried = await dialog.getByTestId("plugin-setting-limit").inputValue();
  await dialog.getByTestId("what-if-apply").click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(limit, { timeout: 20_000 }).toBe(Number(tried));
  await page.getByTestId("status-source").getByText("read to the end").waitFor({ timeout: 60_000 });
});
