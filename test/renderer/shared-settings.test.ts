import { expect, test } from "vitest";
import type { Setting } from "../../src-main/ipc/contract.ts";
import { sharedSettings, withShared } from "../../src-renderer/features/reports/shared-settings.ts";

const choice = (...values: string[]): Setting => ({
  input: "choice",
  label: "Period",
  default: values[0] ?? "",
  options: values.map((value) => ({ value, label: value })),
});
const bins: Setting = { input: "number", label: "Bins", default: 20 };
const page: Parameters<typeof sharedSettings>[0] = [
  {
    report: {
      id: "histogram",
      settings: [
        { name: "period", declaration: choice("hour", "day", "month") },
        { name: "bins", declaration: bins },
      ],
    },
    values: {},
  },
  {
    report: { id: "alarms", settings: [{ name: "period", declaration: choice("day", "month", "year") }] },
    values: { period: "month" },
  },
  { report: { id: "share", settings: [] }, values: {} },
];

test("what the reports of a page can be told stands once, with every option one of them offers", () => {
  const [period, own, ...rest] = sharedSettings(page);
  expect(rest).toEqual([]);
  expect(period).toMatchObject({ name: "period", reports: ["histogram", "alarms"], value: null });
  const { declaration } = period!;
  expect(declaration.input === "choice" && declaration.options.map(({ value }) => value)).toEqual([
    "hour",
    "day",
    "month",
    "year",
  ]);
  expect(own).toMatchObject({ name: "bins", reports: ["histogram"], value: 20 });
});

test("setting it goes to all that offer the value; the others keep theirs", () => {
  const [period] = sharedSettings(page);
  expect(withShared(page, period!, "day")).toEqual({ histogram: { period: "day" }, alarms: { period: "day" } });
  expect(withShared(page, period!, "hour")).toEqual({ histogram: { period: "hour" } });
  expect(sharedSettings([{ ...page[0]!, values: { period: "month" } }, page[1]!])[0]?.value).toBe("month");
});
