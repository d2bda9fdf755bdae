import { expect, test } from "vitest";
import { queueAnew } from "../../src-renderer/frame/queue-anew.ts";

const queue = { session: 1, kind: "queue", description: "amqp://localhost bts", keys: 3, workspace: { path: null } };

test("that a queue was connected to anew is said where charts and alerts are lost by it, and nowhere else", () => {
  expect(queueAnew(queue, { ...queue, session: 2, keys: 0 })).toContain("begin here");
  // Still the same session, the first of all, another queue, one that had nothing yet, a file, a workspace that keeps its runs.
  expect(queueAnew(queue, queue)).toBeNull();
  expect(queueAnew(null, queue)).toBeNull();
  expect(queueAnew(queue, { ...queue, session: 2, description: "amqp://localhost other" })).toBeNull();
  expect(queueAnew({ ...queue, keys: 0 }, { ...queue, session: 2 })).toBeNull();
  expect(queueAnew({ ...queue, kind: "files" }, { ...queue, session: 2, kind: "files" })).toBeNull();
  expect(queueAnew(queue, { ...queue, session: 2, workspace: { path: "/a.weir.json" } })).toBeNull();
});
