import type { Status } from "../../../src-main/ipc/contract.ts";

/** Fewer late rows are no news; nor is a smaller share of what was read. */
const FEW = 50;
const SHARE = 0.01;
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** Lengths people wait for, ms. */
const WAITS = [1, 2, 5, 10, 30]
  .map((n) => n * SECOND)
  .concat([1, 2, 5, 10, 30].map((n) => n * MINUTE))
  .concat([1, 2, 6, 12, 24].map((n) => n * HOUR));

export interface LateNews {
  /** Of what was read, 0…1. */
  readonly share: number;
  /** How long to wait so that nearly all of them count, ms. */
  readonly wait: number;
}

/** What to say where many rows come too late to count; null: they do not, or no wait of a day would help. */
export function lateNews({ late, metrics }: Pick<Status, "late" | "metrics">): LateNews | null {
  if (late === null || metrics === null || late.rows < FEW || late.rows < SHARE * metrics.records_read_total) return null;
  const wait = WAITS.find((length) => length >= late.wait);
  return wait === undefined ? null : { share: late.rows / metrics.records_read_total, wait };
}
