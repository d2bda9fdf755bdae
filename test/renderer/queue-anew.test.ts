import { expect, test } from "vitest";
import { queueAnew } from "../../src-renderer/frame/queue-anew.ts";

const queue = { session: 1, kind: "queue", description: "amqp://localhost bts", keys: 3, workspace: { path: null } };
const none = { session: 0, kind: null, description: "", keys: 0, workspace: { path: null } };
/** What is said at the last of these statuses; nothing may be at those before. */
function saidOf(...statuses: readonly Parameters<ReturnType<typeof queueAnew>>[0][]): string | null {
  const follow = queueAnew();
  const said = statuses.map(follow);
  expect(said.slice(0, -1).every((each) => each === null)).toBe(true);
  return said.at(-1) ?? null;
}

test("that a queue was connected to anew is said once, where charts and alerts are lost by it", () => {
  const anew = { ...queue, session: 2, keys: 0 };
  expect(saidOf(queue, anew)).toContain("begin here");
  // There is no session for a moment.
  expect(saidOf(queue, queue, none, anew)).toContain("begin here");
  const follow = queueAnew();
  expect([queue, none, anew, { ...anew, keys: 3 }].map(follow).filter((said) => said !== null)).toHaveLength(1);
});

test("nothing is said of the first session, another queue, one that had nothing yet, a file, and a workspace that keeps its runs", () => {
  expect(saidOf(queue)).toBeNull();
  expect(saidOf(queue, none, { ...queue, session: 2, description: "amqp://localhost other" })).toBeNull();
  expect(saidOf({ ...queue, keys: 0 }, { ...queue, session: 2 })).toBeNull();
  expect(saidOf({ ...queue, kind: "files" }, { ...queue, session: 2, kind: "files" })).toBeNull();
  expect(saidOf(queue, none, { ...queue, session: 2, workspace: { path: "/a.weir.json" } })).toBeNull();
});
