import { expect, test } from "vitest";
import { appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { emptyPoints } from "../../src-main/engine/results.ts";
import type { RuleOutput } from "../../src-main/plugin-host/contract.ts";
import { Deliveries } from "../../src-main/session/deliveries.ts";
import { Metrics } from "../../src-main/session/metrics.ts";
import { ResultOrder } from "../../src-main/session/result-order.ts";
import type { Source } from "../../src-main/sources/source.ts";

const output = (rows: readonly number[]): RuleOutput => ({
  ...{ rule: "r", alerts: [], points: emptyPoints(), errors: 0, problems: [], logs: [], seconds: 0, calls: [] },
  rowsWithResult: Uint32Array.from(rows),
});

test("rows with a result are counted once each: several events of a row as one, rows of two files as two", async () => {
  const metrics = new Metrics(0);
  const source = { names: ["a.csv", "b.csv"] } as unknown as Source;
  const deliveries = new Deliveries({ source, sinks: [] }, metrics, new ResultOrder([]), () => {});
  /** Events as (source, row), of which those at `results` caused one. */
  const step = (events: readonly (readonly [source: number, row: number])[], results: readonly number[]): void => {
    const batch = createBatch(events.length);
    for (const [i, [of, row]] of events.entries()) appendEvent(batch, i, 0, 0, Number.NaN, 2, of, row);
    deliveries.send(
      { events: batch, watermark: 0, started: 0, engineSeconds: 0 },
      Promise.resolve([output(results), output([0])]),
    );
  };
  // Both rules at the first event; two events of row 2.
  step(
    [
      [0, 1],
      [0, 2],
      [0, 2],
    ],
    [0, 1, 2],
  );
  await deliveries.atMost(0);
  expect(metrics.rowsWithResult).toBe(2);
  // The row's next event comes with the next step; then the same number in another file.
  step(
    [
      [0, 2],
      [1, 2],
      [1, 3],
    ],
    [0, 1],
  );
  await deliveries.atMost(0);
  expect(metrics.rowsWithResult).toBe(3);
});

test("a step that cannot be delivered is told to who waits, and what follows it is not waited for in vain", async () => {
  let failed = 0;
  const source = { names: [] } as unknown as Source;
  const deliveries = new Deliveries({ source, sinks: [] }, new Metrics(0), new ResultOrder([]), () => failed++);
  const step = { events: createBatch(0), watermark: 0, started: 0, engineSeconds: 0 };
  deliveries.send(step, Promise.reject(new Error("the worker is gone")));
  deliveries.send(step, Promise.resolve([]));
  await expect(deliveries.atMost(0)).rejects.toThrow("the worker is gone");
  await deliveries.settled();
  expect(failed).toBe(1);
});
