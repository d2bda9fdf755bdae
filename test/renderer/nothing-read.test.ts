import { expect, test } from "vitest";
import { nothingRead } from "../../src-renderer/ui/nothing-read.tsx";

const status = { state: "done", keys: 0, rejects: 0, error: null } as const;

test("a source that ended without an event says why, and one that may still bring some says nothing", () => {
  expect(nothingRead({ ...status, rejects: 200 })).toEqual({ title: "No row could be read", text: "All 200 were refused." });
  expect(nothingRead(status)).toEqual({ title: "No events", text: "No row was read." });
  expect(nothingRead({ ...status, state: "failed", error: "the disk is full" })?.text).toBe("the disk is full");
  expect(nothingRead({ ...status, state: "reading", rejects: 200 })).toBeNull();
  expect(nothingRead({ ...status, state: "live" })).toBeNull();
  expect(nothingRead({ ...status, keys: 3, rejects: 200 })).toBeNull();
  expect(nothingRead(null)).toBeNull();
});
