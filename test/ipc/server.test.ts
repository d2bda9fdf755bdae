import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
let page: Page;

beforeAll(async () => {
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  page = openPage();
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
});
afterAll(async () => {
  await page.close();
  folder.remove();
});

describe("a file that was opened", () => {
  it("is accounted for, row by row", async () => {
    const { metrics, state, keys } = await page.request("session.status", null);
    const rows = readFileSync(file, "utf8").trimEnd().split("\n").length - 1;
    expect(state).toBe("done");
    expect(metrics?.records_read_total).toBe(rows);
    const refused = Object.values(metrics?.records_dropped_total ?? {}).reduce((a, b) => a + b, 0);
    expect((metrics?.records_accepted_total ?? 0) + refused).toBe(rows);
    // It is over: it took as long whenever it is asked.
    const later = (await page.request("session.status", null)).metrics?.duration_seconds;
    expect(later).toBe(metrics?.duration_seconds);
    const listed = await page.request("keys.list", {});
    expect(listed.total).toBe(keys);
    expect(listed.keys.reduce((sum, { events }) => sum + events, 0)).toBe(metrics?.records_accepted_total);
  });

  it("is drawn with every extreme and at most four points a pixel", async () => {
    const { keys } = await page.request("keys.list", {});
    const key = keys.find(({ quantity }) => quantity === "temperature")!;
    const [whole] = (await page.request("series.range", { keys: [key.id], from: key.firstTime, to: key.lastTime, pixels: 50 }))
      .series;
    expect(whole!.columns.time.length).toBeLessThanOrEqual(200);
    expect(whole!.columns.events).toBe(key.events);
    expect(Math.min(...whole!.columns.value)).toBe(key.min);
    expect(Math.max(...whole!.columns.value)).toBe(key.max);
    const statistics = await page.request("series.statistics", { key: key.id, from: key.firstTime, to: key.lastTime });
    expect(statistics).toMatchObject({ events: key.events, min: key.min, max: key.max });
  });

  it("gives alerts that are filtered, explained and come again when replayed", async () => {
    const all = await page.request("alerts.page", { filter: {}, offset: 0, limit: 5000, newestFirst: true });
    expect(all.total).toBeGreaterThan(0);
    const [station] = (await page.request("alerts.facets", null)).stations;
    const some = await page.request("alerts.page", {
      filter: { stations: [station!.station] },
      offset: 0,
      limit: 5000,
      newestFirst: false,
    });
    expect(some.total).toBe(station!.alerts);
    expect(some.rows.every((row) => row.station === station!.station)).toBe(true);
    const [alert] = all.rows;
    const explanation = await page.request("alerts.explain", { id: alert!.id });
    expect(explanation.alert.id).toBe(alert!.id);
    expect(explanation.events.every(({ time }) => time >= explanation.evidenceFrom && time <= explanation.evidenceTo)).toBe(true);
    expect(explanation.settings.every(({ value }) => value !== undefined)).toBe(true);
    expect(await page.request("alerts.replay", { id: alert!.id })).toMatchObject({ same: true });
  });

  it("refuses what a page must not send, naming the field", async () => {
    await expect(page.requestRaw("series.range", { keys: ["1"], from: 0, to: 1, pixels: 1e9 })).rejects.toThrow(
      /series\.range.*keys/,
    );
    await expect(page.requestRaw("constructor", null)).rejects.toThrow("There is no method constructor");
    await expect(page.request("session.open", { kind: "files", paths: [join(folder.path, "missing.csv")] })).rejects.toThrow(
      /missing\.csv/,
    );
  });
});

describe("rules switched on the page", () => {
  it("run again over the file with the new set and settings", async () => {
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
    const before = await page.request("alerts.facets", null);
    await page.request("plugins.set", { id: "active-alarms", enabled: false, settings: {} });
    await page.done();
    const after = await page.request("alerts.facets", null);
    expect(before.rules.map(({ id }) => id)).toContain("active-alarms");
    expect(after.rules.map(({ id }) => id)).not.toContain("active-alarms");
    await expect(page.request("plugins.set", { id: "alarm-counts", enabled: true, settings: { size: -5 } })).rejects.toThrow(
      /alarm-counts: size/,
    );
    const sweep = { rule: "alarm-counts", settings: {}, labels: "active", horizon: 60_000, setting: "nothing" } as const;
    await expect(page.request("backtest.sweep", sweep)).rejects.toThrow("nothing is no number");
    expect(await page.request("backtest.progress", null)).toBeNull();
    const saved = join(folder.path, "work.weir.json");
    await page.request("workspace.save", { path: saved });
    await page.request("workspace.open", { path: saved });
    await page.done();
    expect((await page.request("alerts.facets", null)).rules.map(({ id }) => id)).toEqual(after.rules.map(({ id }) => id));
  });
});
