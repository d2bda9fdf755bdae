import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { RecentIdentities } from "../../src-main/sources/rabbitmq/recent-identities.ts";

const identity = (text: string): Buffer => createHash("md5").update(text).digest();

test("the last ones are known, older ones are not, as a list of them says", () => {
  const most = 100;
  const recent = new RecentIdentities(most);
  let known: string[] = [];
  let state = 7;
  for (let number = 1; number <= 5000; number++) {
    state = (state * 48_271) % 2_147_483_647;
    // New ones, and ones that came lately or long ago.
    const text = `message ${state % 3 === 0 ? number : state % 400}`;
    expect(recent.meet(identity(text), number), `${text} at ${number}`).toBe(known.includes(text));
    if (!known.includes(text)) known = [...known, text].slice(-most);
  }
  expect(recent.upTo(5000)).toBe(known.map((text) => identity(text).toString("latin1")).join(""));
});

test("what came after a number is left out, and the rest is known again after a restart, in its order", () => {
  const recent = new RecentIdentities(10);
  for (let number = 1; number <= 14; number++) recent.meet(identity(`${number}`), number);
  const again = new RecentIdentities(10);
  again.restore(recent.upTo(12));
  expect(again.upTo(0)).toBe([5, 6, 7, 8, 9, 10, 11, 12].map((n) => identity(`${n}`).toString("latin1")).join(""));
  const met = [4, 5, 12, 13].map((n) => again.meet(identity(`${n}`), 20 + n));
  expect(met).toEqual([false, true, true, false]);
});
