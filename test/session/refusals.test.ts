import { expect, test } from "vitest";
import { Metrics } from "../../src-main/session/metrics.ts";
import { Refusals } from "../../src-main/session/refusals.ts";
import type { Reject } from "../../src-main/sources/source.ts";

function refusing(cap: number) {
  const metrics = new Metrics(0);
  const kept: Reject[] = [];
  const recorder = { events: async () => {}, rejects: async (some: readonly Reject[]) => void kept.push(...some) };
  return { metrics, kept, refusals: new Refusals(metrics, [recorder], cap) };
}

test("refused rows are kept up to the cap, every one is counted, and no text is made for those that are not kept", async () => {
  const { metrics, kept, refusals } = refusing(2);
  let texts = 0;
  for (let row = 1; row <= 5; row++) {
    expect(refusals.refuse(0, row, "late", "behind", () => `text ${++texts}`)).toBe(true);
    await refusals.record(["file"]);
  }
  expect(kept.map(({ row, text }) => `${row} ${text}`)).toEqual(["1 text 1", "2 text 2"]);
  expect(refusals.kept).toBe(2);
  expect(metrics.dropped.late).toBe(5);
  expect(texts).toBe(2);
});

test("rows the source refused and those that are refused here have one cap between them", async () => {
  const { metrics, kept, refusals } = refusing(3);
  refusals.refuse(0, 1, "late", "behind", () => "1");
  refusals.refuse(0, 2, "late", "behind", () => "2");
  const rejects = [3, 4, 5].map((row): Reject => ({ source: 0, row, reason: "malformed", detail: "d", text: "x" }));
  refusals.ofSource({ refused: { malformed: 3 }, rejects });
  await refusals.record(["file"]);
  expect(kept.map(({ row }) => row)).toEqual([1, 2, 3]);
  expect([metrics.dropped.late, metrics.dropped.malformed]).toEqual([2, 3]);
});

test("the events of one row are refused as one, also where a checkpoint comes between them", () => {
  const { metrics, refusals } = refusing(10);
  expect(refusals.refuse(0, 7, "late", "behind", () => "row 7")).toBe(true);
  expect(refusals.refuse(0, 7, "late", "behind", () => "row 7")).toBe(false);
  expect(refusals.refuse(1, 7, "late", "behind", () => "row 7 of another source")).toBe(true);
  expect(metrics.dropped.late).toBe(2);
  const later = refusing(10);
  later.refusals.restore(refusals.save());
  expect(later.refusals.refuse(1, 7, "late", "behind", () => "row 7 of another source")).toBe(false);
  expect(later.refusals.kept).toBe(2);
});
