import { splitRecord } from "../sources/csv/records.ts";
import { createTimeReader } from "../sources/csv/time-reader.ts";
import { joinedTime } from "../sources/joined-time.ts";
import type { Mapping } from "../sources/mapping.ts";

/** Wall time between two bursts, ms. */
const TICK = 10;

export interface Pace {
  /** Rows a second; absent: by `speed`. */
  readonly rate?: number;
  /** Multiple of event time. */
  readonly speed: number | "max";
}

/** Answers, by record, how many ms to wait before it may go. `columnAt`: place of a column; -1: there is none. */
export function pacer(
  mapping: Mapping,
  { rate, speed }: Pace,
  columnAt: (column: string | number | undefined) => number,
): (record: string) => number {
  const started = performance.now();
  if (rate !== undefined) {
    let sent = 0;
    return () => {
      const due = (sent++ / rate) * 1000;
      const wait = due - (performance.now() - started);
      return wait >= TICK ? wait : 0;
    };
  }
  if (speed === "max") return () => 0;
  const read = createTimeReader(mapping.time.format, mapping.time.zone);
  const places = mapping.time.columns.map(columnAt);
  let first = Number.NaN;
  return (record) => {
    const fields = splitRecord(record, mapping.delimiter, mapping.quote) ?? [];
    const time = read(joinedTime(places.map((at) => fields[at] ?? "")));
    if (Number.isNaN(time)) return 0;
    if (Number.isNaN(first)) first = time;
    const wait = (time - first) / speed - (performance.now() - started);
    return wait >= TICK ? wait : 0;
  };
}

/** Resolves after so long, or at once when `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // Longer than a timer can wait is in no one's interest.
    const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
