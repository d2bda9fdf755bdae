import { beforeAll, describe, expect, it } from "vitest";
import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { openedStations } from "../support/opened-stations.ts";

const { page } = openedStations({ stations: 6, days: 3, seed: 1 });
let alerts: readonly AlertRow[] = [];

beforeAll(async () => {
  ({ rows: alerts } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 5000, newestFirst: false }));
});

describe.each(["active-alarms", "alarm-counts", "anomaly", "sensor-statistics", "threshold-prediction"])(
  "an alert of %s",
  (rule) => {
    it("is stepped through: the same alert comes, leaves the same state, after its events and windows in order", async () => {
      const raised = alerts.filter((alert) => alert.rule === rule && alert.action === "raise");
      const alert = raised[Math.floor(raised.length / 2)] as AlertRow;
      expect(alert).toBeDefined();
      const explanation = await page.request("alerts.explain", { id: alert.id });
      const { same, steps, at, stateAtStart } = await page.request("alerts.steps", { id: alert.id });
      expect(same).toBe(true);
      const step = steps[at]!;
      expect(step.alerts.map(({ id }) => id)).toContain(alert.id);
      expect(step.time).toBe(alert.time);
      // An explanation's state is cut where it is long, and then no object any more.
      if (typeof explanation.stateAfter === "object") expect(step.state).toEqual(explanation.stateAfter);
      expect(step.state).toBeTypeOf("object");
      // The key's events alone say what its state was: as it was left by the call before.
      const states = await page.request("alerts.states", { id: alert.id });
      expect(states).toEqual({ before: at === 0 ? stateAtStart : steps[at - 1]?.state, after: step.state });
      expect(states?.before).not.toEqual(states?.after);
      expect(steps.map(({ time }) => time)).toEqual(steps.map(({ time }) => time).toSorted((a, b) => a - b));
      // What the page lists as the alert's events is among the steps before it.
      const seen = new Set(steps.slice(0, at + 1).flatMap(({ event }) => (event === null ? [] : [event.origin])));
      const listed = explanation.events.filter(({ time }) => time <= alert.time && time >= (steps[0]?.time ?? 0));
      expect(listed.length).toBeGreaterThan(0);
      for (const { origin } of listed) expect(seen).toContain(origin);
      if (step.kind === "window") expect(step.window).toMatchObject({ start: alert.window?.start, end: alert.window?.end });
    });
  },
);

it("a step is a hook call or an event the rule only counted; none runs while nothing is replayed", async () => {
  const alert = alerts.find(({ rule }) => rule === "sensor-statistics") as AlertRow;
  const { steps } = await page.request("alerts.steps", { id: alert.id });
  for (const { kind, event, window, called } of steps) {
    expect(event !== null).toBe(kind === "event");
    expect(window !== null).toBe(kind === "window");
    if (kind === "window") expect(called).toBe(true);
  }
  expect(await page.request("alerts.replayProgress", null)).toBeNull();
});
