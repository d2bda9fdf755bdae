import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
const saved = join(folder.path, "off.weir.json");
afterAll(() => folder.remove());

const RULE = "anomaly";
const set = (page: Page, off: readonly object[]): Promise<null> =>
  page.request("plugins.set", { id: RULE, enabled: true, settings: {}, off: off as never });

test("a rule switched off for a key is not called for it, on the screen and on the command line; all else stays as it was", async () => {
  writeBts(file, { stations: 3, days: 1, seed: 11 });
  const page = openPage();
  try {
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
    const lines = async (): Promise<{ id: string; rule: string; station: string; sensor: string }[]> => {
      const { rows } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 1000, newestFirst: false });
      return rows.map(({ id, rule, station, sensor }) => ({ id, rule, station, sensor }));
    };
    const before = await lines();
    const told = before.find(({ rule }) => rule === RULE);
    if (told === undefined) throw new Error("the rule found nothing to be switched off");
    const isOff = ({ rule, station, sensor }: (typeof before)[number]): boolean =>
      rule === RULE && station === told.station && sensor === told.sensor;
    const read = (await page.request("session.status", null)).metrics?.records_accepted_total;

    await set(page, [{ station: told.station, sensor: told.sensor }]);
    await page.done();
    expect(await lines()).toEqual(before.filter((alert) => !isOff(alert)));
    expect((await page.request("session.status", null)).metrics?.records_accepted_total).toBe(read);
    const { keys } = await page.request("keys.list", {});
    const key = keys.find(({ station, sensor }) => station === told.station && sensor === told.sensor);
    const derived = await page.request("series.derived", {
      rule: RULE,
      series: "score",
      keys: keys.map(({ id }) => id),
      from: 0,
      to: 4e12,
      pixels: 100,
    });
    const withPoints = derived.series.filter(({ columns }) => columns.time.length > 0).map((one) => one.key);
    expect(withPoints.length).toBeGreaterThan(1);
    expect(withPoints).not.toContain(key?.id);

    await page.request("workspace.save", { path: saved });
    const out = join(folder.path, "out");
    execFileSync(process.execPath, [resolve("out/cli/main.js"), "run", saved, "--out", out], { stdio: "pipe" });
    const ids = readFileSync(join(out, "alerts.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids.sort()).toEqual(
      before
        .filter((alert) => !isOff(alert))
        .map(({ id }) => id)
        .sort(),
    );

    await set(page, []);
    await page.done();
    expect(await lines()).toEqual(before);
  } finally {
    await page.close();
  }
});

test("what cannot be switched off is refused in one line", async () => {
  const page = openPage();
  try {
    await expect(set(page, [{ alarm: "308" }])).rejects.toThrow(
      /^anomaly: switching off one alarm is not possible: the rule groups by station, sensor/,
    );
    await expect(set(page, [{}])).rejects.toThrow(/^anomaly: name a station, sensor it is off for; enabled: false/);
  } finally {
    await page.close();
  }
});
