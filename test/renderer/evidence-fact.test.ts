import { expect, test } from "vitest";
import { evidenceFact } from "../../src-renderer/features/alerts/evidence-fact.ts";

const near = Date.UTC(2017, 1, 19, 16);
const words = { near, zone: "UTC" } as const;
const told = {
  slopePerHour: { label: "Slope", unit: "°C/h", share: false },
  chance: { label: "Chance", unit: "", share: true },
  crossing: { label: "Expected to cross", unit: "", share: false },
  durationMinutes: { label: "Stood for", unit: "", share: false },
  measured: { label: "Now", unit: "V", share: false },
};
const texts = (evidence: Readonly<Record<string, unknown>>) =>
  Object.keys(evidence).map((name) => Object.values(evidenceFact(name, evidence, told, words)));

test("evidence is told in the rule's words with its units; times and lengths of time stay such", () => {
  const evidence = {
    slopePerHour: 8.7071,
    crossing: near + 3_600_000,
    durationMinutes: 12.5,
    measured: 62.17,
    lastValue: 3,
    about: "x",
  };
  expect(texts(evidence)).toEqual([
    ["Slope", "8.707 °C/h"],
    ["Expected to cross", "19 Feb 17:00:00"],
    ["Stood for", "12 min 30 s"],
    ["Now", "62.17 V"],
    ["last value", "3"],
    ["about", "x"],
  ]);
});

test.each([
  [0.7812, "78 %"],
  [1, "100 %"],
  [0, "0 %"],
  [0.0035, "0.35 %"],
  [3.517e-5, "1 in 28,400"],
  [3.326e-8, "1 in 30.1 M"],
  [1e-300, "1 in 1e300"],
])("a chance of %d is %s", (chance, text) => {
  expect(texts({ chance })).toEqual([["Chance", text]]);
});

test("readings that are counted are in no unit of the sensor", () => {
  expect(texts({ measured: 12, kind: "frozen" })[0]).toEqual(["Now", "12"]);
});
