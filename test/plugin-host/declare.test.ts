import { expect, test } from "vitest";
import { readContributions } from "../../src-main/plugin-host/declare.ts";

/** A rule of which everything but `fields` is right. */
const rule = (fields: object): object => ({ type: "rule", id: "r", title: "R", by: ["station"], onEvent() {}, ...fields });

test("a field is read once: a getter that answers something else the next time names nothing", () => {
  let asked = 0;
  const two = {
    get id(): unknown {
      return ++asked === 1 ? "fine" : "../../elsewhere";
    },
  };
  const shifty = Object.defineProperties(rule({}), Object.getOwnPropertyDescriptors(two));
  const [found] = readContributions(shifty, "test", "1.0.0");
  expect(found?.declaration.id).toBe("fine");
});

/** A report of which everything but `fields` is right. */
const report = (fields: object): object => ({
  type: "report",
  id: "p",
  title: "P",
  sql: () => "SELECT 1 AS n, 2 AS m",
  columns: [
    { name: "n", label: "N" },
    { name: "m", label: "M" },
  ],
  chart: { kind: "bar", x: "n", y: ["m"] },
  ...fields,
});

test("a chart keeps what its kind has, and no more", () => {
  const [found] = readContributions(
    report({ chart: { kind: "bar", x: "n", y: ["m"], horizontal: true, splitBy: { a: 1 }, note: "x" } }),
    "test",
    "1.0.0",
  );
  expect(found?.declaration).toHaveProperty("chart", { kind: "bar", x: "n", y: ["m"], horizontal: true });
});

test.each([
  ["id", rule({ id: "../up" }), /id "..\/up" must be letters, digits and dashes/],
  ["title", rule({ title: "" }), /r: title must be a text/],
  ["by", rule({ by: ["place"] }), /r: by must be a list of station, sensor, alarm/],
  ["hooks", rule({ onEvent: undefined }), /r: a rule needs onEvent, onWindow or onTimer/],
  ["window", rule({ onWindow() {} }), /r: onWindow needs window/],
  ["eventsByKey", rule({ eventsByKey: true, onTimer() {} }), /r: eventsByKey is for a rule with onEvent alone/],
  ["aggregate", rule({ aggregates: { a: { fn: "median" } } }), /r: aggregate a: fn must be one of count/],
  ["quantile", rule({ aggregates: { a: { fn: "quantile", q: 2 } } }), /r: aggregate a: a quantile needs q from 0 to 1/],
  ["only", rule({ only: { station: ["a"] } }), /r: only: station is not understood/],
  [
    "setting",
    rule({ settings: { a: { input: "number", label: "A", default: "1" } } }),
    /r: setting a: its default must be a number/,
  ],
  ["default", rule({ settings: { a: { input: "number", label: "A", default: 1, min: 2 } } }), /its default 1 must be at least 2/],
  ["zero", rule({ settings: { a: { input: "number", label: "A", default: 3, min: 2, zero: "Off" } } }), /zero is for a number/],
  ["choice", rule({ settings: { a: { input: "choice", label: "A", default: "x", options: [] } } }), /options must be a list/],
  ["series", rule({ series: { a: {} } }), /r: series a: label must be a text/],
  ["evidence", rule({ evidence: { a: { label: "A", share: 1 } } }), /r: evidence a: share must be true or false/],
  ["hook", rule({ onEvent: async () => {} }), /r: onEvent must be a plain function, without async/],
  ["sql", report({ sql: "SELECT 1" }), /p: a report needs sql: \(settings\) =>/],
  ["columns", report({ columns: undefined }), /p: columns must be a list/],
  ["chart", report({ chart: undefined }), /p: chart must be an object/],
  ["kind of chart", report({ chart: { kind: "pie" } }), /p: chart: kind must be one of bar, line, heat, histogram, table/],
  ["chart's x", report({ chart: { kind: "bar", x: "k", y: ["m"] } }), /p: chart: x must be a column of the report: n, m/],
  ["chart's y", report({ chart: { kind: "line", x: "n", y: "m" } }), /p: chart: y must be a list of columns of the report/],
  ["chart's split", report({ chart: { kind: "line", x: "n", y: ["m"], splitBy: "k" } }), /p: chart: splitBy must be a column/],
  ["filter", { type: "filter", id: "f", title: "F", by: [] }, /f: a filter needs onEvent and neighbours/],
  ["type", { type: "widget", id: "w" }, /w: type "widget" must be rule, filter, report or catalogue/],
  ["list", [], /a contribution or a list of up to 100/],
  ["many", Array.from({ length: 101 }, () => rule({})), /a contribution or a list of up to 100/],
])("a wrong %s is refused in one line that names it", (_, exported, message) => {
  expect(() => readContributions(exported, "test", "1.0.0")).toThrow(message as RegExp);
});
