import { expect, test } from "vitest";
import { chartKey } from "../../src-renderer/ui/chart-keys.ts";

const view = { from: 0, to: 2000, cursor: 500 };
const press = (key: string, modifiers: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean } = {}, of = view) =>
  chartKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers }, of);

test("the cursor walks over what is in view and no further", () => {
  expect(press("ArrowRight")).toEqual({ kind: "cursor", time: 510 });
  expect(press("ArrowLeft", { ctrlKey: true })).toEqual({ kind: "cursor", time: 400 });
  expect(press("ArrowLeft", { ctrlKey: true }, { ...view, cursor: 20 })).toEqual({ kind: "cursor", time: 0 });
  expect(press("End")).toEqual({ kind: "cursor", time: 2000 });
  // One that is elsewhere, or nowhere, begins in the middle.
  expect(
    chartKey({ key: "ArrowRight", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }, { ...view, cursor: null }),
  ).toEqual({
    kind: "cursor",
    time: 1000,
  });
  expect(press("ArrowRight", {}, { ...view, cursor: 9000 })).toEqual({ kind: "cursor", time: 1000 });
});

test("a chart is panned, and zoomed so that the time under the cursor stays where it is", () => {
  expect(press("ArrowRight", { shiftKey: true })).toEqual({ kind: "range", from: 200, to: 2200 });
  const zoomed = press("+") as { from: number; to: number };
  expect((500 - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo(0.25, 9);
  expect(zoomed.to - zoomed.from).toBeCloseTo(1400, 6);
  expect(press("=", {}, zoomed as never)).toMatchObject({ kind: "range" });
  expect((press("-") as { to: number }).to).toBeGreaterThan(2000);
});

test("what is no key of a chart is left to others", () => {
  expect([press("["), press(" "), press("Tab"), press("ArrowLeft", { altKey: true }), press("p", { ctrlKey: true })]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(press("Enter", {}, { ...view, cursor: 9000 })).toBeNull();
  expect(press("c", { ctrlKey: true })).toEqual({ kind: "copy" });
});
