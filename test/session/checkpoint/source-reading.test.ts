import { expect, test } from "vitest";
import { createBatch } from "../../../src-main/engine/batch.ts";
import { SourceReading } from "../../../src-main/session/source-reading.ts";

/** A chunk of so many rows, each with an event. */
function chunk(rows: number) {
  const events = createBatch(rows);
  events.length = rows;
  return { rows, events };
}

/** Of a file, gone on with from a checkpoint after these chunks. */
function goneOnAfter(...rows: number[]): SourceReading {
  const first = new SourceReading({}, undefined);
  for (const each of rows) expect(first.passesOver(chunk(each))).toBe(false);
  return new SourceReading({}, first.capture());
}
const CHANGED = "the input does not read as it did when the checkpoint was taken; run without --resume to start anew";

test("what is in the checkpoint is passed over, and only then is there another one to be taken", () => {
  const reading = goneOnAfter(10, 5);
  expect(reading.passesOver(chunk(10))).toBe(true);
  expect(reading.canCheckpoint).toBe(false);
  expect(reading.passesOver(chunk(5))).toBe(true);
  expect(reading.canCheckpoint).toBe(true);
  expect(reading.passesOver(chunk(7))).toBe(false);
  reading.ended(false);
});

test("a file that has changed in the part that is passed over is refused", () => {
  const reading = goneOnAfter(10, 5);
  reading.passesOver(chunk(10));
  expect(() => reading.passesOver(chunk(4))).toThrow(CHANGED);
});

test("a file that ends before the part that is passed over does is refused, unless the run was stopped there", () => {
  const reading = goneOnAfter(10, 5);
  reading.passesOver(chunk(10));
  expect(() => reading.ended(false)).toThrow(CHANGED);
  reading.ended(true);
});
