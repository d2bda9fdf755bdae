import { expect, test } from "vitest";
import { detectedSentence } from "../../src-renderer/features/sources/detected-sentence.ts";

const answer = (field: string, said: string, reason: string) => ({ field, answer: said, reason });

test("what was found of an unknown file is one sentence with its reasons, local times too", () => {
  expect(
    detectedSentence([
      answer("time", "Zeit", "dd/MM/yyyy (day first), 9 of 9; no zone, taken as UTC"),
      answer("shape", "One value column", 'value in "Wert"'),
      answer("keys", "station Standort", "by their names"),
      answer("active", "Alarm", "ja is on, nein is off"),
    ]),
  ).toBe(
    'value in "Wert"; station Standort (by their names); active Alarm (ja is on, nein is off); times have no zone, taken as UTC',
  );
});

test("a severity that is not read is said", () => {
  expect(detectedSentence([answer("shape", "x", "value in v"), answer("severity", "prio is not read", "its rule says")])).toBe(
    "value in v; prio is not read (its rule says)",
  );
});

test("so is a quality", () => {
  expect(detectedSentence([answer("quality", "QC is not read", "Good, Bad stand there")])).toBe(
    "QC is not read (Good, Bad stand there)",
  );
});

test("nothing is said of what is not there", () => {
  expect(detectedSentence([answer("keys", "none", "no column tells series apart"), answer("active", "none", "x")])).toBe(
    "no column tells series apart",
  );
  expect(detectedSentence([])).toBe("every answer below can be changed");
});
