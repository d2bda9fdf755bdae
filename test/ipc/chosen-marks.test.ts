import { expect, test } from "vitest";
import { spreadOver, worstOf } from "../../src-main/ipc/chosen-marks.ts";

const alerts = Array.from({ length: 1000 }, (_, i) => ({
  time: i,
  severity: i === 503 ? ("critical" as const) : i % 2 === 0 ? ("warning" as const) : ("info" as const),
}));
const range = { from: 0, to: 1000, limit: 20 };

test("marks of a long range with many alerts stand all over it, each the worst of its stretch", () => {
  const marks = spreadOver(alerts, range);
  expect(marks.map(({ time }) => Math.floor(time / 50)).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(marks.filter(({ severity }) => severity === "info")).toEqual([]);
  expect(marks[0]).toEqual({ time: 503, severity: "critical" });
});

test("where they stand close together all of the room is used", () => {
  const close = alerts.slice(100, 140);
  expect(spreadOver(close, { from: 0, to: 100_000, limit: 20 })).toHaveLength(20);
  expect(spreadOver(close, { from: 5, to: 5, limit: 20 })).toHaveLength(20);
  expect(spreadOver(close, { ...range, limit: 40 })).toEqual(close);
});

test("a list has the worst, then the newest", () => {
  expect(worstOf(alerts, 3).map(({ time }) => time)).toEqual([503, 998, 996]);
  expect(worstOf(alerts, 2000)).toEqual(alerts);
});
