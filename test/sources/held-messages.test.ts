import type { ConsumeMessage } from "amqplib";
import { expect, test } from "vitest";
import { HeldMessages } from "../../src-main/sources/rabbitmq/held-messages.ts";

const message = (bytes: number) => ({ content: Buffer.alloc(bytes) }) as ConsumeMessage;

test("what comes stops at the high marks, of messages or of bytes, and goes on below the low ones", () => {
  const held = new HeldMessages({ highMark: 4, lowMark: 2, highBytes: 100 });
  for (let i = 0; i < 3; i++) held.add(message(1));
  expect([held.hasRoom(true), held.hasRoom(false)]).toEqual([true, false]);
  held.add(message(1));
  expect([held.length, held.hasRoom(true)]).toEqual([4, false]);
  expect(held.take().length).toBe(4);
  expect([held.length, held.hasRoom(false)]).toEqual([0, true]);
  held.add(message(49));
  expect(held.hasRoom(false)).toBe(true);
  held.take();
  held.add(message(50));
  expect([held.hasRoom(true), held.hasRoom(false)]).toEqual([true, false]);
  held.take();
  held.add(message(100));
  expect(held.hasRoom(true)).toBe(false);
});
