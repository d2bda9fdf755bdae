import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forecast, weibullShape } from "../../../plugins/reliability/hazard.ts";
import rule from "../../../plugins/reliability/index.ts";
import type { Random } from "../../../src-main/simulate/random.ts";
import { randomOf } from "../noise.ts";
import { runRule, type TestEvent } from "../run-rule.ts";

const HOUR = 3_600_000;

/** Failure times of a Weibull renewal process with the given shape and scale (hours), until `end`. */
function failures(random: Random, shape: number, scale: number, end: number): number[] {
  const times: number[] = [];
  for (let time = 0; ; ) {
    time += scale * (-Math.log(1 - random.uniform())) ** (1 / shape);
    if (time >= end) return times;
    times.push(time);
  }
}

/** Hourly rows whose flag is on for the row after each failure. */
function rows(station: string, times: readonly number[], end: number): TestEvent[] {
  const events: TestEvent[] = [];
  let next = 0;
  for (let hour = 0; hour < end; hour++) {
    let active = false;
    while ((times[next] ?? Number.POSITIVE_INFINITY) <= hour) {
      active = true;
      next++;
    }
    events.push({ time: hour * HOUR, station, alarm: "x", sensor: "a", value: 0, active });
  }
  return events;
}

describe("reliability", () => {
  it("is calibrated: of what is given 30 %, about 30 % happen, for known hazards of three shapes", () => {
    const random = randomOf(21);
    const end = 2400;
    const horizon = 24;
    const bins = Array.from({ length: 10 }, () => ({ n: 0, promised: 0, happened: 0 }));
    const shapes: readonly number[] = [0.7, 1, 2];
    for (let i = 0; i < 90; i++) {
      const times = failures(random, shapes[i % 3] ?? 1, random.between(15, 200), end);
      const events = rows(`s${i}`, times, end);
      // The failures as the rows show them: a flag that went from off to on.
      const seen = events.filter((event, k) => event.active && events[k - 1]?.active === false).map((event) => event.time / HOUR);
      for (const point of runRule(rule, events).points) {
        const now = point.time / HOUR;
        if (point.series !== "chance" || now > end - horizon) continue;
        const bin = bins[Math.min(9, Math.floor(point.value * 10))];
        if (!bin) continue;
        bin.n++;
        bin.promised += point.value;
        if (seen.some((time) => time > now && time <= now + horizon)) bin.happened++;
      }
    }
    const table = bins.map(({ n, promised, happened }) => ({ n, promised: promised / n, happened: happened / n }));
    console.table(
      table.map(({ n, promised, happened }) => ({ n, promised: promised.toFixed(3), happened: happened.toFixed(3) })),
    );
    for (const { n, promised, happened } of table) if (n >= 300) expect(Math.abs(promised - happened)).toBeLessThan(0.1);
    expect(table.filter(({ n }) => n >= 300).length).toBeGreaterThanOrEqual(6);
    const total = table.reduce((sum, { n }) => sum + n, 0);
    const error =
      table.reduce((sum, { n, promised, happened }) => sum + (n > 0 ? n * Math.abs(promised - happened) : 0), 0) / total;
    expect(error).toBeLessThan(0.05);
  }, 60_000);

  it("follows a hazard that changes: what is repaired, and what has its season", () => {
    const random = randomOf(8);
    const end = 2400;
    // By the hour: half of the alarms are repaired on the way, the others come and go with a season.
    const hazard = (i: number, hour: number): number =>
      i % 2 === 0 ? (hour < 1000 ? 3 : 0.1) / (40 + i) : (1 + 0.9 * Math.sin((2 * Math.PI * hour) / end)) / (20 + i);
    let [n, promised, happened] = [0, 0, 0];
    for (let i = 0; i < 40; i++) {
      const events = rows(
        `s${i}`,
        Array.from({ length: end }, (_, hour) => hour).filter((hour) => random.uniform() < hazard(i, hour)),
        end,
      );
      const seen = events.filter((event, k) => event.active && events[k - 1]?.active === false).map((event) => event.time / HOUR);
      for (const { series, time, value } of runRule(rule, events).points) {
        const now = time / HOUR;
        // After the repair, and in the quiet half of the season.
        if (series !== "chance" || now < 1300 || now > end - 24) continue;
        n++;
        promised += value;
        if (seen.some((failure) => failure > now && failure <= now + 24)) happened++;
      }
    }
    expect(n).toBeGreaterThan(3000);
    // Were the last fifty failures to count alike, 0.41 too much would be promised.
    expect(promised / n - happened / n).toBeLessThan(0.28);
  }, 60_000);

  it("promises more for a longer horizon, always between 0 and 1, with the hazard inside its interval", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (gaps, age, horizon) => {
          const near = forecast({ gaps, age }, horizon);
          const far = forecast({ gaps, age }, 2 * horizon);
          expect(near.chance).toBeGreaterThanOrEqual(0);
          expect(far.chance).toBeLessThanOrEqual(1);
          expect(far.chance).toBeGreaterThanOrEqual(near.chance);
          expect(near.hazardLow).toBeLessThanOrEqual(near.hazard);
          expect(near.hazardHigh).toBeGreaterThanOrEqual(near.hazard);
        },
      ),
      { seed: 5 },
    );
  });

  it("finds regular and clustered failures", () => {
    const random = randomOf(2);
    const gapsOf = (shape: number) => Array.from({ length: 50 }, () => 10 * (-Math.log(1 - random.uniform())) ** (1 / shape));
    expect(weibullShape(gapsOf(3))).toBeGreaterThan(1.5);
    expect(weibullShape(gapsOf(0.5))).toBeLessThan(0.8);
    expect(weibullShape([1, 2])).toBe(1);
  });

  it("says nothing before three failures, then once per time between failures, and takes it back with the next one", () => {
    const times = Array.from({ length: 20 }, (_, i) => 12 * (i + 1));
    const { alerts, points } = runRule(rule, rows("s", times, 260), { limit: 0.6, horizon: 6 * HOUR, every: HOUR });
    expect(alerts.length).toBeGreaterThan(10);
    expect(alerts[0]?.time).toBeGreaterThanOrEqual(36 * HOUR);
    for (const [i, { time, action, title, value, evidence }] of alerts.entries()) {
      const chances = points.filter((point) => point.series === "chance" && point.time <= time).map((point) => point.value);
      expect(value).toBe(chances.at(-1));
      if (i % 2 === 0) {
        expect([action, title]).toEqual(["raise", "Alarm x likely again within 6 h"]);
        expect(value).toBeGreaterThanOrEqual(0.6);
        expect(chances.at(-2) ?? 0).toBeLessThan(0.6);
      } else {
        expect([action, title, time % (12 * HOUR)]).toEqual(["clear", "Alarm x no longer likely within 6 h", 0]);
        expect(value).toBeLessThan(0.6);
        expect(evidence?.["why"]).toMatch(
          /^it was seen to fail \d+ times, the last just now; the chance that it does again within 6 h is [1-5]?\d %, told from 60 % on$/,
        );
      }
    }
  });

  it("tells once what fails so often that it is likely all the time", () => {
    const times = Array.from({ length: 80 }, (_, i) => 3 * (i + 1));
    const { alerts } = runRule(rule, rows("s", times, 260));
    expect(alerts.map(({ action, time }) => [action, time])).toEqual([["raise", 9 * HOUR]]);
  });

  it("knows a sensor by any code, and says the horizon as it was set", () => {
    const times = Array.from({ length: 20 }, (_, i) => 12 * (i + 1));
    const told = (sensor: string, settings = {}) =>
      runRule(
        rule,
        rows("s", times, 260).map((event) => ({ ...event, sensor })),
        { limit: 0.6, ...settings },
      ).alerts;
    const plain = told("a");
    for (const code of ["__proto__", "constructor", "toString"]) expect(told(code)).toEqual(plain);
    expect(plain[0]?.title).toBe("Alarm x likely again within 24 h");
    expect(told("a", { horizon: 100 * 60_000, limit: 0.1 })[0]?.title).toBe("Alarm x likely again within 1.67 h");
  });

  it("counts a failure when a flag goes on that was off, and was not on shortly before", () => {
    const failuresOf = (flags: string, apart: number): unknown => {
      const events = [...flags].map((flag, i) => ({
        time: i * HOUR,
        station: "s",
        alarm: "x",
        sensor: "a",
        value: 0,
        active: flag === "1",
      }));
      return runRule(rule, events, { apart: apart * HOUR }).states.get("s||x");
    };
    // In the middle of an alarm the first row says nothing of when it began.
    expect(failuresOf("1100", 1)).toMatchObject({ failures: 0 });
    const other = ["a", "b"].map((sensor, i) => ({
      time: i * HOUR,
      station: "s",
      alarm: "x",
      sensor,
      value: 0,
      active: sensor === "b",
    }));
    expect(runRule(rule, other).states.get("s||x")).toMatchObject({ failures: 0 });
    expect(failuresOf("110010", 1)).toMatchObject({ failures: 1, since: 4 * HOUR });
    expect(failuresOf("001010100000100", 1)).toMatchObject({ failures: 4 });
    expect(failuresOf("001010100000100", 3)).toMatchObject({ failures: 2, gaps: [2, 10] });
  });
});
