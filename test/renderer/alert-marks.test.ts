import { expect, test } from "vitest";
import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { alertMarks, isOf } from "../../src-renderer/ui/alert-marks.ts";
import { thresholdsOf } from "../../src-renderer/ui/threshold-lines.ts";

const alert = (time: number, severity: AlertRow["severity"]): AlertRow =>
  ({ id: `${severity} ${time}`, time, severity }) as AlertRow;

test("alerts too close to hit are one mark that looks like the worst and names all", () => {
  const marks = alertMarks(
    [alert(100, "info"), alert(0, "info"), alert(4, "critical"), alert(9, "warning"), alert(10, "info")],
    10,
  );
  expect(marks.map(({ at, worst, alerts }) => [at, worst.id, alerts.length])).toEqual([
    [0, "critical 4", 3],
    [10, "info 10", 1],
    [100, "info 100", 1],
  ]);
});

test("an alert of a rule that groups by less is of every key it covers", () => {
  const key = { station: "a", sensor: "t", alarm: "9" };
  expect(isOf({ station: "a", sensor: "", alarm: "" }, key)).toBe(true);
  expect(isOf({ station: "a", sensor: "t", alarm: "8" }, key)).toBe(false);
  expect(isOf({ station: "b", sensor: "", alarm: "" }, key)).toBe(false);
});

test("a threshold that comes back is one line", () => {
  const thresholds = [
    { value: 30, from: 0, to: 10 },
    { value: 35, from: 10, to: 20 },
    { value: 30, from: 20, to: 30 },
  ];
  expect(thresholdsOf([{ thresholds }])).toEqual([
    { value: 30, from: 0, to: 30 },
    { value: 35, from: 10, to: 20 },
  ]);
});
