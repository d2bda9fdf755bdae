import { expect, test } from "vitest";
import { defineFilter, type Verdict } from "../../plugins/api.ts";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import type { FilterDeclaration } from "../../src-main/plugin-host/contract.ts";
import { readContributions } from "../../src-main/plugin-host/declare.ts";
import { FilterRunner } from "../../src-main/plugin-host/filter-runner.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";

interface Asked {
  readonly before: number;
  readonly after: number;
  readonly within: number;
}
const NOBODY: Asked = { before: 0, after: 0, within: 0 };

function runnerOf(onEvent: Parameters<typeof defineFilter>[0]["onEvent"], asked: Asked = NOBODY) {
  const code = defineFilter({ id: "f", title: "F", by: ["sensor"], neighbours: () => asked, onEvent });
  const [found] = readContributions(code, "test", "1.0.0");
  const keys = new KeyTable();
  const realm = { keys, names: new CatalogueNames([]), limits: DEFAULT_LIMITS, clock: () => 0, progress: () => {} };
  return { keys, runner: new FilterRunner(code, found?.declaration as FilterDeclaration, {}, realm) };
}

/** One event of sensor "a" each, of these times; its value is its place. */
function events(keys: KeyTable, times: readonly number[]) {
  const batch = createBatch(times.length);
  for (const [i, time] of times.entries()) appendEvent(batch, time, keys.id("s", "a", ""), i, Number.NaN, NO_FLAG, 0, i + 1);
  return batch;
}

const answering = (answer: unknown) => {
  const { keys, runner } = runnerOf(() => answer as Verdict);
  return runner.step(events(keys, [1000]), 0, 5000);
};

test.each([[{ keep: true }], [{ drop: "peak" }], [{ repair: 3 }]])("%j is a verdict", (answer) => {
  expect(answering(answer)).toMatchObject({ decided: [0], errors: 0 });
});

test.each([
  [{ keep: false }, /must answer/],
  [{}, /must answer/],
  [true, /must answer/],
  [undefined, /must answer/],
  [{ repair: Number.NaN }, /repair NaN is not a finite number/],
])("%j is none: told, and the event stays as it is", (answer, message) => {
  const { decided, dropped, repaired, failures } = answering(answer);
  expect({ decided, dropped, repaired }).toEqual({ decided: [0], dropped: [], repaired: [] });
  expect(failures).toMatchObject([{ hook: "onEvent", message: expect.stringMatching(message) }]);
});

test("neighbours lie within the time asked for on either side, nearest first, and at its very end still", () => {
  const seen: [number, number[], number[]][] = [];
  const { keys, runner } = runnerOf(
    (_, { time }, { before, after }) => {
      seen.push([time, before.map((each) => each.time), after.map((each) => each.time)]);
      return { keep: true };
    },
    { before: 2, after: 1, within: 10 },
  );
  const batch = events(keys, [0, 5, 10, 21, 31]);
  expect(runner.step(batch, 0, 31).decided).toEqual([0, 1, 2, 3]);
  expect(seen).toEqual([
    [0, [], [5]],
    [5, [0], [10]],
    [10, [5, 0], []],
    [21, [], [31]],
  ]);
  // Its time for later neighbours is up with the watermark that is exactly that far.
  expect(runner.step(createBatch(0), 5, 40).decided).toEqual([]);
  expect(runner.step(createBatch(0), 5, 41).decided).toEqual([4]);
});

test.each([
  { before: 3, after: 2, within: 40 },
  { before: 2, after: 4, within: 12.5 },
  { before: 5, after: 0, within: 1000 },
])("the neighbours of a long stream are those of all its events, though it keeps few of them: %j", (asked) => {
  // Now and then many of one time, some a little beyond what is asked for, some far apart.
  const times = Array.from({ length: 3000 }, (_, i) => Math.floor(i / 60) * 300 + (i % 60 < 30 ? 18 : (i % 60) * 5 + 10));
  const seen: unknown[] = [];
  const { keys, runner } = runnerOf((_, { value }, { before, after }) => {
    seen.push([value, before.map((each) => each.value), after.map((each) => each.value)]);
    return { keep: true };
  }, asked);
  const kept: number[] = [];
  for (let from = 0; from < times.length; from += 100) {
    const step = createBatch(100);
    for (let i = from; i < from + 100; i++) appendEvent(step, times[i]!, keys.id("s", "a", ""), i, Number.NaN, NO_FLAG, 0, i + 1);
    runner.step(step, from, times[from + 99]! - 1);
    kept.push(runner.snapshot().recent[0]!.length);
  }
  runner.step(createBatch(0), times.length, Number.POSITIVE_INFINITY);
  const near = (i: number, step: 1 | -1, most: number): number[] => {
    const found: number[] = [];
    for (let j = i + step; found.length < most && Math.abs(times[j]! - times[i]!) <= asked.within; j += step) found.push(j);
    return found;
  };
  expect(seen.toSorted((a, b) => (a as number[])[0]! - (b as number[])[0]!)).toEqual(
    times.map((_, i) => [i, near(i, -1, asked.before), near(i, 1, asked.after)]),
  );
  // What a checkpoint holds of a key does not grow with the stream.
  expect(Math.max(...kept)).toBeLessThanOrEqual((asked.before + asked.after + 1) * 2 + 30);
});

test.each([
  [{ before: -1, after: 0, within: 0 }, /before must be a whole number from 0 to 100/],
  [{ before: 0, after: 101, within: 0 }, /after must be a whole number from 0 to 100/],
  [{ before: 0, after: 0, within: Number.NaN }, /within must be a duration in ms/],
])("neighbours that cannot be are refused: %j", (asked, message) => {
  expect(() => runnerOf(() => ({ keep: true }), asked)).toThrow(message);
});
