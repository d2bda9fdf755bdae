import { expect, test } from "vitest";
import { ownThread, threadTime } from "../../src-main/plugin-host/thread-time.ts";

test.each([
  ["a thread", ownThread()],
  ["one without a number", -1],
])("processor time of %s grows as it computes", (_, thread) => {
  const start = threadTime(thread);
  for (let look = 0; look < 1e6 && threadTime(thread) < start + 50; look++);
  expect(threadTime(thread)).toBeGreaterThanOrEqual(start + 50);
});

test("and not as it waits, nor once the thread is gone", (context) => {
  const own = ownThread();
  if (own < 0) return context.skip();
  const start = threadTime(own);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  expect(threadTime(own) - start).toBeLessThan(200);
  expect(threadTime(999_999_999)).toBe(0);
});
