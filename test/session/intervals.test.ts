import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tumbling } from "../../plugins/api.ts";
import type { Alert } from "../../src-main/engine/results.ts";
import { windowsUnder } from "../../src-main/session/what-if.ts";
import { weir, weirReport } from "../reports/weir-report.ts";
import { addsUp, analyse } from "../support/analyse.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { onTime, randomIntervals, writeIntervals } from "../support/interval-file.ts";
import { openPage } from "../support/page.ts";

const HOUR = 3_600_000;
const folder = temporaryFolder();
const file = join(folder.path, "intervals.csv");
const intervals = randomIntervals(7, 3000);
const wanted = onTime(intervals);

// Several whole runs of the command line each, on a machine that has other work.
vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => writeIntervals(file, intervals));
afterAll(() => folder.remove());

/** ms by `device alarm`, of the alerts that tell of an alarm cleared. */
function toldOn(alerts: readonly { key: Alert["key"]; evidence: Readonly<Record<string, unknown>> }[]): Record<string, number> {
  const on: Record<string, number> = {};
  for (const { key, evidence } of alerts) {
    if (evidence["until"] === undefined) continue;
    const name = `${key.station} ${key.alarm}`;
    on[name] = (on[name] ?? 0) + Number(evidence["until"]) - Number(evidence["since"]);
  }
  return Object.fromEntries(Object.entries(on).sort());
}

describe("intervals of one alarm at one device that go on together", () => {
  it("are one stretch, to the last of their ends; every row is accepted", async () => {
    const { alerts, metrics } = await analyse([file], ["active-alarms"]);
    expect(toldOn(alerts)).toEqual(wanted);
    expect(addsUp(metrics)).toBe(true);
    expect([metrics.records_read_total, metrics.records_accepted_total]).toEqual([intervals.length, intervals.length]);
    const raised = alerts.filter(({ evidence }) => evidence["until"] === undefined).length;
    // A start is always an event; an end is one when it clears.
    expect(metrics.events_total).toBe(intervals.length + raised);
  });

  it("are so too over two files, with two workers, at a pace, and in order of arrival", async () => {
    const whole = await analyse([file], ["active-alarms", "reliability"]);
    const workers = await analyse([file], ["active-alarms", "reliability"], {}, { workers: 2, cores: 4 });
    expect(workers.lines()).toEqual(whole.lines());
    const paced = await analyse([file], ["active-alarms", "reliability"], { speed: 200_000 });
    expect(paced.lines()).toEqual(whole.lines());
    const arrival = await analyse([file], ["active-alarms", "reliability"], { order: "arrival", outOfOrderness: 4 * HOUR });
    expect(arrival.metrics.out_of_order_events_total).toBeGreaterThan(1000);
    expect(arrival.lines()).toEqual(whole.lines());
    const parts = [0, 1].map((part) => join(folder.path, `part-${part}.csv`));
    for (const [part, path] of parts.entries())
      writeIntervals(
        path,
        intervals.filter((_, i) => i % 2 === part),
      );
    expect(toldOn((await analyse(parts, ["active-alarms"])).alerts)).toEqual(wanted);
  });

  it("count in reports and windows as for the rules", async () => {
    const { alerts } = await analyse([file], ["active-alarms"]);
    const raises = alerts.filter(({ evidence }) => evidence["until"] === undefined);
    const [ranking] = await weirReport(folder.path, file, "--report", "alarm-ranking");
    const counts = (of: (alarm: string) => number): number[] =>
      (ranking?.columns["alarm"] ?? []).map((alarm) => of(String(alarm)));
    expect(ranking?.columns["raised"]).toEqual(counts((alarm) => raises.filter(({ key }) => key.alarm === alarm).length));
    expect(ranking?.columns["active_events"]).toEqual(counts((alarm) => intervals.filter((row) => row.alarm === alarm).length));

    const events = intervals.length + raises.length;
    for (const order of [["time"], ["arrival", "--out-of-orderness", "4h"]]) {
      const { stdout } = await weir("window", file, "--window", "tumbling:1h", "--by", "", "--order", ...order);
      const windows = stdout.trim().split("\n");
      expect(windows.reduce((sum, line) => sum + JSON.parse(line).count, 0)).toBe(events);
    }
    const query = { window: tumbling(1e12), by: [], aggregates: [], names: [] };
    const { windows, differences } = await windowsUnder([file], {}, [0, 4 * HOUR], query);
    expect(windows).toEqual([1, 1]);
    const [[, after] = []] = differences[0]?.examples.changed ?? [];
    expect(JSON.parse(after ?? "").count).toBe(events);
  });

  it("are so in the app", async () => {
    const page = openPage();
    try {
      await page.request("session.open", { kind: "files", paths: [file] });
      await page.done();
      const told = await page.request("alerts.page", {
        filter: { rules: ["active-alarms"] },
        ...{ offset: 0, limit: 10_000, newestFirst: false },
      });
      const alerts = told.rows.map(({ station, sensor, alarm, evidence }) => ({ key: { station, sensor, alarm }, evidence }));
      expect(toldOn(alerts)).toEqual(wanted);
      expect((await page.request("alerts.active", null)).total).toBe(0);
    } finally {
      await page.close();
    }
  });

  it("are so in what is recorded, and in what is played again", async () => {
    const store = join(folder.path, "recorded.weir");
    const [first, again] = ["first", "again"].map((name) => join(folder.path, name)) as [string, string];
    const rule = ["--plugin", "active-alarms"];
    expect(await weir("run", file, ...rule, "--store", store, "--out", first)).toMatchObject({ code: 0 });
    expect(await weir("run", store, ...rule, "--out", again)).toMatchObject({ code: 0 });
    expect(readFileSync(join(again, "alerts.jsonl"), "utf8")).toBe(readFileSync(join(first, "alerts.jsonl"), "utf8"));
    const ranking = await weirReport(folder.path, file, "--report", "alarm-ranking");
    expect(await weirReport(folder.path, store, "--report", "alarm-ranking")).toEqual(ranking);
  });

  it("and one without an end is on until an end at which no other goes on", async () => {
    const open = join(folder.path, "open.csv");
    const rows = ["1,d,1700000000,", "1,d,1700000060,1700000300", "1,d,1700000120,1700000180", "2,d,1700000000,"];
    writeFileSync(open, `alarm_id,device_id,start_timestamp,end_timestamp\n${rows.join("\n")}\n`);
    const mapping = { version: 1, time: { columns: [2], format: "epoch-s" }, station: 1, alarm: 0, intervalEnd: 3 };
    const { alerts } = await analyse([open], ["active-alarms"], { mapping });
    expect(toldOn(alerts)).toEqual({ "d 1": 300_000 });
    expect(alerts).toHaveLength(3);
  });
});
