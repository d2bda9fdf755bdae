import { expect, test } from "vitest";
import type { Alert } from "../../src-main/engine/results.ts";
import { AlertBook } from "../../src-main/session/picture/alert-book.ts";

const alert = (id: string, change: Partial<Alert> = {}): Alert => ({
  ...{
    id,
    rule: "r",
    version: "1",
    severity: "info",
    title: `Alert ${id}`,
    time: 1,
    key: { station: "s", sensor: "t", alarm: "" },
  },
  ...{ window: null, value: null, evidence: {}, action: "raise", about: "", cause: null, stateAfter: "{}" },
  ...change,
});

test("a flood of one rule leaves room for the others, and what is not kept is counted", () => {
  const book = new AlertBook(() => "");
  const flood = alert("");
  for (let i = 0; i < 120_000; i++) book.add({ ...flood, id: `f${i}`, rule: "flood" });
  book.add(alert("other"));
  expect([book.alerts.length, book.dropped, book.total]).toEqual([100_001, 20_000, 120_001]);
  expect(book.get("other")?.id).toBe("other");
  // What comes again overwrites, also where nothing more is kept.
  book.add({ ...flood, id: "f5", rule: "flood", title: "again" });
  expect([book.get("f5")?.title, book.total]).toEqual(["again", 120_001]);
});

test("states and evidence of the oldest alerts go when all of them together are too long; the alerts stay", () => {
  const book = new AlertBook(() => "");
  const stateAfter = "x".repeat(10_000_000);
  for (let i = 0; i < 15; i++) book.add(alert(`a${i}`, { stateAfter, evidence: { i } }));
  const kept = book.alerts.map(({ stateAfter: text }) => text.length > 0);
  expect(kept.slice(0, 3)).toEqual([false, false, false]);
  expect(kept.slice(3)).toEqual(new Array(12).fill(true));
  expect(book.alerts[0]).toMatchObject({ id: "a0", evidence: {}, title: "Alert a0" });
});

test("a question asked again finds what came meanwhile, and follows what was acknowledged", () => {
  const book = new AlertBook(({ key }) => (key.sensor === "t" ? "Room temperature" : ""));
  book.add(alert("a", { time: 5 }));
  book.add(alert("b", { time: 6, severity: "critical" }));
  const ids = (query: Parameters<AlertBook["find"]>[0]): string[] => book.find(query).map((i) => book.alerts[i]!.id);
  expect(ids({ acknowledged: false })).toEqual(["a", "b"]);
  book.acknowledge(["a", "nobody"], true);
  book.add(alert("c", { time: 7, key: { station: "s", sensor: "u", alarm: "" } }));
  expect(ids({ acknowledged: false })).toEqual(["b", "c"]);
  expect(ids({ text: " room TEMP" })).toEqual(["a", "b"]);
  expect(ids({ from: 6, to: 7 })).toEqual(["b", "c"]);
  expect([book.place({}, "a", true), book.place({}, "a", false), book.place({ from: 6 }, "a", true)]).toEqual([2, 0, null]);
});
