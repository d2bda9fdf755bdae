import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

// What an explanation lists is held against the rows of the file, which its origins name.

const folder = temporaryFolder();
const file = join(folder.path, "rows.csv");
const START = Date.UTC(2026, 0, 1);
interface Row {
  readonly time: number;
  readonly station: string;
  readonly alarm: string;
  readonly value: number;
  readonly threshold: number | null;
  readonly active: boolean | null;
}
/** Every third row has no threshold, every fifth no flag; two alarms of a sensor share each time. */
const rows: readonly Row[] = Array.from({ length: 1500 }, (_, i) =>
  ["north", "south"].flatMap((station) =>
    ["high", "low"].map((alarm): Row => {
      const n = 4 * i + (station === "north" ? 0 : 2) + (alarm === "high" ? 0 : 1);
      const value = (i % 100 > 60 ? 35 : 20) + (n % 7);
      const threshold = n % 3 === 0 ? null : 30 + (n % 2);
      return { time: START + i * 60_000, station, alarm, value, threshold, active: n % 5 === 0 ? null : value > 31 };
    }),
  ),
).flat();
let page: Page;
let alerts: readonly AlertRow[] = [];

beforeAll(async () => {
  const lines = rows.map(({ time, station, alarm, value, threshold, active }) =>
    [station, "t", alarm, new Date(time).toISOString(), value, threshold ?? 999999, active ?? "", ""].join(),
  );
  const header = "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime";
  writeFileSync(file, `${header}\n${lines.join("\n")}\n`);
  page = openPage();
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  ({ rows: alerts } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 5000, newestFirst: false }));
}, 60_000);
afterAll(async () => {
  await page.close();
  folder.remove();
});

it.each(["active-alarms", "alarm-counts", "anomaly"])(
  "an alert of %s shows the rows its rule took, each with the threshold and flag that it has",
  async (rule) => {
    const own = alerts.filter((alert) => alert.rule === rule && alert.action === "raise");
    expect(own.length).toBeGreaterThan(0);
    const takesAll = rule === "anomaly";
    for (const alert of own) {
      const { by, events, eventsTotal, evidenceFrom, evidenceTo } = await page.request("alerts.explain", { id: alert.id });
      const last = evidenceTo > alert.time ? evidenceTo - 1 : evidenceTo;
      const expected = rows.flatMap((row, i) => {
        const inside = row.time >= evidenceFrom && row.time <= last && row.station === alert.station;
        const taken = (takesAll || row.active !== null) && (!by.includes("alarm") || row.alarm === alert.alarm);
        return inside && taken ? [{ ...row, sensor: "t", origin: `row ${i + 1} · rows.csv` }] : [];
      });
      expect(eventsTotal).toBe(expected.length);
      expect(events.toSorted((a, b) => a.time - b.time || (a.alarm < b.alarm ? -1 : 1))).toEqual(
        expected.toSorted((a, b) => a.time - b.time || (a.alarm < b.alarm ? -1 : 1)).slice(0, events.length),
      );
    }
  },
);

it("an alert of a group that has a window of its own is explained by that one", async () => {
  const settings = { size: 3_600_000, every: 300_000, limit: 5 };
  const windows = [{ station: "north", window: "sliding:20m/5m" }];
  await page.request("plugins.set", { id: "alarm-counts", enabled: true, settings, windows });
  await page.done();
  const filter = { rules: ["alarm-counts"] };
  const { rows: own } = await page.request("alerts.page", { filter, offset: 0, limit: 1000, newestFirst: false });
  for (const station of ["north", "south"]) {
    const alert = own.find((each) => each.station === station && each.window !== null)!;
    const { window } = await page.request("alerts.explain", { id: alert.id });
    const size = station === "north" ? 1_200_000 : 3_600_000;
    expect(window).toMatchObject({ kind: "sliding", size, every: 300_000 });
    expect(alert.window!.end - alert.window!.start).toBe(size);
  }
});
