import { expect, test } from "vitest";
import type { Status } from "../../src-main/ipc/contract.ts";
import { stateSaid } from "../../src-renderer/ui/state-said.ts";

const said = (state: Status["state"], connection: string | null): string =>
  stateSaid({ state, connection: connection === null ? null : { state: connection, detail: "", attempt: 0, nextTryMs: null } });

test("what a source is doing is said alike in the status bar and under Sources", () => {
  expect(said("done", null)).toBe("read to the end");
  expect(said("reading", null)).toBe("reading");
  expect(said("live", "reconnecting")).toBe("reconnecting");
});

test("a queue that failed or was stopped says so, not that its connection is closed", () => {
  expect(said("failed", "closed")).toBe("failed");
  expect(said("stopped", "closed")).toBe("stopped");
});
