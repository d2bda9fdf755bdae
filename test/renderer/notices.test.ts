import { expect, test } from "vitest";
import { type Notice, noticesOf } from "../../src-renderer/frame-actions.ts";

test("a notice stays with its screen; one said by what led to another goes along", () => {
  const said = (id: number, view: Notice["view"], at: number): Notice => ({ id, text: "", kind: "error", view, at });
  const notices = [said(1, "live", 0), said(2, "plugins", 0), said(3, "live", 4800)];
  expect(noticesOf(notices, "plugins", 5000).map(({ id }) => id)).toEqual([2, 3]);
});
