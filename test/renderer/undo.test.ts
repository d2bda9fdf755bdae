import { beforeEach, expect, test } from "vitest";
import { rememberUndo, undoable, undoLast, useFrame } from "../../src-renderer/frame-actions.ts";

const said = (): string[] => useFrame.getState().notices.map(({ text }) => text);
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

beforeEach(() => useFrame.setState({ notices: [] }));

test("Ctrl+Z while a change is still being made takes back that one, once it is made", async () => {
  const did: string[] = [];
  rememberUndo("the step before", () => void did.push("the step before"));
  let made: (value: number) => void = () => {};
  const change = undoable("the change", new Promise<number>((resolve) => (made = resolve)), async (value) =>
    did.push(`${value} back`),
  );
  undoLast();
  await settled();
  expect(did).toEqual([]);
  made(7);
  await change;
  await settled();
  expect(did).toEqual(["7 back"]);
  undoLast();
  await settled();
  expect(did).toEqual(["7 back", "the step before"]);
  expect(said()).toEqual(["Undone: the change", "Undone: the step before"]);
});

test("a change that is refused leaves nothing to take back", async () => {
  await expect(undoable("refused", Promise.reject(new Error("no")), async () => {})).rejects.toThrow("no");
  undoLast();
  expect(said()).toEqual(["Nothing to undo"]);
});

test("a change that fails while Ctrl+Z waits for it says so", async () => {
  let fail: (error: Error) => void = () => {};
  const change = undoable("slow", new Promise<void>((_, reject) => (fail = reject)), async () => {});
  undoLast();
  fail(new Error("the file is gone"));
  await expect(change).rejects.toThrow("the file is gone");
  await settled();
  expect(said()).toEqual(["Cannot undo slow: the file is gone"]);
});
