import { expect, test } from "vitest";
import { appendEvent, createBatch, type EventBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { FilterStage } from "../../src-main/plugin-host/filter-stage.ts";

/** Events of value 0, 1, 2 …, of these rows. */
function eventsOf(rows: readonly number[]): EventBatch {
  const batch = createBatch(rows.length);
  for (const [i, row] of rows.entries()) appendEvent(batch, row * 1000, 0, i, Number.NaN, NO_FLAG, 0, row);
  return batch;
}

const valuesOf = ({ value, length }: EventBatch): number[] => [...value.subarray(0, length)];

test("the events of one row of a wide table go on together: only then is it known whether the row does", () => {
  const stage = new FilterStage();
  stage.add(eventsOf([1, 2, 2, 2, 3]));
  stage.apply({ decided: [0, 1, 2], dropped: [{ sequence: 1, reason: "peak" }], repaired: [] });
  const first = stage.take(9000);
  expect(valuesOf(first.events)).toEqual([0]);
  expect(first.dropped.length).toBe(0);
  expect(first.watermark).toBe(1999);
  stage.apply({ decided: [3], dropped: [], repaired: [] });
  const second = stage.take(9000);
  expect(valuesOf(second.events)).toEqual([2, 3]);
  expect(valuesOf(second.dropped)).toEqual([1]);
  expect(second.reasons).toEqual(["peak"]);
  expect(second.watermark).toBe(2999);
});
