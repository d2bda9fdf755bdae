import fc from "fast-check";
import { expect, test } from "vitest";
import { TimerQueue } from "../../src-main/plugin-host/timer-queue.ts";

/** The same by looking through all timers. */
class Plain {
  readonly #timers = new Map<string, { time: number; group: number; id: string }>();

  set(group: number, id: string, time: number): void {
    this.#timers.set(`${group} ${id}`, { time, group, id });
  }

  clear(group: number, id: string): void {
    this.#timers.delete(`${group} ${id}`);
  }

  #first() {
    return [...this.#timers.values()].sort((a, b) => a.time - b.time || a.group - b.group || (a.id < b.id ? -1 : 1))[0];
  }

  next(): number {
    return this.#first()?.time ?? Number.POSITIVE_INFINITY;
  }

  nextGroup(): number {
    return this.#first()?.group ?? Number.POSITIVE_INFINITY;
  }

  take() {
    const first = this.#first();
    if (first !== undefined) this.clear(first.group, first.id);
    return first;
  }
}

const group = fc.nat(2);
const id = fc.constantFrom("a", "b");
const act = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), group, id, time: fc.nat(6) }),
  fc.record({ kind: fc.constant("clear" as const), group, id }),
  fc.record({ kind: fc.constant("take" as const) }),
  fc.record({ kind: fc.constant("look" as const) }),
);

test("timers that are set, moved, cleared and taken come in the order a look through all of them finds", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const queue = new TimerQueue((a, b) => a - b);
      const plain = new Plain();
      for (const one of acts) {
        if (one.kind === "set") for (const each of [queue, plain]) each.set(one.group, one.id, one.time);
        else if (one.kind === "clear") for (const each of [queue, plain]) each.clear(one.group, one.id);
        else if (one.kind === "take") expect(queue.take()).toEqual(plain.take());
        else expect([queue.next(), queue.nextGroup()]).toEqual([plain.next(), plain.nextGroup()]);
      }
      for (let left = acts.length; left >= 0; left--) expect(queue.take()).toEqual(plain.take());
    }),
    { numRuns: 500 },
  );
});

test("a timer that is moved with every event leaves nothing behind: memory follows what is set, not what was", () => {
  const queue = new TimerQueue((a, b) => a - b);
  for (let i = 0; i < 100_000; i++) queue.set(i % 10, "silent", 1e9 + i);
  expect(queue.held).toBeLessThan(200);
  for (let i = 0; i < 100_000; i++) {
    queue.set(i % 10, "once", 2e9);
    queue.clear(i % 10, "once");
  }
  expect(queue.held).toBeLessThan(200);
  const times = Array.from({ length: 10 }, () => queue.take()?.time);
  expect(times).toEqual(Array.from({ length: 10 }, (_, i) => 1e9 + 99_990 + i));
  expect(queue.take()).toBeUndefined();
});
