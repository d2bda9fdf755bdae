import type { EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { WindowEngine } from "../engine/window-engine.ts";

/** ms: sliding 60 s / 5 s unless said otherwise. */
export const SIZE = 60_000;
export const EVERY = 5000;

/** What is measured, and what it is measured against. */
export interface Engine {
  process(batch: EventBatch): void;
  advance(watermark: number): void;
  result(): { fired: number; checksum: number };
}

/** Weir's engine with count, min, max and mean; what fires is taken batch by batch. */
export function slices(keys: number, size = SIZE): Engine {
  const table = new KeyTable();
  for (let key = 0; key < keys; key++) table.id(String(key), "", "");
  const engine = new WindowEngine(table);
  const aggregates = [{ fn: "count" }, { fn: "min" }, { fn: "max" }, { fn: "mean" }] as const;
  const query = engine.add({ by: ["station"], window: { kind: "sliding", size, every: EVERY }, aggregates });
  let fired = 0;
  let checksum = 0;
  const drain = (): void => {
    const windows = engine.take(query);
    fired += windows.length;
    const [, min, max, mean] = windows.values as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < windows.length; i++) checksum += (max[i] as number) - (min[i] as number) + (mean[i] as number);
  };
  return {
    process: (batch) => {
      engine.process(batch);
      drain();
    },
    advance: (watermark) => {
      engine.advance(watermark);
      drain();
    },
    result: () => ({ fired, checksum }),
  };
}
