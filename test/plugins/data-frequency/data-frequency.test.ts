import { describe, expect, it } from "vitest";
import frequency from "../../../plugins/data-frequency/frequency.ts";
import silence from "../../../plugins/data-frequency/silence.ts";
import { randomOf } from "../noise.ts";
import { runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const every = (sensor: string, interval: number, from: number, to: number, jitter = 0): TestEvent[] => {
  const random = randomOf(9);
  const events: TestEvent[] = [];
  for (let time = from; time < to; time += interval)
    events.push({ time: time + Math.round(jitter * random.uniform()), station: "s", sensor, value: 1 });
  return events;
};

describe("data-frequency", () => {
  it("tells once when a sensor starts to report at another rate, and not of jitter", () => {
    const events = [
      ...every("a", MINUTE, 0, 600 * MINUTE, 20_000),
      ...every("a", 3 * MINUTE, 600 * MINUTE, 3000 * MINUTE, 20_000),
    ];
    const { alerts, points } = runRule(frequency, events);
    expect(alerts.map(({ title, action }) => [action, title])).toEqual([
      ["raise", "Sensor a reports less often"],
      ["clear", "Sensor a reports at its new rate as usual"],
    ]);
    expect(alerts[0]?.time).toBeLessThan(700 * MINUTE);
    expect(alerts[0]?.evidence?.["why"]).toMatch(/^the last readings came every 2\.\d+ min, usually every 1\.\d+ min$/);
    expect(alerts[1]?.evidence?.["why"]).toMatch(/^the last readings came every [23](\.\d+)? min, formerly every 1\.\d+ min$/);
    expect(points.filter((point) => point.series === "interval").at(-1)?.value).toBeCloseTo(180, -1);
    expect(runRule(frequency, every("a", MINUTE, 0, 3000 * MINUTE, 50_000)).alerts).toEqual([]);
  });

  it("tells when the rate is as usual again, and takes one that stays for the usual one", () => {
    const back = [
      ...every("a", MINUTE, 0, 600 * MINUTE, 5000),
      ...every("a", 3 * MINUTE, 600 * MINUTE, 1000 * MINUTE, 5000),
      ...every("a", MINUTE, 1000 * MINUTE, 1200 * MINUTE, 5000),
    ];
    const { alerts } = runRule(frequency, back);
    expect(alerts.map(({ title, action }) => [action ?? "raise", title])).toEqual([
      ["raise", "Sensor a reports less often"],
      ["clear", "Sensor a reports as usual again"],
    ]);
    expect((alerts[0]?.time ?? 0) / MINUTE).toBeLessThan(640);
    expect((alerts[1]?.time ?? 0) / MINUTE).toBeLessThan(1040);
    const stays = [...every("a", MINUTE, 0, 600 * MINUTE), ...every("a", 3 * MINUTE, 600 * MINUTE, 2400 * MINUTE)];
    expect(
      runRule(frequency, [...stays, ...every("a", MINUTE, 2400 * MINUTE, 2600 * MINUTE)]).alerts.map(({ title }) => title),
    ).toEqual(["Sensor a reports less often", "Sensor a reports at its new rate as usual", "Sensor a reports more often"]);
  });

  it.each([
    ["rows held back from days before", [-3 * 1440 * MINUTE, -1440 * MINUTE]],
    ["a silence among the first readings", [-2000 * MINUTE, -1999 * MINUTE, -1998 * MINUTE]],
  ])("learns the usual rate of a sensor that begins with %s", (_, early) => {
    const before = early.map((time) => ({ time, station: "s", sensor: "a", value: 1 }));
    const { alerts, points } = runRule(frequency, [...before, ...every("a", MINUTE, 0, 2000 * MINUTE, 5000)]);
    expect(alerts).toEqual([]);
    expect(points.filter(({ series }) => series === "interval").at(-1)?.value).toBeCloseTo(60, -1);
  });

  it("takes a changed rate over with its own jitter, so that the sensor is not told of again and again", () => {
    const random = randomOf(5);
    let time = 0;
    const loses: TestEvent[] = [];
    for (let i = 0; i < 20_000; i++) {
      do time += MINUTE;
      while (i >= 5000 && i < 8000 && random.uniform() < 0.7);
      loses.push({ time, station: "s", sensor: "a", value: 1 });
    }
    const actions = runRule(frequency, loses).alerts.map(({ action }) => action);
    expect(actions).toEqual(["raise", "clear", "raise", "clear"]);
  });

  it("goes on from the states of versions 2 and 3", () => {
    const [state] = runRule(frequency, every("a", MINUTE, 0, 600 * MINUTE)).states.values();
    const { recentInterval, usualInterval, changedInterval, changedJitter, ...rest } = state as Record<string, number>;
    const second = { ...rest, recent: recentInterval, usual: usualInterval } as Record<string, number>;
    const third = { ...second, changedMean: changedInterval, changedJitter } as Record<string, number>;
    expect(frequency.migrateState?.(third, 3)).toEqual(state);
    expect(frequency.migrateState?.(second, 2)).toEqual({
      ...(state as object),
      changedInterval: recentInterval,
      changedJitter: rest["jitter"],
    });
    expect(frequency.migrateState?.(second, 1)).toBeUndefined();
  });

  it("does not take the chance of an irregular sensor, or one long silence, for another rate", () => {
    const random = randomOf(12);
    let time = 0;
    const irregular: TestEvent[] = [];
    for (let i = 0; i < 20_000; i++) {
      time += Math.round(-Math.log(1 - random.uniform()) * MINUTE);
      irregular.push({ time, station: "s", sensor: "a", value: 1 });
    }
    expect(runRule(frequency, irregular).alerts.length).toBeLessThanOrEqual(2);
    const silence = [...every("a", MINUTE, 0, 600 * MINUTE), ...every("a", MINUTE, 1500 * MINUTE, 2000 * MINUTE)];
    expect(runRule(frequency, silence).alerts).toEqual([]);
  });

  it("records what share of the expected events is missing", () => {
    const events = every("a", MINUTE, 0, 600 * MINUTE).filter(({ time }) => time < 300 * MINUTE || (time / MINUTE) % 3 !== 0);
    const missing = runRule(frequency, events).points.filter(({ series }) => series === "missing");
    const at = (hour: number) => missing.find(({ time }) => time >= hour * 60 * MINUTE)?.value ?? Number.NaN;
    expect(at(4)).toBeCloseTo(0, 1);
    expect(at(6)).toBeCloseTo(1 / 3, 1);
  });
});

describe("silent-sensors", () => {
  const station = every("b", MINUTE, 0, 1000 * MINUTE);

  it("tells of a sensor that stops while its station goes on, and when it is back", () => {
    const events = [
      ...station,
      ...every("a", 5 * MINUTE, 0, 300 * MINUTE),
      ...every("a", 5 * MINUTE, 700 * MINUTE, 1000 * MINUTE),
    ];
    const { alerts } = runRule(silence, events, {}, { until: 1000 * MINUTE });
    expect(alerts.map(({ action, about }) => [action ?? "raise", about])).toEqual([
      ["raise", "a"],
      ["clear", "a"],
    ]);
    const raised = (alerts[0]?.time ?? 0) / MINUTE;
    expect(raised).toBeGreaterThan(315);
    expect(raised).toBeLessThan(345);
    expect(alerts[1]?.evidence).toMatchObject({ silentMinutes: 405, why: "a reading came after 6.75 h without one" });
    expect(alerts[0]?.evidence?.["why"]).toMatch(
      /^nothing came of it for 3\d min, though its station sends; usually a reading comes every 5 min, and it is silent after 30 min$/,
    );
  });

  it("tells of a sensor that sends less often than before twice, and then knows its rate", () => {
    const slower = [...every("a", MINUTE, 0, 300 * MINUTE), ...every("a", 15 * MINUTE, 300 * MINUTE, 3000 * MINUTE)];
    const { alerts } = runRule(silence, [...every("b", MINUTE, 0, 3000 * MINUTE), ...slower], {}, { until: 3000 * MINUTE });
    expect(alerts.map(({ action, about }) => [action ?? "raise", about])).toEqual([
      ["raise", "a"],
      ["clear", "a"],
      ["raise", "a"],
      ["clear", "a"],
    ]);
    // Watched again, by the rate it has now.
    const gone = [...slower, ...every("b", MINUTE, 0, 3300 * MINUTE)];
    const last = runRule(silence, gone, {}, { until: 3300 * MINUTE }).alerts.at(-1);
    expect(last).toMatchObject({ title: "Sensor a silent", evidence: { intervalSeconds: 900 } });
    const station = runRule(silence, slower, {}, { until: 3000 * MINUTE }).alerts;
    expect(station.map(({ action, about }) => [action ?? "raise", about])).toEqual([
      ["raise", "station"],
      ["clear", "station"],
      ["raise", "station"],
      ["clear", "station"],
    ]);
  });

  it("names the sensor that is gone where those that are left send seldom, instead of the station again and again", () => {
    const events = [...every("a", MINUTE, 0, 360 * MINUTE), ...every("b", 60 * MINUTE, 30 * MINUTE, 6000 * MINUTE)];
    const { alerts } = runRule(silence, events, {}, { until: 6000 * MINUTE });
    expect(alerts.map(({ action, title }) => [action ?? "raise", title])).toEqual([
      ["raise", "Station silent"],
      ["clear", "Station sends again"],
      ["raise", "Sensor a silent"],
    ]);
    // The station as a whole is still watched, by the one that is left.
    const after = runRule(silence, events, {}, { until: 6500 * MINUTE }).alerts.at(-1);
    expect(after).toMatchObject({ title: "Station silent", time: (5970 + 6 * 60) * MINUTE });
  });

  it("counts a sensor's silence from its own last reading, though its station was silent in between", () => {
    const up = (sensor: string, until: number, from: number) => [
      ...every(sensor, MINUTE, 0, until * MINUTE),
      ...every(sensor, MINUTE, from * MINUTE, 720 * MINUTE),
    ];
    const { alerts } = runRule(silence, [...up("a", 180, 600), ...up("b", 300, 480)], {}, { until: 719 * MINUTE });
    expect(alerts.map(({ title }) => title)).toEqual([
      "Sensor a silent",
      "Station silent",
      "Station sends again",
      "Sensor a sends again",
    ]);
    expect(alerts.at(-1)?.evidence).toMatchObject({ since: 179 * MINUTE, silentMinutes: 421 });
  });

  it("watches a station that came back by its quickest sensor, whichever sent first", () => {
    const outage = (time: number) => time < 300 * MINUTE || time >= 480 * MINUTE;
    const events = [...every("b", MINUTE, 0, 500 * MINUTE), ...every("a", 60 * MINUTE, 0, 500 * MINUTE)].filter(
      ({ time, sensor }) => outage(time) && (sensor === "a" || time !== 480 * MINUTE),
    );
    const { alerts } = runRule(silence, events, {}, { until: 600 * MINUTE });
    expect(alerts.map(({ title, time }) => [title, time / MINUTE])).toEqual([
      ["Station silent", 309],
      ["Station sends again", 480],
      ["Station silent", 509],
    ]);
  });

  it("goes on where none of the sensors that send is known any more", () => {
    const events = [
      ...every("a", MINUTE, 0, 300 * MINUTE),
      // Hardly known when the station falls silent; the one that is known sends only once after that.
      ...every("b", 10 * MINUTE, 270 * MINUTE, 300 * MINUTE),
      ...every("c", 10 * MINUTE, 270 * MINUTE, 300 * MINUTE),
      ...every("a", MINUTE, 600 * MINUTE, 601 * MINUTE),
      ...every("b", 10 * MINUTE, 601 * MINUTE, 640 * MINUTE),
      ...every("c", MINUTE, 622 * MINUTE, 900 * MINUTE),
    ];
    const { alerts } = runRule(silence, events, { atLeast: 15 * MINUTE }, { until: 1000 * MINUTE });
    expect(alerts.map(({ title, time }) => [title, time / MINUTE])).toEqual([
      ["Station silent", 314],
      ["Station sends again", 600],
      ["Sensor a silent", 621],
      ["Station silent", 914],
    ]);
  });

  it.each(["station", "sensor station"])("keeps a sensor called %s apart from its station", (name) => {
    const events = [
      ...station,
      ...every(name, MINUTE, 0, 300 * MINUTE),
      ...every("station", MINUTE, 1500 * MINUTE, 1510 * MINUTE),
      ...every("b", MINUTE, 1500 * MINUTE, 1510 * MINUTE),
    ];
    const { alerts } = runRule(silence, events, {}, { until: 1510 * MINUTE });
    expect(alerts.slice(0, 2).map(({ action, about, title }) => [action ?? "raise", about, title])).toEqual([
      ["raise", `sensor ${name}`, `Sensor ${name} silent`],
      ["raise", "station", "Station silent"],
    ]);
    // The station's alert ends with the first event of any sensor; each sensor's with its own.
    const clears = alerts.filter(({ action }) => action === "clear").map(({ about }) => about);
    expect(clears).toEqual(name === "station" ? ["station", "sensor station"] : ["station"]);
  });

  it("tells of a whole station by event time alone, once, and not of each of its sensors", () => {
    const events = [...station, ...every("a", 5 * MINUTE, 0, 1000 * MINUTE), ...every("b", MINUTE, 1500 * MINUTE, 1600 * MINUTE)];
    const { alerts } = runRule(silence, events, {}, { until: 1600 * MINUTE });
    expect(alerts.map(({ action, about }) => [action ?? "raise", about]).slice(0, 2)).toEqual([
      ["raise", "station"],
      ["clear", "station"],
    ]);
    expect((alerts[0]?.time ?? 0) / MINUTE).toBeLessThan(1020);
    expect(alerts.slice(2).every((alert) => alert.about === "a")).toBe(true);
  });

  it.each(["__proto__", "constructor", "toString"])("tells of a sensor called %s as of any other", (name) => {
    const of = (sensor: string) =>
      runRule(silence, [...station, ...every(sensor, 5 * MINUTE, 0, 300 * MINUTE)], {}, { until: 1000 * MINUTE }).alerts;
    expect(of(name).map(({ time, about }) => [time, about])).toEqual(of("a").map(({ time }) => [time, name]));
  });

  it("forgives a stalled uplink shorter than ten minutes", () => {
    const events = every("b", MINUTE, 0, 1000 * MINUTE).filter((event) => event.time < 500 * MINUTE || event.time > 508 * MINUTE);
    expect(runRule(silence, events, {}, { until: 1000 * MINUTE }).alerts).toEqual([]);
  });

  it.each([0, 2.5 * MINUTE, 10 * MINUTE])(
    "looks at its sensors when one may be silent, %i ms on, as if it looked each time",
    (atLeast) => {
      const random = randomOf(11);
      const events: TestEvent[] = [];
      for (const [nth, sensor] of ["a", "b", "c", "7", "11"].entries())
        for (let time = nth * 1000; time < 3000 * MINUTE; time += Math.round((0.5 + nth + random.uniform()) * MINUTE))
          if (random.uniform() < 0.02) time += Math.round(random.uniform() * 200 * MINUTE);
          else events.push({ time, station: "s", sensor, value: 1 });
      const always: typeof silence = {
        ...silence,
        onEvent(context, event) {
          context.state.oldest = -Number.MAX_SAFE_INTEGER;
          silence.onEvent?.(context, event);
        },
      };
      const told = runRule(silence, events, { atLeast }, { until: 3000 * MINUTE });
      expect(told.alerts.length).toBeGreaterThan(20);
      expect(told.alerts).toEqual(runRule(always, events, { atLeast }, { until: 3000 * MINUTE }).alerts);
    },
  );

  it.each([1, 2])("goes on from the state of version %i, whose timer is gone", (version) => {
    const [now] = runRule(silence, every("a", MINUTE, 0, 20 * MINUTE), {}, { until: 19 * MINUTE }).states.values();
    const { back, oldest, sensors, ...rest } = now as { back: number; oldest: number; sensors: { a: { steady: number } } };
    const { steady, ...sensor } = sensors.a;
    const former = { ...rest, ...(version === 2 ? { oldest } : {}), sensors: { a: sensor } } as never;
    expect(silence.migrateState?.(former, version)).toEqual({
      ...(now as object),
      oldest: -Number.MAX_SAFE_INTEGER,
      watched: false,
    });
    expect(silence.migrateState?.(former, 0)).toBeUndefined();
  });

  it("says nothing of a sensor that sent a few times and never again", () => {
    const { alerts } = runRule(silence, [...every("a", MINUTE, 0, 600 * MINUTE), ...every("b", MINUTE, 0, 8 * MINUTE)]);
    expect(alerts).toEqual([]);
  });

  it("takes nothing for missing where less than two readings are expected in a period", () => {
    const points = (interval: number): readonly string[] =>
      runRule(frequency, every("a", interval * MINUTE, 0, 3000 * MINUTE), { every: 60 * MINUTE }).points.map(
        ({ series }) => series,
      );
    expect(points(45)).toContain("interval");
    expect(points(45)).not.toContain("missing");
    expect(points(20)).toContain("missing");
  });
});
