import { expect, test } from "vitest";
import { parseWindow } from "../../src-main/engine/window-text.ts";
import { windowKinds, windowParts, windowText, withKind } from "../../src-renderer/features/plugins/window-form.ts";

test.each(["sliding:10m/1m", "tumbling:1h", "session:5m", "count:100/10", "count:100", "trailing:30m", "none"])(
  "%s is the same window after the form",
  (text) => expect(windowText(windowParts(text))).toBe(text),
);

test("a window by another name, or of no known kind, can be changed in the form too", () => {
  expect(windowText(windowParts("hopping:1h/5m"))).toBe("sliding:1h/5m");
  expect(windowParts("")).toEqual({ kind: "sliding", size: "", every: "" });
});

test("every kind chosen in the form is a window the engine knows, whatever was there before", () => {
  for (const before of ["sliding:10m/1m", "count:100/10", "none", "session:5m"])
    for (const { value } of windowKinds) {
      const chosen = withKind(windowParts(before), value);
      expect(parseWindow(windowText(chosen)).kind).toBe(value);
    }
  // A length stays a length; events are none.
  expect(withKind(windowParts("tumbling:2h"), "session")).toEqual({ kind: "session", size: "2h", every: "" });
  expect(withKind(windowParts("sliding:2h/5m"), "count")).toEqual({ kind: "count", size: "100", every: "10" });
});
