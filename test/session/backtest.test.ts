import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alert } from "../../src-main/engine/results.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { backtest } from "../../src-main/session/backtest.ts";
import { aroundValue, nextBeyond, sweep } from "../../src-main/session/backtest-sweep.ts";
import { readTruth, TRUTH, truthLabels } from "../../src-main/session/backtest-truth.ts";
import { type BacktestOutcome, judge } from "../../src-main/session/judge-alerts.ts";
import type { Label } from "../../src-main/session/labels.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const alert = (station: string, time: number, sensor = "t"): Alert =>
  ({ id: `${station}${time}`, rule: "r", action: "raise", time, key: { station, sensor, alarm: "" } }) as Alert;
const label = (station: string, start: number, end = start, sensor = "t"): Label => ({ station, sensor, alarm: "", start, end });
const stream = { horizon: 10, days: 2, stations: 5 };

describe("judging alerts by labels", () => {
  it("counts hits, misses, false alerts and how early", () => {
    const outcome = judge([alert("a", 95), alert("a", 99), alert("b", 500)], [label("a", 100, 120), label("c", 300)], stream);
    expect(outcome).toMatchObject({ alerts: 3, labels: 2, hits: 1, misses: 1, falseAlerts: 1, recall: 0.5, alertsPerDay: 1.5 });
    expect(outcome.precision).toBeCloseTo(2 / 3);
    // The earliest alert of a label counts for its lead.
    expect(outcome.lead.median).toBe(5);
    expect(outcome.falsePerDay).toBeCloseTo(1 / 10);
    expect(outcome.timeline.map(({ kind, station }) => [kind, station])).toEqual([
      ["hit", "a"],
      ["hit", "a"],
      ["miss", "c"],
      ["false", "b"],
    ]);
  });

  it.each([
    ["as early as the horizon", 90, "hit"],
    ["earlier than the horizon", 89, "false"],
    ["at its end", 120, "hit"],
    ["after its end", 121, "false"],
  ])("an alert %s is a %s", (_, time, kind) => {
    const { timeline } = judge([alert("a", time)], [label("a", 100, 120)], stream);
    expect(timeline.find(({ alertId }) => alertId !== null)?.kind).toBe(kind);
  });

  it("a part that is empty on either side stands for any; another sensor does not fit", () => {
    expect(judge([alert("a", 100, "")], [label("a", 100)], stream).hits).toBe(1);
    expect(judge([alert("a", 100)], [label("", 100, 100, "")], stream).hits).toBe(1);
    expect(judge([alert("a", 100, "other")], [label("a", 100)], stream).hits).toBe(0);
  });

  it("does not judge what something else explains", () => {
    const outcome = judge([alert("a", 100), alert("b", 100)], [], { ...stream, excuses: [label("b", 100)] });
    expect(outcome).toMatchObject({ falseAlerts: 1, excused: 1, precision: 0 });
  });

  it("holds an alert against labels of its time alone, long ones among short ones too, whatever the stations", () => {
    let looked = 0;
    const counting = ({ end, ...rest }: Label): Label => ({
      ...rest,
      get end() {
        looked++;
        return end;
      },
    });
    for (const station of ["a", ""]) {
      const labels = Array.from({ length: 10_000 }, (_, i) => label(station, i * 100, i * 100 + 50));
      const alerts = labels.map(({ start }) => alert(station, start + 20));
      looked = 0;
      expect(judge(alerts, labels.map(counting), stream)).toMatchObject({ hits: 10_000, misses: 0, falseAlerts: 0 });
      // Each a few times, not each for each alert.
      expect(looked).toBeLessThan(20 * labels.length);
    }
    const long = label("a", 0, 1_000_000);
    expect(judge([alert("a", 995)], [long, label("a", 10), label("", 2000), label("a", 1003)], stream)).toMatchObject({
      ...{ hits: 2, misses: 2, falseAlerts: 0 },
    });
  });

  it("adds up for any alerts and labels", () => {
    const station = fc.constantFrom("a", "b", "");
    const alerts = fc.array(fc.record({ station, time: fc.integer({ min: 0, max: 300 }) }), { maxLength: 40 });
    const labels = fc.array(fc.record({ station, start: fc.integer({ min: 0, max: 300 }), length: fc.nat(30) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(alerts, labels, (a, l) => {
        const outcome = judge(
          a.map(({ station: s, time }) => alert(s, time)),
          l.map(({ station: s, start, length }) => label(s, start, start + length)),
          stream,
        );
        expect(outcome.hits + outcome.misses).toBe(l.length);
        expect(outcome.timeline.filter(({ kind }) => kind === "hit").length + outcome.falseAlerts).toBe(a.length);
        expect(outcome.timeline.map(({ time }) => time)).toEqual(outcome.timeline.map(({ time }) => time).sort((x, y) => x - y));
      }),
      { seed: 11 },
    );
  });
});

const of = (alerts: number): BacktestOutcome =>
  judge(
    Array.from({ length: alerts }, (_, i) => alert("a", i)),
    [],
    { ...stream, days: 1 },
  );

describe("a sweep", () => {
  it("looks closer where the rule falls silent and where it keeps within the budget", async () => {
    const ran: number[] = [];
    // A limit: alerts fall from ten at 0 to none from 73 on.
    const run = async (value: number): Promise<BacktestOutcome> => {
      ran.push(value);
      return of(value >= 73 ? 0 : Math.ceil((73 - value) / 7.3));
    };
    const answer = await sweep({ values: [0, 50, 100, 150], whole: true, atMost: 2, run });
    expect(answer.silent?.upwards).toBe(true);
    expect(answer.silent?.value).toBeGreaterThanOrEqual(73);
    expect(answer.silent?.value).toBeLessThanOrEqual(75);
    // At most two alerts a day: from 59 on.
    expect(answer.within?.value).toBeGreaterThanOrEqual(58);
    expect(answer.within?.value).toBeLessThanOrEqual(61);
    expect(answer.within?.alertsPerDay).toBeLessThanOrEqual(2);
    expect(new Set(ran).size).toBe(ran.length);
    expect(answer.points.map(({ value }) => value)).toEqual([...ran].sort((a, b) => a - b));
  });

  it("works downwards too, and says when nothing is quiet enough", async () => {
    const down = await sweep({ values: [1, 2, 4], whole: false, atMost: 0, run: async (value) => of(value > 1.5 ? 3 : 0) });
    expect(down.silent).toMatchObject({ upwards: false });
    expect(down.silent?.value).toBeCloseTo(1.5, 1);
    const loud = await sweep({ values: [1, 2], whole: true, atMost: 1, run: async () => of(9) });
    expect(loud).toMatchObject({ silent: null, within: null });
  });

  it("goes on beyond values it was to choose itself, until it is silent or the setting ends", async () => {
    const run = async (value: number): Promise<BacktestOutcome> => of(value >= 500 ? 0 : 9);
    const answer = await sweep({ values: [50, 100], whole: true, beyond: nextBeyond({ whole: true }), run });
    expect(answer.silent).toEqual({ value: 500, upwards: true });
    const ends = await sweep({ values: [50, 100], whole: true, beyond: nextBeyond({ max: 300 }), run });
    expect(ends.points.map(({ value }) => value)).toEqual([50, 100, 200, 300]);
    expect(ends.silent).toBeNull();
    expect(nextBeyond({})(-4, true)).toBe(-2);
    expect(nextBeyond({ min: 1 })(1, false)).toBeNull();
  });

  it("goes around the value in use, inside what is allowed", () => {
    expect(aroundValue(10, { min: 5, max: 20, whole: true })).toEqual([5, 8, 10, 15, 20]);
    expect(aroundValue(0, {})).toEqual([0, 1, 2, 4]);
    expect(aroundValue(0.6, { max: 0.99 })).toEqual([0.15, 0.3, 0.45, 0.6, 0.9, 0.99]);
  });

  it("goes through lengths people think in where none is in use", () => {
    expect(aroundValue(0, { input: "duration", max: 3_600_000 })).toEqual([0, 10_000, 60_000, 600_000, 3_600_000]);
  });

  it("takes a 0 that is out of line with the others for no value: it means automatic", async () => {
    // A longer look ahead warns more often; 0 chooses one itself.
    const run = async (value: number) => of(value === 0 ? 7 : value >= 3_600_000 ? Math.floor(value / 3_600_000) : 0);
    const answer = await sweep({ values: aroundValue(0, { input: "duration" }), whole: true, atMost: 5, run });
    expect(answer.silent).toMatchObject({ upwards: false });
    expect(answer.silent?.value).toBeGreaterThanOrEqual(3_000_000);
    expect(answer.silent?.value).toBeLessThan(3_600_000);
    expect(answer.within?.value).toBeGreaterThanOrEqual(5 * 3_600_000);
    expect(answer.within?.value).toBeLessThan(6 * 3_600_000);
    // Whole seconds at least, not 3,556,718 ms.
    for (const { value } of answer.points) expect(value % 1000).toBe(0);
    // Of a dwell 0 is a value like any other.
    const dwell = await sweep({ values: [0, 10, 20], whole: true, atMost: 9, run: async (value) => of(value >= 5 ? 0 : 9) });
    expect(dwell.within?.value).toBe(0);
  });

  it("tries values a person would write", async () => {
    const answer = await sweep({ values: [0.9, 0.99], whole: false, run: async (value) => of(value > 0.9637 ? 0 : 1) });
    for (const { value } of answer.points) expect(String(value).length).toBeLessThanOrEqual(6);
    expect(answer.silent?.value).toBeGreaterThan(0.9637);
    expect(answer.silent?.value).toBeLessThan(0.968);
  });
});

describe("backtests of rules over simulated data", () => {
  const file = join(folder.path, "bts.csv");
  const truth = join(folder.path, "planted.json");
  const input = filesInput([file]);
  beforeAll(() => writeFileSync(truth, JSON.stringify(writeBts(file, { stations: 6, days: 4, seed: 2 }))));

  it("threshold-prediction foresees planted crossings and is quiet otherwise", async () => {
    const own = truthLabels("threshold-prediction", readTruth(truth));
    const outcome = await backtest({ input, choice: { plugin: "threshold-prediction", settings: {} }, ...own, workerDir });
    expect(outcome.labels).toBeGreaterThan(2);
    expect(outcome.recall).toBeGreaterThan(0.9);
    expect(outcome.precision).toBeGreaterThan(0.8);
    expect(outcome.lead.median).toBeGreaterThan(0);
  });

  it("active-alarms finds every alarm flag; a stretch of it has fewer", async () => {
    const own = truthLabels("active-alarms", readTruth(truth));
    const choice = { plugin: "active-alarms", settings: {} };
    const all = await backtest({ input, choice, ...own, workerDir });
    expect(all).toMatchObject({ recall: 1, precision: 1 });
    const middle = (all.timeline[0]!.time + all.timeline.at(-1)!.time) / 2;
    const half = await backtest({ input, choice, ...own, workerDir, from: middle });
    expect(half.labels).toBeLessThan(all.labels);
    expect(half.timeline.every(({ time }) => time >= middle)).toBe(true);
    expect(half.days).toBeLessThan(all.days);
  });

  it("does not hold an alert of a stretch for false that tells of a label before or behind it", async () => {
    const choice = { plugin: "active-alarms", settings: {} };
    const { timeline } = await backtest({ input, choice, labels: "active", horizon: 60_000, workerDir });
    const { station, sensor, alarm, time } = timeline[2]!;
    const key = { station, sensor, alarm };
    // One that lasts into the stretch, and one that comes behind it: the alert tells of either.
    for (const start of [time - 10_000, time + 10_000]) {
      const list = [{ ...key, start, end: time + 20_000 }];
      const stretch = { from: time - 5000, to: time + 5000 };
      const judged = await backtest({ input, choice, labels: { list }, horizon: 60_000, workerDir, ...stretch });
      expect(judged.labels).toBe(0);
      expect(judged.excused).toBeGreaterThan(0);
      expect(judged.timeline.filter((each) => each.station === station && each.sensor === sensor)).toEqual([]);
    }
  });

  it("counts the labels that no alert can be about, as the data have not their key or their time", async () => {
    const choice = { plugin: "active-alarms", settings: {} };
    const { timeline, outside } = await backtest({ input, choice, labels: "active", horizon: 60_000, workerDir });
    expect(outside).toEqual({ labels: 0, first: null });
    const { station, sensor, alarm, time: start } = timeline[0]!;
    const there = { station, sensor, alarm, start, end: start };
    const any = { station: "", sensor: "", alarm, start, end: start };
    const wrong = [
      { ...there, alarm: "no such alarm" },
      { ...there, station: sensor },
      { ...there, start: start - 9e8, end: start - 9e8 },
    ];
    const last = timeline.at(-1)!.time;
    const list = [there, any, ...wrong, { ...there, start: last + 9e8, end: last + 9e8 }];
    const judged = await backtest({ input, choice, labels: { list }, horizon: 60_000, workerDir });
    expect(judged).toMatchObject({ labels: 6, hits: 2, outside: { labels: 4, first: wrong[0] } });
  });

  it("alarm-counts tells what a recount of the rows finds, with the settings it is run with", async () => {
    const several: Record<string, string | number>[] = [{}, { size: "30m", limit: 8, release: 1 }];
    for (const settings of several) {
      const own = truthLabels("alarm-counts", readTruth(truth), settings);
      const outcome = await backtest({ input, choice: { plugin: "alarm-counts", settings }, ...own, workerDir });
      expect(outcome.labels).toBeGreaterThan(10);
      expect(outcome).toMatchObject({ recall: 1, precision: 1 });
    }
  });

  it("what shows of one failure on other sensors is neither asked for nor held against a rule", () => {
    const ramp = { kind: "ramp", station: "a", sensor: "111", alarm: "322", start: 1000, end: 2000 } as const;
    const { labels, excuses } = truthLabels("anomaly", [ramp]);
    expect(labels).toMatchObject({ list: [{ sensor: "111" }] });
    expect(excuses.map(({ sensor }) => sensor)).toEqual(["112", "116"]);
    expect(truthLabels("threshold-prediction", [ramp]).excuses).toEqual([]);
  });

  it("says that a rule was switched off instead of judging what it did not get to say", async () => {
    const bad = writePlugin(
      folder.path,
      "bad",
      'import { defineRule } from "weir";\nexport default defineRule({ id: "bad", title: "Bad", by: [], onEvent() {\n    throw new Error("no");\n} });\n',
    );
    const choice = { plugin: bad, settings: {} };
    await expect(backtest({ input, choice, labels: "active", horizon: 1, workerDir })).rejects.toThrow(
      /bad was switched off: no \(index\.ts:3\)/,
    );
  });

  it("is not kept from judging a rule by another plugin that does not load", async () => {
    const broken = writePlugin(folder.path, "broken", "export default 1;\n");
    const library = await PluginLibrary.open({ workerDir, folders: [broken] });
    const choice = { plugin: "active-alarms", settings: {} };
    const outcome = await backtest({ input, choice, labels: "active", horizon: 60_000, workerDir, library });
    expect(outcome.recall).toBe(1);
    await library.close();
  });

  it("stops when told so", async () => {
    const stop = new AbortController();
    stop.abort();
    const choice = { plugin: "anomaly", settings: {} };
    await expect(backtest({ input, choice, labels: "active", horizon: 1, workerDir, signal: stop.signal })).rejects.toThrow(
      /stopped/,
    );
  });

  it("has truth for rules that ship, and says so of others", () => {
    expect(Object.keys(TRUTH).length).toBeGreaterThanOrEqual(7);
    expect(() => truthLabels("trend", [])).toThrow(/nothing planted is trend's business/);
    expect(() => truthLabels("reliability", [])).toThrow(/--calibration/);
  });
});
