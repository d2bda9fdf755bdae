import fc from "fast-check";
import { describe, expect, it } from "vitest";
import rule from "../../../plugins/anomaly/index.ts";
import { randomOf } from "../noise.ts";
import { type Ran, runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STEP = 5 * MINUTE;
/** Two weeks at one reading in five minutes. */
const TWO_WEEKS = 4032;

const eventsOf = (n: number, value: (i: number) => number, step = STEP): TestEvent[] =>
  Array.from({ length: n }, (_, i) => ({ time: i * step, station: "s", sensor: "a", value: value(i) }));
const noisy = (n: number, value: (i: number) => number, noise = 1, seed = 1, step = STEP): TestEvent[] => {
  const random = randomOf(seed);
  return eventsOf(n, (i) => value(i) + noise * random.noise(), step);
};
const kinds = ({ alerts }: Ran): unknown[] => alerts.map((alert) => alert.evidence?.["kind"]);
const rowOf = ({ alerts }: Ran, step = STEP): number => (alerts[0]?.time ?? Number.NaN) / step;
/** By chance once a month and measure is promised; these tests ask for what is beyond chance. */
const SURE = { interval: 1000 * DAY };

describe("anomaly finds, once each,", () => {
  it("a spike in a quiet series, at its row, with what was expected", () => {
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (i === 3000 ? 50 : 20)),
      SURE,
    );
    expect(kinds(ran)).toEqual(["spike"]);
    expect(rowOf(ran)).toBe(3000);
    const evidence = ran.alerts[0]?.evidence as { expected: number; low: number; high: number; score: number; why: string };
    expect(evidence.expected).toBeCloseTo(20, -0.5);
    expect(evidence.low).toBeGreaterThan(10);
    expect(evidence.high).toBeLessThan(30);
    expect(evidence.why).toContain("beside neighbours around");
    expect(ran.alerts[0]?.title).toBe("Sensor a: spike");
  });

  it("a level shift, and neither its staying nor its going back within the hour", () => {
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (i >= 3000 && i < 3010 ? 30 : 20)),
      SURE,
    );
    expect(ran.alerts).toHaveLength(1);
    const stays = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (i >= 3000 ? 24 : 20)),
      SURE,
    );
    expect(stays.alerts).toHaveLength(1);
    expect(rowOf(stays)).toBeGreaterThanOrEqual(3000);
    expect(rowOf(stays)).toBeLessThan(3020);
  });

  it("a fall of what often rises far and never falls below zero, within thirty readings", () => {
    let found = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const random = randomOf(seed);
      const events = eventsOf(TWO_WEEKS, (i) => Math.exp(2 + 0.5 * random.noise()) * (i >= 3000 && i < 3100 ? 0.2 : 1));
      const falls = runRule(rule, events, SURE).alerts.filter(({ time }) => time >= 3000 * STEP && time < 3030 * STEP);
      for (const { evidence } of falls) {
        found++;
        const { expected, low, measured } = evidence as { expected: number; low: number; measured: number };
        expect(measured).toBeLessThan(low);
        expect(low).toBeGreaterThan(0);
        expect(expected).toBeGreaterThan(5);
      }
    }
    // By their distance alone, without logarithms, three are found so early.
    expect(found).toBeGreaterThanOrEqual(5);
  });

  it("what is told at a lower threshold, too", () => {
    const events = noisy(TWO_WEEKS, (i) => (i >= 3000 && i < 3100 ? 25 : 20));
    const during = ({ alerts }: Ran) => alerts.filter(({ time }) => time >= 3000 * STEP && time < 3100 * STEP).length;
    expect(during(runRule(rule, events, { threshold: 0.2 }))).toBeLessThanOrEqual(3);
    expect(during(runRule(rule, events, { threshold: 0.2 }))).toBeGreaterThanOrEqual(1);
  });

  it("a drift no single reading of which stands out", () => {
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => 20 + Math.max(0, Math.min(i - 3000, 300)) * 0.03),
      SURE,
    );
    expect(ran.alerts.length).toBeGreaterThanOrEqual(1);
    expect(["drift", "time-of-day pattern"]).toContain(kinds(ran)[0]);
    expect(rowOf(ran)).toBeGreaterThan(3000);
    expect(rowOf(ran)).toBeLessThan(3300);
  });

  it("a level that is another one behind a gap, which is no drift: what it did meanwhile is not known", () => {
    const month = 30 * DAY;
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (i < 3000 ? 20 : 28)).map((event, i) =>
        i < 3000 ? event : { ...event, time: event.time + month },
      ),
      SURE,
    );
    expect(kinds(ran)).toEqual(["level shift"]);
    expect(rowOf(ran)).toBe(3000 + month / STEP);
  });

  it("a frozen sensor, while it is frozen", () => {
    let held = 0;
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, () => 20).map((event, i) => {
        if (i === 3000) held = event.value;
        return i >= 3000 && i < 3100 ? { ...event, value: held } : event;
      }),
      SURE,
    );
    expect(["frozen", "variance"]).toContain(kinds(ran)[0]);
    expect(kinds(ran)).toHaveLength(1);
    expect(rowOf(ran)).toBeLessThan(3100);
  });

  it("noise that has become much louder, though its mean stays", () => {
    const random = randomOf(8);
    const ran = runRule(
      rule,
      eventsOf(TWO_WEEKS, (i) => 20 + (i >= 3000 ? 3 : 1) * random.noise()),
      SURE,
    );
    expect(ran.alerts.length).toBeGreaterThanOrEqual(1);
    expect(rowOf(ran)).toBeGreaterThanOrEqual(3000);
    expect(rowOf(ran)).toBeLessThan(3100);
  });

  it("a day that does not do what the days before did, within values seen every day", () => {
    const wave = (i: number) => (i % 288 >= 108 && i % 288 < 216 ? 80 : 20);
    const ran = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (Math.floor(i / 288) === 10 ? 20 : wave(i)), 2),
      SURE,
    );
    // The first days are news.
    const later = ran.alerts.filter(({ time }) => time > 3 * DAY);
    expect(kinds({ ...ran, alerts: later })).toEqual(["time-of-day pattern"]);
    expect(rowOf({ ...ran, alerts: later })).toBeGreaterThanOrEqual(10 * 288 + 108);
    expect(rowOf({ ...ran, alerts: later })).toBeLessThan(10 * 288 + 130);
  });
});

describe("anomaly says nothing of", () => {
  it.each([
    ["a constant", () => 7],
    ["a daily wave", (i: number) => 20 + 8 * Math.sin((2 * Math.PI * i) / 288)],
    ["a daily square wave", (i: number) => (i % 288 < 144 ? 20 : 80)],
  ])("%s without noise", (_, value) => {
    const ran = runRule(rule, eventsOf(TWO_WEEKS, value));
    // The first days are news.
    expect(ran.alerts.filter(({ time }) => time > 3 * DAY)).toEqual([]);
  });

  it("a noisy daily cycle but for chance", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { alerts } = runRule(
        rule,
        noisy(TWO_WEEKS, (i) => 20 + 8 * Math.sin((2 * Math.PI * i) / 288), 1, seed),
      );
      expect(alerts.length).toBeLessThanOrEqual(3);
    }
  });

  it("the heavy tails of a noise that always had them, but for chance", () => {
    let alerts = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomOf(seed);
      // Student's t with three degrees of freedom: about 40 readings in two weeks beyond five deviations of their normal core.
      const t3 = () => {
        const sum = random.noise() ** 2 + random.noise() ** 2 + random.noise() ** 2;
        return random.noise() / Math.sqrt(Math.max(sum, 1e-3) / 3);
      };
      alerts += runRule(
        rule,
        eventsOf(TWO_WEEKS, () => 20 + t3()),
      ).alerts.length;
    }
    expect(alerts).toBeLessThanOrEqual(25);
  });

  it("spikes that come all the time", () => {
    const { alerts } = runRule(
      rule,
      noisy(TWO_WEEKS, (i) => (i % 41 === 0 ? 60 : 20)),
    );
    expect(alerts.filter(({ time }) => time > 3 * DAY).length).toBeLessThanOrEqual(2);
  });
});

describe("anomaly's score", () => {
  const hostile = fc.array(
    fc.record({
      gap: fc.oneof(
        fc.constant(0),
        fc.constant(STEP),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 2_000_000_000 }),
      ),
      value: fc.oneof(
        fc.constantFrom(0, 1, 20, -0, 1e308, -1e308, Number.MIN_VALUE),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
    }),
    { minLength: 150, maxLength: 600, size: "max" },
  );

  it("is one per event and in 0 … 1, and the state stays plain JSON, whatever comes", () => {
    fc.assert(
      fc.property(hostile, (rows) => {
        let time = -1e9;
        const events = rows.map(({ gap, value }) => ({ time: (time += gap), station: "s", sensor: "a", value }));
        const ran = runRule(rule, events);
        expect(ran.points).toHaveLength(events.length);
        for (const { value } of ran.points) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        // A number that is not finite becomes null in JSON.
        for (const state of ran.states.values()) expect(JSON.stringify(state)).not.toContain("null");
        for (const { evidence } of ran.alerts) expect(JSON.stringify(evidence)).not.toContain("null");
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  it("goes on the same from a state that went through JSON, and never looks ahead", () => {
    const events = noisy(2500, (i) => 20 + 8 * Math.sin((2 * Math.PI * i) / 288) + (i > 2200 ? 9 : 0), 2, 4);
    const whole = runRule(rule, events);
    const half = runRule(rule, events.slice(0, 1250));
    expect(half.points).toEqual(whole.points.slice(0, 1250));
    const text = JSON.stringify([...half.states.values()][0]);
    const resumed = runRule({ ...rule, initialState: () => JSON.parse(text) }, events.slice(1250));
    expect(resumed.points).toEqual(whole.points.slice(1250));
    expect(resumed.alerts).toEqual(whole.alerts.filter(({ time }) => time >= 1250 * STEP));
  });

  it("needs no more state for more events", () => {
    const size = (n: number) =>
      JSON.stringify([
        ...runRule(
          rule,
          noisy(n, (i) => 20 + (i % 7), 1, 2, 10_000),
        ).states.values(),
      ]).length;
    expect(size(30_000)).toBeLessThan(16_384);
    expect(size(60_000)).toBeLessThan(16_384);
  });

  it("does not depend on the unit", () => {
    const events = noisy(2000, (i) => (i === 1500 ? 9 : 0), 1, 6);
    const scores = runRule(rule, events).points.map(({ value }) => value);
    const other = runRule(
      rule,
      events.map((event) => ({ ...event, value: 1024 * event.value })),
    ).points.map(({ value }) => value);
    other.forEach((score, i) => void expect(score).toBeCloseTo(scores[i] ?? Number.NaN, 4));
  });

  it("does not depend on how small the unit is, nor on what all values have in common", () => {
    const events = noisy(2000, (i) => (i === 1500 ? 30 : 0), 1, 6);
    const found = (to: (value: number) => number) =>
      runRule(
        rule,
        events.map((event) => ({ ...event, value: to(event.value) })),
        SURE,
      ).alerts.map(({ time, evidence }) => [time / STEP, evidence?.["kind"]]);
    expect(found((value) => value)).toEqual([[1500, "spike"]]);
    expect(found((value) => 1e-12 * value)).toEqual([[1500, "spike"]]);
    expect(found((value) => 1e9 + 1e-3 * value)).toEqual([[1500, "spike"]]);
  });

  it("says the numbers that tell the anomaly, also where all of them begin alike", () => {
    const { alerts } = runRule(
      rule,
      noisy(2000, (i) => 101_325 + (i === 1500 ? 9 : 0), 0.5, 6),
      SURE,
    );
    const { low, high, measured, why } = (alerts[0] as (typeof alerts)[0]).evidence as {
      low: number;
      high: number;
      measured: number;
      why: string;
    };
    expect(high - low).toBeGreaterThan(1);
    expect(measured).toBeGreaterThan(high);
    expect(why).toMatch(/^10133\d\.\d+ beside neighbours around 10132[45]\.\d+, usually within/);
  });

  it("two rows of one reading count once, and both have its score", () => {
    const events = noisy(2000, (i) => (i === 1500 ? 50 : 20), 1, 6);
    const once = runRule(rule, events);
    const twice = runRule(
      rule,
      events.flatMap((event) => [
        { ...event, alarm: "high" },
        { ...event, alarm: "low" },
      ]),
    );
    expect(twice.alerts.map(({ time, evidence }) => [time, evidence])).toEqual(
      once.alerts.map(({ time, evidence }) => [time, evidence]),
    );
    expect(twice.points.map(({ value }) => value)).toEqual(once.points.flatMap(({ value }) => [value, value]));
  });

  it("is quiet on daily readings: of noise, less than one in two hundred is told", () => {
    let alerts = 0;
    for (let seed = 1; seed <= 6; seed++)
      alerts += runRule(
        rule,
        noisy(1000, () => 20, 1, seed, DAY),
      ).alerts.length;
    expect(alerts).toBeLessThan(30);
  });

  it("is 0 of what is only ever on or off, and that of a measurement from the first other value on", () => {
    const turned = (i: number): number => (i < 3000 ? (i % 50 === 0 ? 1 : 0) : i % 3 === 0 ? 0 : 1);
    const alarms = runRule(rule, eventsOf(TWO_WEEKS, turned));
    expect(alarms.alerts).toEqual([]);
    expect(alarms.points.every(({ value }) => value === 0)).toBe(true);
    // The same turned over between other values is a level that shifts.
    expect(
      runRule(
        rule,
        eventsOf(TWO_WEEKS, (i) => 20 + turned(i)),
      ).alerts.length,
    ).toBeGreaterThan(0);
    const counts = runRule(
      rule,
      eventsOf(TWO_WEEKS, (i) => (i === 3500 ? 90 : i % 50 === 0 ? 1 : 0)),
    );
    expect(counts.alerts.map(({ time }) => time / STEP)).toEqual([3500]);
  });

  it("goes on from the state of version 5", () => {
    const events = noisy(2500, () => 20, 1, 4);
    const half = runRule(rule, events.slice(0, 1250));
    const { told, memory } = JSON.parse(JSON.stringify([...half.states.values()][0])) as { told: object; memory: number[] };
    const migrated = rule.migrateState?.({ told, memory: memory.slice(0, 401) } as never, 5);
    const resumed = runRule({ ...rule, initialState: () => migrated as never }, events.slice(1250));
    expect(resumed.points).toEqual(runRule(rule, events).points.slice(1250));
  });

  it("goes on from the state of version 4", () => {
    const events = noisy(2500, () => 20, 1, 4);
    const half = runRule(rule, events.slice(0, 1250));
    const { told, memory } = JSON.parse(JSON.stringify([...half.states.values()][0])) as { told: object; memory: number[] };
    const migrated = rule.migrateState?.({ told, memory: memory.slice(0, 400) } as never, 4);
    const resumed = runRule({ ...rule, initialState: () => migrated as never }, events.slice(1250));
    expect(resumed.points).toEqual(runRule(rule, events).points.slice(1250));
    expect(rule.migrateState?.({}, 3)).toBeUndefined();
  });

  it("of nothing after a gap: what the value did meanwhile is not known", () => {
    const events = noisy(2000, (i) => (i < 1500 ? 20 : 23)).map((event, i) => ({
      ...event,
      time: event.time + (i < 1500 ? 0 : 6 * 3_600_000),
    }));
    const [first] = runRule(rule, events, SURE).alerts;
    expect(first?.evidence?.["kind"]).not.toBe("spike");
  });
});
