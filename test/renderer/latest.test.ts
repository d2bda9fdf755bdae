import { expect, test } from "vitest";
import { latestOnly } from "../../src-renderer/bridge/latest.ts";

/** A call that ends when told to. */
function controlled() {
  const asked: string[] = [];
  const ends: { done: (value: string) => void; fail: (error: Error) => void }[] = [];
  const ask = latestOnly((question: string) => {
    asked.push(question);
    return new Promise<string>((done, fail) => ends.push({ done, fail }));
  });
  return { asked, ends, ask };
}

test("while one question runs only the newest of the waiting ones is asked after it", async () => {
  const { asked, ends, ask } = controlled();
  const answers = ["a", "b", "c", "d"].map(ask);
  expect(asked).toEqual(["a"]);
  ends[0]!.done("A");
  expect(await answers[0]).toBe("A");
  expect(await answers[1]).toBeNull();
  expect(await answers[2]).toBeNull();
  expect(asked).toEqual(["a", "d"]);
  ends[1]!.done("D");
  expect(await answers[3]).toBe("D");
});

test("a question that fails rejects for who asked it and does not stop the next", async () => {
  const { ends, ask } = controlled();
  const first = ask("a");
  const second = ask("b");
  ends[0]!.fail(new Error("no series"));
  await expect(first).rejects.toThrow("no series");
  ends[1]!.done("B");
  expect(await second).toBe("B");
});
