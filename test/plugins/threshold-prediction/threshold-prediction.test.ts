import { describe, expect, it } from "vitest";
import catalogue from "../../../plugins/base-station/index.ts";
import rule from "../../../plugins/threshold-prediction/index.ts";
import { simulateBts } from "../../../src-main/simulate/simulate-bts.ts";
import { randomOf } from "../noise.ts";
import { type RanAlert, runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `value(i)` every `step`, with noise. */
function series(n: number, step: number, threshold: number, value: (i: number) => number, noise = 0.1, seed = 1): TestEvent[] {
  const random = randomOf(seed);
  return Array.from({ length: n }, (_, i) => ({
    time: i * step,
    sensor: "s",
    value: value(i) + noise * random.noise(),
    threshold,
  }));
}
const raises = (alerts: readonly RanAlert[]): RanAlert[] => alerts.filter((alert) => alert.action === undefined);
const crossing = (events: readonly TestEvent[]): number =>
  events.find((event) => event.value >= (event.threshold ?? 0))?.time ?? Number.NaN;

/** Each time the value comes from well below its threshold and reaches it. */
function crossings(events: readonly TestEvent[]): number[] {
  const found: number[] = [];
  let below = true;
  for (const { time, value, threshold } of events) {
    if (below && value >= (threshold ?? 0)) found.push(time);
    if (value >= (threshold ?? 0)) below = false;
    else if (value < (threshold ?? 0) - 3) below = true;
  }
  return found;
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("threshold-prediction", () => {
  it.each([
    ["minutes", MINUTE, 1],
    ["five minutes", 5 * MINUTE, 1],
    ["hours", HOUR, 1],
    ["ten seconds", 10_000, 1],
  ])("warns once before a climb sampled in %s crosses, with the crossing inside its interval", (_, step) => {
    const rise = (i: number) => 20 + Math.max(0, i - 200) * 0.12;
    const events = series(420, step, 35, rise);
    const at = crossing(events);
    const warned = raises(runRule(rule, events).alerts).filter((alert) => alert.time < at);
    expect(warned).toHaveLength(1);
    const evidence = warned[0]?.evidence as { crossing: number; low: number; high: number };
    expect(evidence.low).toBeLessThanOrEqual(at);
    expect(evidence.high).toBeGreaterThanOrEqual(at);
    expect(evidence.low).toBeLessThan(evidence.crossing);
    expect(evidence.crossing).toBeLessThan(evidence.high);
    expect(warned[0]?.evidence?.["why"]).toMatch(
      /^the value is about [\d.]+ and rises by [\d.]+ an hour: at that it reaches [\d.]+ in .+, between .+ and .+ from now in four cases of five; .+ a chance of \d+ %$/,
    );
  });

  it.each([
    ["minute", MINUTE],
    ["hour", HOUR],
  ])("learns of a key read each %s what it learns of it alone when others come in between, across gaps and steps", (_, step) => {
    const ofSensor = (sensor: string, seed: number): TestEvent[] =>
      series(2000, step, 60, (i) => 20 + 6 * Math.sin(i / 25) + 15 * (Math.floor(i / 400) % 2), 1, seed)
        .filter((_, i) => i % 170 > 30)
        .map((event) => ({ ...event, sensor }));
    const [a, b] = [ofSensor("a", 1), ofSensor("b", 2)];
    const alone = new Map([...runRule(rule, a).states, ...runRule(rule, b).states]);
    expect(alone.size).toBe(2);
    expect(runRule(rule, [...a, ...b]).states).toEqual(alone);
  });

  it.each([
    ["six hours", 6 * HOUR],
    ["day", 24 * HOUR],
    ["week", 168 * HOUR],
  ])("warns of a climb that is read only every %s", (_, step) => {
    const events = series(120, step, 35, (i) => 20 + Math.max(0, i - 60) * 0.4);
    const at = crossing(events);
    const { alerts } = runRule(rule, events);
    expect(raises(alerts).map(({ time }) => time < at)).toEqual([true]);
    expect(alerts.map(({ action }) => action)).toEqual([undefined, "clear"]);
  });

  it("clears a warning when the value reaches its threshold, and says how long before that was warned of", () => {
    const events = series(420, MINUTE, 35, (i) => 20 + Math.max(0, i - 200) * 0.12);
    const [warned, cleared, ...more] = runRule(rule, events).alerts;
    const at = crossing(events);
    expect(more).toEqual([]);
    expect(cleared).toMatchObject({ action: "clear", time: at, title: "Sensor s reached its threshold" });
    const before = (at - (warned?.time ?? 0)) / MINUTE;
    expect(cleared?.evidence).toMatchObject({ warnedAt: warned?.time, minutesBefore: before, threshold: 35 });
    expect(cleared?.evidence?.["why"]).toMatch(
      new RegExp(`^the value is 35.*, the threshold 35; it was warned of ${before} min before$`),
    );
  });

  it("says that a threshold was moved away, and not that the value came away from it", () => {
    const climbs = series(420, MINUTE, 35, (i) => 20 + Math.max(0, i - 200) * 0.12);
    const warned = raises(runRule(rule, climbs).alerts)[0]?.time ?? 0;
    const moved = climbs.map((event) => (event.time > warned + 5 * MINUTE ? { ...event, threshold: 60 } : event));
    const [, taken] = runRule(rule, moved).alerts;
    expect(taken).toMatchObject({ action: "withdraw", time: warned + 6 * MINUTE });
    expect(taken?.evidence?.["why"]).toMatch(
      /^its threshold was 35 when it was warned of; the value is [\d.]+, the threshold 60$/,
    );
    // Nothing was wrong with the warning: the next one is not kept back for it.
    const [state] = runRule(rule, moved).states.values();
    expect(state).toMatchObject({ warnings: 0 });
  });

  it("tells large values by the digits in which they differ from their threshold", () => {
    const events = series(420, MINUTE, 1e9 + 15, (i) => 1e9 + Math.max(0, i - 200) * 0.12);
    expect(runRule(rule, events).alerts[0]?.evidence?.["why"]).toMatch(/^the value is about 10000000\d\d and rises by/);
  });

  it("goes on from the states of versions 7 and 8", () => {
    const { warnedOf, days, ...seventh } = { ...rule.initialState?.() } as { warnedOf: null; days: number[] };
    expect(rule.migrateState?.(seventh as never, 7)).toEqual({ ...seventh, warnedOf, days });
    expect(rule.migrateState?.({ ...seventh, warnedOf: 35 } as never, 8)).toEqual({ ...seventh, warnedOf: 35, days });
    expect(rule.migrateState?.(seventh as never, 6)).toBeUndefined();
  });

  it("warns earlier of what happens at the same hour each day than of the same climbs at hours that change", () => {
    const DAYS = 40;
    const random = randomOf(5);
    const starts = Array.from({ length: DAYS }, () => 4 + Math.floor(14 * random.uniform()));
    const leads = [() => 10, (day: number) => starts[day] ?? 10].map((startOf) => {
      const climbs = (i: number): number => {
        const day = Math.floor(i / 24);
        return 20 + Math.max(0, 6 - Math.abs(6 - ((i % 24) - startOf(day)))) * 2;
      };
      const events = series(24 * DAYS, HOUR, 29, climbs, 0.3, 3);
      const warned = raises(runRule(rule, events).alerts);
      return crossings(events).map((at) => {
        const first = warned.find(({ time }) => time < at && time >= at - 8 * HOUR);
        return first === undefined ? 0 : at - first.time;
      });
    });
    const [regular, irregular] = leads.map((each) => mean(each.slice(7)));
    expect(regular).toBeGreaterThan(irregular ?? Number.NaN);
  });

  it("foresees a value that falls to a low threshold", () => {
    const events = series(400, MINUTE, 46, (i) => 54 - Math.max(0, i - 150) * 0.04, 0.04);
    const at = events.find((event) => event.value <= 46)?.time ?? Number.NaN;
    const [first] = raises(runRule(rule, events).alerts);
    expect(first?.time).toBeLessThan(at);
    expect(at - (first?.time ?? 0)).toBeGreaterThan(10 * MINUTE);
    expect(first?.evidence?.["direction"]).toBe("down");
  });

  it.each([
    ["minute", MINUTE],
    ["ten minutes", 10 * MINUTE],
    ["hour", HOUR],
  ])("says nothing about noise, spikes and steps below the threshold of what is read each %s", (_, each) => {
    for (let seed = 1; seed <= 10; seed++) {
      const noise = series(3000, each, 30, () => 20, 1, seed);
      expect(raises(runRule(rule, noise).alerts)).toHaveLength(0);
      const spikes = series(3000, each, 30, (i) => (i % 97 === 50 ? 29 : 20), 0.3, seed);
      expect(raises(runRule(rule, spikes).alerts)).toHaveLength(0);
      const step = series(1000, each, 30, (i) => (i < 500 ? 20 : 27), 0.3, seed);
      expect(raises(runRule(rule, step).alerts)).toHaveLength(0);
    }
  });

  it("hardly warns of a value that goes up a noisy step and stays near its threshold, and does of one that climbs on behind it", () => {
    let warned = 0;
    for (let seed = 1; seed <= 10; seed++) {
      warned += raises(
        runRule(
          rule,
          series(600, MINUTE, 250, (i) => (i < 300 ? 230 : 243), 1.7, seed),
        ).alerts,
      ).length;
      const on = series(400, MINUTE, 250, (i) => (i < 300 ? 230 : 240 + (i - 300) * 0.2), 0.8, seed);
      const at = crossing(on);
      expect(raises(runRule(rule, on).alerts).some(({ time }) => time < at && time > at - HOUR)).toBe(true);
    }
    expect(warned).toBeLessThan(4);
  });

  it("learns of noise that comes near its threshold by chance: hardly one warning in a hundred readings", () => {
    for (const step of [5 * MINUTE, 40 * MINUTE, HOUR])
      for (let seed = 1; seed <= 3; seed++) {
        const noise = series(4000, step, 32.5, () => 20, 5, seed);
        expect(raises(runRule(rule, noise).alerts).length).toBeLessThan(48);
      }
  });

  it("withdraws when the climb stops and says nothing while the value rests below", () => {
    const events = series(600, MINUTE, 35, (i) => 20 + Math.min(Math.max(0, i - 200), 100) * 0.13);
    const { alerts } = runRule(rule, events);
    expect(raises(alerts)).toHaveLength(1);
    expect(alerts.at(-1)?.action).toBe("withdraw");
    expect(alerts.at(-1)?.evidence?.["why"]).toMatch(
      /^(?:the value no longer moves towards its threshold|the threshold was not reached in .+); the value is [\d.]+, the threshold [\d.]+$/,
    );
    expect(alerts.at(-1)?.time).toBeLessThan(400 * MINUTE);
  });

  it("is silent while beyond and warns again only after the value came back", () => {
    const wave = (i: number) => 30 - 12 * Math.cos((2 * Math.PI * i) / 400);
    const events = series(1600, MINUTE, 35, wave, 0.05);
    const warned = raises(runRule(rule, events).alerts);
    for (const alert of warned) expect(wave(alert.time / MINUTE)).toBeLessThan(35);
    const crossings = events.filter((event, i) => event.value >= 35 && (events[i - 1]?.value ?? 0) < 35 && i % 400 < 200);
    expect(warned.length).toBeGreaterThanOrEqual(3);
    expect(warned.length).toBeLessThanOrEqual(crossings.length + 1);
  });

  it("learns from a cycle that always turns at the same height, and still warns when one goes on", () => {
    // Fifty cycles of an hour and a half turn at 33.5; the last one climbs on.
    const cycle = (i: number) => (i < 4500 ? 30 - 3.5 * Math.cos((2 * Math.PI * i) / 90) : 26.5 + (i - 4500) * 0.12);
    for (let seed = 1; seed <= 3; seed++) {
      const events = series(4600, MINUTE, 35, cycle, 0.15, seed);
      const warned = raises(runRule(rule, events).alerts).map((alert) => alert.time / MINUTE);
      const between = (from: number, to: number): number => warned.filter((at) => at >= from && at < to).length;
      // Of 25 cycles; straight lines alone promise a crossing in about 20.
      expect(between(2250, 4500)).toBeLessThan(7);
      expect(between(4500, crossing(events) / MINUTE)).toBe(1);
    }
  });

  it("believes a clean climb that has left behind the cycle that taught it that climbs turn", () => {
    // Half-hour cooling cycles turn at 24.6 for a day and a half; then the cooling fails and the value goes on to 35.
    const cycle = (i: number) => (i < 2160 ? 24 - 0.6 * Math.cos((2 * Math.PI * i) / 30) : 23.4 + (i - 2160) * 0.12);
    for (let seed = 1; seed <= 3; seed++) {
      const events = series(2260, MINUTE, 35, cycle, 0.1, seed);
      const at = crossing(events);
      const warned = raises(runRule(rule, events).alerts).filter((alert) => alert.time < at);
      expect(warned).toHaveLength(1);
      expect(at - (warned[0]?.time ?? at)).toBeGreaterThan(15 * MINUTE);
    }
  });

  it("keeps a bounded state that survives a round trip through JSON", () => {
    const events = series(5000, 1000, 90, (i) => 50 + 10 * Math.sin(i / 100));
    const { states } = runRule(rule, events);
    for (const state of states.values()) {
      const text = JSON.stringify(state);
      expect(text.length).toBeLessThan(8192);
      expect(JSON.parse(text)).toEqual(state);
    }
  });

  it("warns of at least 90 % of the simulator's ramps before they cross, with less than one false alert per station and week", () => {
    const simulation = simulateBts({ stations: 6, days: 7, seed: 11 });
    const events: TestEvent[] = [];
    for (const line of [...simulation.chunks()].join("").split("\n").slice(1, -1)) {
      const [station, sensor, alarm, time, value, threshold] = line.split(",");
      if (threshold === "999999") continue;
      const at = Date.parse(`${time?.slice(0, 10)}T${time?.slice(11, 19)}Z`);
      events.push({ station, sensor, alarm, time: at, value: Number(value), threshold: Number(threshold) });
    }
    const named = { ...rule, onEvent: withNames(rule.onEvent) };
    const warned = raises(runRule(named, events).alerts);
    const ramps = simulation.truth().filter((planted) => planted.kind === "ramp");
    const used = new Set<RanAlert>();
    let seen = 0;
    for (const ramp of ramps) {
      const mine = warned.filter(
        ({ key, time }) =>
          key.station === ramp.station && key.alarm === ramp.alarm && time >= ramp.start && time < (ramp.crossing ?? 0),
      );
      for (const alert of mine) used.add(alert);
      if (mine.length > 0) seen++;
    }
    expect(ramps.length).toBeGreaterThan(5);
    expect(seen / ramps.length).toBeGreaterThanOrEqual(0.9);
    expect(warned.length - used.size).toBeLessThan(6);
  }, 60_000);
});

type Hook = NonNullable<typeof rule.onEvent>;
function withNames(hook: Hook | undefined): Hook {
  return (context, event) => {
    Object.assign(context, { name: (_: string, code: string) => catalogue.alarms?.[code]?.name ?? code });
    hook?.(context, event);
  };
}
