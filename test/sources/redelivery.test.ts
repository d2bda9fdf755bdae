import type { ConsumeMessage } from "amqplib";
import { expect, test } from "vitest";
import { Redelivery } from "../../src-main/sources/rabbitmq/redelivery.ts";

const message = (body: string, redelivered = false): ConsumeMessage =>
  ({ content: Buffer.from(body), properties: {}, fields: { redelivered } }) as unknown as ConsumeMessage;

/** Messages 1…n as they come the first time. */
function first(n: number, memory = new Redelivery()): Redelivery {
  for (let i = 1; i <= n; i++) expect(memory.isRepeat(message(`row ${i}`), i, 1)).toBe(false);
  return memory;
}

test("a long stretch that comes again is recognised to its end, however many acknowledgements there are meanwhile", () => {
  const memory = Redelivery.restore(first(1000).snapshot(1000));
  let number = 1000;
  let saved = memory.snapshot(number);
  for (let i = 1; i <= 1000; i++) {
    expect(memory.isRepeat(message(`row ${i}`, true), ++number, 2), `row ${i}`).toBe(true);
    if (i % 100 === 0) memory.acknowledged(number);
    if (i === 400) saved = memory.snapshot(number);
  }
  // Killed in its midst it goes on just so: what had come again, was it not surely acknowledged, and what had not.
  const third = Redelivery.restore(saved);
  for (let i = 201; i <= 1000; i++) expect(third.isRepeat(message(`row ${i}`, true), 1000 + i, 3), `row ${i}`).toBe(true);
});

test("what came before is forgotten once a new message is surely acknowledged: a later one that says the same is not lost", () => {
  let now = 0;
  const memory = Redelivery.restore(first(10).snapshot(10), () => now);
  expect(memory.isRepeat(message("row 7", true), 11, 2)).toBe(true);
  for (let number = 12; number <= 40; number++) memory.isRepeat(message(`new ${number}`), number, 2);
  for (const upTo of [20, 30, 40]) memory.acknowledged(upTo);
  // The broker may not have noticed yet that the connection before is gone: those may come still.
  expect(memory.isRepeat(message("row 8", true), 41, 2)).toBe(true);
  now = 61_000;
  memory.isRepeat(message("new 42"), 42, 2);
  memory.acknowledged(42);
  expect(memory.isRepeat(message("row 9", true), 43, 2)).toBe(false);
});

test("two messages that say the same are two, unless the broker says that one comes again", () => {
  const memory = first(1);
  expect(memory.isRepeat(message("row 1"), 2, 1)).toBe(false);
  const again = Redelivery.restore(memory.snapshot(2));
  expect([3, 4, 5].map((number) => again.isRepeat(message("row 1", true), number, 2))).toEqual([true, true, false]);
});
