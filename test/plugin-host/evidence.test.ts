import { expect, test } from "vitest";
import type { AlertDraft } from "../../plugins/api.ts";
import { AlertDrafts } from "../../src-main/plugin-host/alert-drafts.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";

const KEY = { station: "a", sensor: "t", alarm: "" };

function drafts(limits: Partial<typeof DEFAULT_LIMITS> = {}) {
  const stopped: string[] = [];
  const book = new AlertDrafts({ id: "r", version: "1.0.0" }, {}, { ...DEFAULT_LIMITS, ...limits }, (message) => {
    stopped.push(message);
    throw new RangeError(message);
  });
  const add = (draft: unknown, now = 1000): void =>
    book.add(draft as AlertDraft, { group: 0, key: KEY, now, window: null, value: 5, cause: null });
  return { book, add, stopped };
}

test.each([
  ["a text", "all of it"],
  ["a list", [1, 2]],
  ["what says it is a text", { toJSON: () => "all of it" }],
  ["what says it is nothing", { toJSON: () => undefined }],
  ["nothing", null],
])("evidence that is %s is refused and counts for nothing", (_, evidence) => {
  const { book, add } = drafts();
  expect(() => add({ severity: "info", title: "t", evidence })).toThrow("alert: the evidence must be an object");
  expect([book.total, book.drafted]).toEqual([0, 0]);
});

test.each([
  [{ severity: "grave", title: "t" }, /severity grave must be critical, warning or info/],
  [{ severity: "info", title: "" }, /the title must be a text/],
  [{ severity: "info", title: "t", action: "end" }, /action end must be raise, clear or withdraw/],
  [{ severity: "info", title: "t", about: 5 }, /about must be a text/],
  [{ severity: "info", title: "t", from: Number.NaN }, /from must be a time/],
  [{ severity: "info", title: "t", evidence: { text: "x".repeat(16_384) } }, /evidence of 16395 characters; at most 16384/],
])("%j is refused and counts for nothing", (draft, message) => {
  const { book, add } = drafts();
  expect(() => add(draft)).toThrow(message);
  expect([book.total, book.drafted]).toEqual([0, 0]);
});

test("alerts of one key have ids of their own, also at one time", () => {
  const { book, add } = drafts();
  const draft = { severity: "info", title: "t" };
  add(draft);
  add(draft);
  add(draft, 2000);
  add(draft, 2000);
  book.complete("{}");
  expect(new Set(book.take(2000).map(({ id }) => id)).size).toBe(4);
});

test.each([
  [{ alertsPerStep: 2 }, "too many alerts"],
  [{ alertsPerRule: 2 }, "too many alerts"],
  [{ evidencePerStep: 20 }, "too much evidence in one step"],
])("a rule that goes beyond %j is stopped", (limits, message) => {
  const { add, stopped } = drafts(limits);
  const draft = { severity: "info", title: "t", evidence: { why: 1 } };
  add(draft);
  add(draft);
  expect(stopped).toEqual([]);
  expect(() => add(draft)).toThrow(message);
  expect(stopped).toEqual([message]);
});
