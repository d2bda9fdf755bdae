import { expect, test } from "vitest";
import type { Setting } from "../../plugins/api.ts";
import { valueHistogram as histogram } from "../../plugins/reports/value-histogram.ts";
import { checkSettings } from "../../src-main/plugin-host/check-settings.ts";
import { settings } from "../../src-main/plugin-host/declared-fields.ts";
import { settingText, typedText, typedValue, wordOf } from "../../src-renderer/ui/setting-text.ts";

const bins: Setting = { input: "number", label: "Bins", default: 0, min: 0, zero: "Automatic" };
const early: Setting = { input: "duration", label: "Look ahead", default: 0, zero: "Automatic" };
const count: Setting = { input: "number", label: "Count", default: 3, unit: "rows" };
const station: Setting = { input: "text", label: "Station", default: "", empty: "All" };

test("a 0 that is no amount is shown as what it means, and an emptied field is it", () => {
  for (const setting of [bins, early]) {
    expect([settingText(setting, 0), typedText(setting, 0), wordOf(setting)]).toEqual(["Automatic", "", "Automatic"]);
    expect(["", " ", "automatic", "0"].map((text) => typedValue(setting, text))).toEqual([0, 0, 0, 0]);
  }
  expect([settingText(early, 90_000), typedText(early, 90_000), typedValue(early, "90s")]).toEqual(["90s", "90s", 90_000]);
  expect([settingText(station, ""), wordOf(station), typedValue(station, "")]).toEqual(["All", "All", ""]);
  expect(() => typedValue(early, "soon")).toThrow("or nothing for automatic");
});

test("a 0 that is an amount stays one, and a number may not be left out", () => {
  expect([settingText(count, 0), typedText(count, 0), wordOf(count)]).toEqual(["0 rows", "0", undefined]);
  expect(typedValue(count, "1,5")).toBe(1.5);
  expect(() => typedValue(count, " ")).toThrow("write a number");
});

test("the word is checked as declared, and taken from a command line", () => {
  expect(checkSettings("report", { bins }, { bins: "automatic" })).toEqual({ bins: 0 });
  expect(() => settings({ bins: { ...bins, min: 1, default: 5 } }, "x")).toThrow("x: setting bins: zero is for a number");
  expect(() => settings({ bins: { ...bins, zero: 0 } }, "x")).toThrow("zero must be a text");
  expect(() => settings({ station: { ...station, zero: "Off" } }, "x")).toThrow("zero is for a number");
  expect(() => settings({ bins: { ...bins, empty: "All" } }, "x")).toThrow("empty is for a text");
});

test("what a histogram takes by itself is called so", () => {
  const { quantity, bins: number } = histogram.settings as Record<string, Setting>;
  expect([quantity, number].map((setting) => wordOf(setting as Setting))).toEqual(["Automatic", "Automatic"]);
});
