import { expect, test } from "vitest";
import type { Explanation } from "../../src-main/ipc/contract.ts";
import { drawnBeside, optionOf } from "../../src-renderer/features/alerts/explanation-option.ts";
import { sqlChart } from "../../src-renderer/features/explore/sql-chart.ts";
import { isOnOff } from "../../src-renderer/ui/on-off.ts";
import { paletteOf } from "../../src-renderer/ui/palette.ts";

const columns = (...values: number[]) => ({
  time: Float64Array.from(values, (_, i) => i * 60_000),
  value: Float64Array.from(values),
  events: values.length,
  reduced: false,
});

test("a door is on or off, a temperature is not, and a voltage of 0 is measured", () => {
  expect(isOnOff([0, 1], "")).toBe(true);
  expect(isOnOff([0, 0.5], "")).toBe(false);
  expect(isOnOff([0, 0], "V")).toBe(false);
  expect(isOnOff([], "")).toBe(false);
});

test("an explanation draws what is on or off as steps, measured or made by a rule, on an axis of both", () => {
  const explanation = (measured: number[], derived: number[], unit: string): Explanation => ({
    alert: {
      ...{ id: "1", rule: "active-alarms", version: "1", title: "On", severity: "warning", action: "raise", time: 60_000 },
      ...{
        station: "a",
        stationName: "a",
        sensorName: "",
        alarmName: "",
        sensor: "",
        alarm: "5",
        window: null,
        value: 1,
        evidence: {},
      },
      ...{ acknowledged: false, keyId: 0 },
    } as unknown as Explanation["alert"],
    ...{
      ruleDescription: "",
      plugin: "active-alarms",
      told: {},
      settings: [],
      versionNow: "1.0.0",
      window: { kind: "none" },
      by: ["station"],
    },
    ...{ stateAfter: null, cause: null, from: 0, to: 180_000, evidenceFrom: 0, evidenceTo: 0, keyId: 0, unit },
    ...{ events: [], eventsTotal: 0, series: columns(...measured), thresholds: [] },
    derived: [{ name: "active", label: "Alarm on", unit: "", columns: columns(...derived) }],
  });
  const drawn = (explained: Explanation) => {
    const { series, yAxis } = optionOf(explained, "UTC", paletteOf(true), 600);
    const [measured, made] = series as { step: unknown }[];
    const labels = (yAxis as { axisLabel: { customValues: unknown } }).axisLabel.customValues;
    return { measured: measured?.step, made: made?.step, labels };
  };
  expect(drawn(explanation([0, 1, 0], [0, 1, 0], ""))).toEqual({ measured: "end", made: "end", labels: [0, 1] });
  expect(drawn(explanation([0.2, 3, 1], [0, 1, 0], ""))).toEqual({ measured: false, made: undefined, labels: null });
  expect(drawn(explanation([0.2, 3, 1], [0.3, 2, 1], ""))).toEqual({ measured: false, made: false, labels: null });
});

test("a score is not drawn on the axis of what it judges, where it would press the line flat", () => {
  const beside = (measured: number[], derived: number[], unit = ""): number =>
    drawnBeside({
      ...{ unit: "", series: columns(...measured) },
      derived: [{ name: "score", label: "Score", unit, columns: columns(...derived) }],
    }).length;
  expect(beside([21, 30, 24], [0, 0.5, 0])).toBe(0);
  expect(beside([18, 164, 20], [0, 0.6, 0])).toBe(0);
  expect(beside([21, 30, 24], [20, 26, 31])).toBe(1);
});

test("so does a chart of SQL over time", () => {
  const result = (values: (number | null)[]) => ({
    columns: [
      { name: "at", type: "TIMESTAMP", values: values.map((_, i) => `2026-01-01 00:0${i}:00`) },
      { name: "on", type: "INTEGER", values },
    ],
    ...{ rows: values.length, cut: false, seconds: 0 },
  });
  const step = (values: (number | null)[], kind: "line" | "scatter" = "line") =>
    (sqlChart(result(values), { kind, x: "at", y: "on", by: "" }, paletteOf(true)).option.series as { step?: unknown }[])[0]
      ?.step;
  expect(step([0, 1, null, 0])).toBe("end");
  expect(step([0, 2, 1])).toBe(false);
  expect(step([0, 1], "scatter")).toBeUndefined();
});
