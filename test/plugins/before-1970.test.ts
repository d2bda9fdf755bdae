import { expect, test } from "vitest";
import activeAlarms from "../../plugins/active-alarms/index.ts";
import alarmCounts from "../../plugins/alarm-counts/index.ts";
import anomaly from "../../plugins/anomaly/index.ts";
import { days, minutes, type Rule } from "../../plugins/api.ts";
import dataFrequency from "../../plugins/data-frequency/index.ts";
import reliability from "../../plugins/reliability/index.ts";
import sensorStatistics from "../../plugins/sensor-statistics/index.ts";
import thresholdPrediction from "../../plugins/threshold-prediction/index.ts";
import trend from "../../plugins/trend/index.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { runRule, type TestEvent } from "./run-rule.ts";

// The same days, once now and once a hundred and fifty years ago: the epoch is no moment at which anything begins.

const AGO = days(7 * 52 * 150);
const START = Date.UTC(2026, 5, 1);

/** A fortnight of two sensors, with climbs to a threshold, failures, a silence and a change of rate. */
function fortnight(): TestEvent[] {
  const random = seededRandom(5, 1);
  const events: TestEvent[] = [];
  for (let i = 0; i < 4032; i++) {
    const time = START + i * minutes(5);
    const hour = (i % 288) / 12;
    const value = 20 + 5 * Math.sin((hour / 24) * 2 * Math.PI) + random.between(-0.3, 0.3) + Math.max(0, (i % 700) - 640) * 0.3;
    const active = i % 97 < 3;
    const common = { station: "s", alarm: "a", time, threshold: 30, active };
    if (i < 2500 || i > 2700) events.push({ ...common, sensor: "1", value: i === 3000 ? 90 : value });
    if (i % 3 === 0 || i > 3200) events.push({ ...common, sensor: "2", value: value + 1 });
  }
  return events;
}

// biome-ignore lint/suspicious/noExplicitAny: any rule can be run
const RULES: readonly Rule<any, any, any>[] = [
  activeAlarms,
  alarmCounts,
  anomaly,
  ...dataFrequency,
  reliability,
  sensorStatistics,
  thresholdPrediction,
  trend,
];

test.each(RULES.map((rule) => [rule.id, rule] as const))("%s says the same of the same days before 1970", (_, rule) => {
  // So that it has something to say of a fortnight.
  const settings: Record<string, number> = rule.id === "reliability" ? { limit: 0.1 } : {};
  const now = fortnight();
  const then = now.map((event) => ({ ...event, time: event.time - AGO }));
  const told = (events: TestEvent[], shift: number) => {
    const { alerts, points } = runRule(rule, events, settings);
    return {
      alerts: alerts.map(({ time, title, action }) => [time + shift, title, action]),
      points: points.map(({ time, series, value }) => [time + shift, series, Number(value.toPrecision(6))]),
    };
  };
  const expected = told(now, 0);
  expect(expected.alerts.length + expected.points.length).toBeGreaterThan(0);
  expect(told(then, AGO)).toEqual(expected);
});
