import { expect, it } from "vitest";
import { weir } from "../reports/weir-report.ts";
import { openedStations } from "../support/opened-stations.ts";

const { page, file } = openedStations({ stations: 3, days: 3, seed: 4 });

it("a sweep of the window tries what the command line does, beyond the values around the one in use too, and counts the same", async () => {
  const question = {
    rule: "alarm-counts",
    settings: { limit: 5 },
    labels: "active" as const,
    horizon: 0,
    setting: "limit",
    atMost: 1,
  };
  const swept = await page.request("backtest.sweep", question);
  const flags = ["--labels", "active", "--horizon", "0", "--sweep", "limit", "--at-most", "1"];
  const { stdout } = await weir("plugin", "backtest", "alarm-counts:limit=5", file, ...flags);
  const { points, silent, within } = JSON.parse(stdout);
  expect({ silent: swept.silent, within: swept.within }).toEqual({ silent, within });
  expect(swept.points.map(({ value, result: { timeline: _, ...result } }) => ({ value, ...result }))).toEqual(points);
  // Around 5 lie 1 to 20.
  expect(silent.value).toBeGreaterThan(20);
  expect(points.every(({ value }: { value: number }) => Number.isInteger(value))).toBe(true);
}, 60_000);

it("the command line says that a rule fires at no value, and refuses a value that is none", async () => {
  const sweep = (values: string) =>
    weir("plugin", "backtest", "alarm-counts", file, "--labels", "active", "--table", "--sweep", `limit=${values}`);
  expect((await sweep("5000,6000")).stdout).toMatch(/\nIt fires at no limit tried\.\n$/);
  expect(await sweep("5000,")).toMatchObject({ code: 2, stderr: "weir: --sweep limit=5000,: write setting=a,b,c\n" });
}, 60_000);
