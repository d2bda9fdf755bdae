import { describe, expect, it } from "vitest";
import rule from "../../../plugins/active-alarms/index.ts";
import { runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const flags = (text: string, value: (i: number) => number = () => 1): TestEvent[] =>
  [...text].map((c, i) => ({
    time: i * MINUTE,
    station: "s",
    sensor: "a",
    alarm: "316",
    value: value(i),
    threshold: 10,
    active: c === "." ? null : c === "1",
  }));
const told = (events: readonly TestEvent[], settings = {}) =>
  runRule(rule, events, settings).alerts.map(({ action, time }) => [action, time / MINUTE]);

describe("active-alarms", () => {
  it("raises when the flag goes on and clears when it goes off, with how long it stood", () => {
    const { alerts, points } = runRule(
      rule,
      flags("0011100"),
      {},
      { severity: (alarm) => (alarm === "316" ? "critical" : undefined) },
    );
    expect(alerts.map(({ action, time, severity }) => [action, time / MINUTE, severity])).toEqual([
      ["raise", 2, "critical"],
      ["clear", 5, "info"],
    ]);
    expect(alerts[1]?.evidence).toMatchObject({ since: 2 * MINUTE, until: 5 * MINUTE, durationMinutes: 3 });
    expect(alerts[0]?.evidence?.["why"]).toMatch(/^the sensor says that the alarm is on; the value is /);
    expect(alerts[1]?.evidence?.["why"]).toMatch(/^the sensor says that the alarm is off; .* It was on for 3 min, furthest at /);
    expect(points.map((point) => [point.time / MINUTE, point.value])).toEqual([
      [2, 1],
      [5, 0],
    ]);
  });

  it("raises an alarm that is on at its first row, and looks past rows without a flag", () => {
    expect(told(flags("1.1.0"))).toEqual([
      ["raise", 0],
      ["clear", 4],
    ]);
  });

  it("keeps alarms of the same code at two sensors apart", () => {
    const events = [...flags("01110"), ...flags("00100").map((event) => ({ ...event, sensor: "b" }))];
    expect(runRule(rule, events).alerts.filter((alert) => alert.action === "raise")).toHaveLength(2);
  });

  it("waits for the dwell before it raises, and for the release before it clears", () => {
    expect(told(flags("01011100001000000"), { dwell: 2 * MINUTE, release: 3 * MINUTE })).toEqual([
      ["raise", 5],
      ["clear", 9],
    ]);
    expect(told(flags("01010101"), { dwell: 2 * MINUTE })).toEqual([]);
  });

  it("with hysteresis clears only when the value came back far enough", () => {
    const values = [8, 11, 9.5, 9.2, 8.5];
    expect(
      told(
        flags("01000", (i) => values[i] ?? 0),
        { hysteresis: 1 },
      ),
    ).toEqual([
      ["raise", 1],
      ["clear", 4],
    ]);
  });

  it("with hysteresis stays on its side of the threshold, whichever that is, and is over on the other", () => {
    const values = [12, 9.8, 10.7, 10.4, 10.8, 11.2, 12];
    const low = flags("0100000", (i) => values[i] ?? 0);
    const high = flags("0100000", (i) => 20 - (values[i] ?? 0));
    for (const events of [low, high])
      expect(told(events, { hysteresis: 1 })).toEqual([
        ["raise", 1],
        ["clear", 5],
      ]);
  });

  it("with hysteresis clears an alarm whose threshold changes while it stands, on the side it was raised on", () => {
    const high = flags("01000", (i) => [30, 40, 40, 30, 20][i] ?? 0);
    const moved = high.map((event, i) => ({ ...event, threshold: i < 2 ? 35 : 50 }));
    expect(told(moved, { hysteresis: 2 })).toEqual([
      ["raise", 1],
      ["clear", 2],
    ]);
  });

  it("with hysteresis clears an alarm that was on with its value just at the threshold, whichever side is the alarm's", () => {
    for (const side of [1, -1])
      expect(
        told(
          flags("01000", (i) => 10 + side * ([5, 0, 0.5, 3, 5][i] ?? 0)),
          { hysteresis: 1 },
        ),
      ).toEqual([
        ["raise", 1],
        ["clear", 3],
      ]);
  });

  it("goes on from the state of version 1, on the side of what was the furthest", () => {
    const { beyond, ...first } = { ...rule.initialState?.(), on: true, flag: true, peak: 8, threshold: 10 } as { beyond: number };
    expect(rule.migrateState?.(first as never, 1)).toEqual({ ...first, beyond: -2 });
    expect(rule.migrateState?.({ ...first, threshold: null } as never, 1)).toEqual({ ...first, threshold: null, beyond: 0 });
    expect(rule.migrateState?.(first as never, 0)).toBeUndefined();
    // A flag that was waited for when its timer went is waited for again.
    const waiting = { ...first, on: false, since: 5 * MINUTE };
    expect(rule.migrateState?.(waiting as never, 1)).toMatchObject({ on: false, flag: false });
  });

  it("says what is on by whatever code there is", () => {
    const title = (codes: object) =>
      runRule(
        rule,
        flags("01").map((event) => ({ ...event, ...codes })),
      ).alerts[0]?.title;
    expect(title({})).toBe("Alarm 316 on");
    expect(title({ alarm: "" })).toBe("Sensor a alarm on");
    expect(title({ alarm: "", sensor: "" })).toBe("Alarm on");
    const why = (codes: object) =>
      runRule(
        rule,
        flags("01").map((event) => ({ ...event, ...codes })),
      ).alerts[0]?.evidence?.["why"];
    expect(why({})).toMatch(/^the sensor says/);
    expect(why({ sensor: "" })).toMatch(/^the station says/);
    expect(why({ sensor: "", station: "" })).toMatch(/^the source says/);
  });

  it("takes the severity that is set", () => {
    expect(runRule(rule, flags("01"), { severity: "info" }).alerts[0]?.severity).toBe("info");
  });
});
