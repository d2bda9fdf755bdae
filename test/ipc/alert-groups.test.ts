import { describe, expect, it } from "vitest";
import { AlertGroups, dayOf } from "../../src-main/ipc/alert-groups.ts";
import type { Alert } from "../../src-main/plugin-host/contract.ts";
import { AlertBook } from "../../src-main/session/picture/alert-book.ts";

const start = Date.UTC(2026, 2, 1, 20);
const HOUR = 3_600_000;

function alert(id: number, rule: string, station: string, severity: Alert["severity"], action: Alert["action"] = "raise"): Alert {
  return {
    id: String(id),
    rule,
    severity,
    action,
    time: start + id * HOUR,
    key: { station, sensor: "111", alarm: "" },
    title: `${rule} ${id}`,
    evidence: {},
    stateBefore: "",
    stateAfter: "",
  } as unknown as Alert;
}

function book(): AlertBook {
  const kept = new AlertBook(() => "");
  for (const each of [
    alert(0, "a", "1", "info"),
    alert(1, "b", "2", "critical"),
    alert(2, "b", "2", "critical", "clear"),
    alert(5, "b", "1", "warning"),
  ])
    kept.add(each);
  return kept;
}

describe("where an alert stands among those that fit", () => {
  it("is counted from the newest or the oldest; one that does not fit stands nowhere", () => {
    const kept = book();
    expect([kept.place({}, "5", true), kept.place({}, "5", false), kept.place({ rules: ["b"] }, "1", true)]).toEqual([0, 3, 2]);
    expect([kept.place({ rules: ["b"] }, "0", true), kept.place({}, "9", true)]).toEqual([null, null]);
  });
});

describe("alerts that belong together", () => {
  it("are counted by day, with the latest day first", () => {
    const kept = book();
    const days = new AlertGroups().of(kept, kept.find({}), "day", "UTC");
    expect(days.map(({ first, alerts, raised, worst, counts }) => ({ first, alerts, raised, worst, counts }))).toEqual([
      { first: start + 5 * HOUR, alerts: 1, raised: 1, worst: "warning", counts: { critical: 0, warning: 1, info: 0 } },
      { first: start, alerts: 3, raised: 2, worst: "critical", counts: { critical: 1, warning: 0, info: 1 } },
    ]);
  });

  it("are counted by station and by rule, with most first, and carried on as alerts come", () => {
    const kept = book();
    const groups = new AlertGroups();
    const raised = (by: "station" | "rule"): [string, number][] =>
      groups
        .of(kept, kept.find({}), by, "UTC")
        .map((group) => [by === "rule" ? group.last.rule : group.last.key.station, group.raised]);
    expect(raised("station")).toEqual([
      ["1", 2],
      ["2", 1],
    ]);
    expect(raised("rule")).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
    kept.add(alert(6, "a", "3", "info"));
    kept.add(alert(7, "a", "3", "info"));
    expect(raised("rule")[0]).toEqual(["a", 3]);
  });

  it("have days of the zone that is shown", () => {
    expect(dayOf(start, "UTC")).toEqual({ from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 2) - 1 });
    const { from, to } = dayOf(start, "local");
    expect([new Date(from).getHours(), new Date(to + 1).getHours()]).toEqual([0, 0]);
    expect(from <= start && start <= to).toBe(true);
  });
});
