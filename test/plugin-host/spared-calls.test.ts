import { describe, expect, test } from "vitest";
import activeAlarms from "../../plugins/active-alarms/index.ts";
import { defineRule, type Rule } from "../../plugins/api.ts";
import {
  ACTIVE,
  appendEvent,
  createBatch,
  type EventBatch,
  INACTIVE,
  type KeyTuple,
  NO_FLAG,
} from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { readContributions } from "../../src-main/plugin-host/declare.ts";
import type { RuleRunner, RunnerOutput } from "../../src-main/plugin-host/rule-runner.ts";
import { type Random, seededRandom } from "../../src-main/simulate/random.ts";
import { defaultsOf } from "../plugins/run-rule.ts";
import { ruleRunner } from "../support/rule-runner.ts";

// biome-ignore lint/suspicious/noExplicitAny: any rule can be run
type AnyRule = Rule<any, any, any>;

const KEYS: readonly KeyTuple[] = Array.from({ length: 12 }, (_, i) => [`s${i % 3}`, `${i % 6}`, `${i}`]);

/** Events of all keys, several at one time and times that go on in the next batch; flags and thresholds that stay for a while. */
function batchesOf(random: Random): EventBatch[] {
  const flags = KEYS.map(() => INACTIVE);
  const thresholds = KEYS.map(() => Number.NaN);
  let time = 0;
  return Array.from({ length: 20 }, (_, b) => {
    const batch = createBatch(60);
    for (let i = 0; i < 60; i++) {
      if (random.uniform() < 0.3) time += (1 + random.below(3)) * 1000;
      const key = random.below(KEYS.length);
      if (random.uniform() < 0.2) flags[key] = random.uniform() < 0.5 ? ACTIVE : random.uniform() < 0.8 ? INACTIVE : NO_FLAG;
      if (random.uniform() < 0.1) thresholds[key] = random.uniform() < 0.3 ? Number.NaN : 1 + random.below(9);
      const value = random.below(11) + 0.5;
      appendEvent(batch, time, key, value, thresholds[key] as number, flags[key] as number, 0, b * 60 + i);
    }
    return batch;
  });
}

/** What a rule makes of the batches, with a snapshot after each; another runner goes on from the one in the middle. */
function results(code: AnyRule, batches: readonly EventBatch[], given: Record<string, number> = {}) {
  const keys = new KeyTable();
  for (const key of KEYS) keys.id(...key);
  const settings = { ...defaultsOf(code.settings), ...given };
  const open = () => ruleRunner(code, keys, settings);
  let runner = open();
  const groups: KeyTuple[] = [];
  const steps = batches.map((batch, b) => {
    if (b === 10) {
      const snapshot = runner.snapshot();
      runner = open();
      runner.restore(structuredClone(snapshot), true);
    }
    const { alerts, points, rows, newGroups, firstNewGroup, failures } = runner.step(
      batch,
      null,
      [],
      (batch.time[59] as number) - 1,
    );
    groups.splice(firstNewGroup, groups.length, ...newGroups);
    return { alerts: inOrder(alerts), points, rows, failures, states: statesOf(runner, batch.time[59] as number) };
  });
  return { steps, groups };
}

/** As results go out: by time and key, those of one key and time as they came. */
const inOrder = (alerts: RunnerOutput["alerts"]) =>
  alerts
    .slice()
    .sort((a, b) => a.time - b.time || (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : a.key === b.key ? 0 : 1));

/** States and timers, and what the alerts of the time at hand are numbered on from; how often the rule was called may differ. */
function statesOf(runner: RuleRunner, time: number) {
  const { groups, ordinalTime, ordinals } = runner.snapshot();
  return { groups, ordinals: ordinalTime === time ? [...ordinals].sort(([a], [b]) => a - b) : [] };
}

const SEEDS = [1, 2, 3, 4, 5];
const SETTINGS: readonly Record<string, number>[] = [{}, { dwell: 4000 }, { release: 3000, hysteresis: 2 }];

describe("events key by key", () => {
  const rule = (eventsByKey: boolean) =>
    defineRule({
      id: "averages",
      title: "Averages",
      by: ["station", "sensor"],
      only: { active: true },
      eventsByKey,
      series: { mean: { label: "Mean" }, twice: { label: "Twice" } },
      initialState: () => ({ n: 0, mean: 0, seen: "" }),
      onEvent({ state, record, alert }, { value, alarm, time }) {
        state.n++;
        state.mean += (value - state.mean) / state.n;
        state.seen = `${state.seen}${alarm}@${time} `.slice(-40);
        if (state.n % 3 > 0) record("mean", state.mean);
        if (state.n % 4 === 0) record("twice", 2 * value);
        if (value < 3) alert({ severity: "info", title: "Low", evidence: { mean: state.mean } });
        if (value < 1) alert({ severity: "warning", title: "Lower" });
      },
    });

  test.each(SEEDS)("give the results, states and numbers of alerts of events in order of time (seed %i)", (seed) => {
    const batches = batchesOf(seededRandom(seed, 0));
    const byTime = results(rule(false), batches);
    expect(byTime.steps.flatMap(({ alerts }) => alerts).length).toBeGreaterThan(100);
    expect(results(rule(true), batches)).toEqual(byTime);
  });

  /** `again`: each so-manieth event has a second point. */
  const ofOneSeries = (eventsByKey: boolean, again: number) =>
    defineRule({
      id: "one-series",
      title: "One series",
      by: ["station"],
      eventsByKey,
      series: { value: { label: "Value" } },
      initialState: () => ({ n: 0 }),
      onEvent({ state, record }, { value }) {
        state.n++;
        if (state.n % 5 > 0) record("value", value);
        if (state.n % again === 0) record("value", -value);
      },
    });

  test.each([
    ["one point an event at most", Number.POSITIVE_INFINITY],
    ["now and then a second one", 97],
    ["often a second one", 2],
  ])("give the points of events in order of time: %s", (_, again) => {
    const batches = batchesOf(seededRandom(6, 0));
    const byTime = results(ofOneSeries(false, again), batches);
    expect(byTime.steps.reduce((sum, { points }) => sum + points.length, 0)).toBeGreaterThan(900);
    expect(results(ofOneSeries(true, again), batches)).toEqual(byTime);
  });

  test("are not for a rule with windows or timers", () => {
    const timed = { ...rule(true), onTimer: () => {} };
    expect(() => readContributions(timed, "test", "1.0.0")).toThrow("averages: eventsByKey is for a rule with onEvent alone");
  });
});

describe("a key that rests", () => {
  /** The same rule, asked about every event. */
  const restless: AnyRule = {
    ...activeAlarms,
    onEvent: (context, event) => activeAlarms.onEvent?.({ ...context, rest: () => {} }, event),
  };

  test.each(SEEDS.flatMap((seed) => SETTINGS.map((settings) => ({ seed, settings }))))(
    "gives the alerts and states of one that is asked about every event: $seed $settings",
    ({ seed, settings }) => {
      const batches = batchesOf(seededRandom(seed, 1));
      const asked = results(restless, batches, settings);
      expect(asked.steps.flatMap(({ alerts }) => alerts).length).toBeGreaterThan(20);
      expect(results(activeAlarms, batches, settings)).toEqual(asked);
    },
  );

  test("is called when flag or threshold differ, and after its timer", () => {
    const seen: string[] = [];
    const rule = defineRule({
      id: "sleeper",
      title: "Sleeper",
      by: ["station"],
      initialState: () => ({}),
      onEvent({ rest, setTimer, key }, { time, threshold, active }) {
        seen.push(`${key.station} ${time} ${threshold} ${active}`);
        if (time === 1000) setTimer("later", 4500);
        rest();
      },
      onTimer: ({ now, key }) => void seen.push(`${key.station} ${now} timer`),
    });
    const batch = createBatch(60);
    const told: [number, number, number, number][] = [
      [1000, 0, 5, INACTIVE],
      [2000, 0, 5, INACTIVE],
      [2000, 1, 5, INACTIVE],
      [3000, 0, Number.NaN, INACTIVE],
      [4000, 0, Number.NaN, INACTIVE],
      [5000, 0, Number.NaN, INACTIVE],
      [5000, 1, 5, INACTIVE],
      [6000, 0, Number.NaN, ACTIVE],
      [7000, 0, Number.NaN, ACTIVE],
      [8000, 0, Number.NaN, NO_FLAG],
    ];
    for (const [time, key, threshold, active] of told) appendEvent(batch, time, key, 1, threshold, active, 0, 0);
    results(rule as AnyRule, [batch]);
    expect(seen).toEqual([
      "s0 1000 5 false",
      "s1 2000 5 false",
      "s0 3000 null false",
      "s0 4500 timer",
      "s0 5000 null false",
      "s0 6000 null true",
      "s0 8000 null null",
    ]);
  });
});
