import { expect, test } from "vitest";
import type { Setting } from "../../plugins/api.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import { checkSettings } from "../../src-main/plugin-host/check-settings.ts";

const DECLARED: Readonly<Record<string, Setting>> = {
  size: { input: "duration", label: "Size", default: 60_000, min: 1000, max: 3_600_000 },
  ahead: { input: "duration", label: "Ahead", default: 0, zero: "Automatic" },
  limit: { input: "number", label: "Limit", default: 5, min: 1, max: 10 },
  on: { input: "toggle", label: "On", default: false },
  side: { input: "choice", label: "Side", default: "up", options: [{ value: "up", label: "Up" }] },
  text: { input: "text", label: "Text", default: "", maxLength: 3 },
};

test.each([
  [{}, { size: 60_000, ahead: 0, limit: 5, on: false, side: "up", text: "" }],
  [
    { size: "5m", limit: " 7 ", on: "on", text: "abc" },
    { size: 300_000, limit: 7, on: true, text: "abc" },
  ],
  // The ends of what is allowed are allowed.
  [
    { size: "1s", limit: "1" },
    { size: 1000, limit: 1 },
  ],
  [
    { size: "1h", limit: 10 },
    { size: 3_600_000, limit: 10 },
  ],
  // As the form shows it.
  [{ ahead: " automatic " }, { ahead: 0 }],
])("%j is taken", (given, expected) => {
  expect(checkSettings("r", DECLARED, given)).toMatchObject(expected);
});

test.each([
  [{ sise: "5m" }, 'r: there is no setting "sise"; it has size, ahead, limit, on, side, text'],
  [{ size: "5 minutes" }, /^r: size: "5 minutes" is not a duration/],
  [{ size: "999ms" }, "r: size must be at least 1s"],
  [{ size: "61m" }, "r: size must be at most 1h"],
  [{ limit: "" }, 'r: limit must be a number, not ""'],
  [{ limit: "many" }, 'r: limit must be a number, not "many"'],
  [{ limit: 10.5 }, "r: limit must be at most 10"],
  [{ on: "yes" }, 'r: on must be true or false, not "yes"'],
  [{ side: "down" }, 'r: side must be one of up, not "down"'],
  [{ text: "abcd" }, "r: text is longer than 3 characters"],
])("%j is refused in one line", (given, message) => {
  expect(() => checkSettings("r", DECLARED, given)).toThrow(message);
});

test("codes come from data: those that are called as what every object has are known only where a catalogue says so", () => {
  const names = new CatalogueNames([
    { type: "catalogue", id: "c", title: "C", sensors: { t: { name: "Temperature" } }, alarms: {} },
  ]);
  for (const code of ["constructor", "__proto__", "toString"]) {
    expect([names.name("sensor", code), names.short(code), names.unit(code), names.quantity(code)]).toEqual([code, code, "", ""]);
    expect(names.severity(code)).toBeUndefined();
    expect(names.of([[code, code, code]])).toEqual({ stations: {}, sensors: {}, alarms: {} });
  }
  expect(names.name("sensor", "t")).toBe("Temperature");
});
