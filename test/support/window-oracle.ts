import type { WindowSpec } from "../../plugins/api.ts";

/** An event of one group, in (time, arrival) order. */
export interface OracleEvent {
  readonly time: number;
  readonly key: string;
  readonly value: number;
  readonly active: boolean;
}
export interface OracleWindow {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly events: readonly OracleEvent[];
}

/** Every window recomputed from the whole list of events: shares no structure with the engine. */
export function oracleWindows(window: WindowSpec, events: readonly OracleEvent[]): OracleWindow[] {
  const keys = [...new Set(events.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const mine = events.filter((event) => event.key === key);
    switch (window.kind) {
      case "tumbling":
        return hopping(key, mine, window.size, window.size, window.offset ?? 0);
      case "sliding":
        return hopping(key, mine, window.size, window.every, window.offset ?? 0);
      case "session":
        return sessions(key, mine, window.gap);
      case "count":
        return mine.flatMap((_, i) => {
          if ((i + 1) % window.every !== 0) return [];
          const held = mine.slice(Math.max(0, i + 1 - window.size), i + 1);
          return [{ key, start: held[0]!.time, end: held.at(-1)!.time, events: held }];
        });
      case "trailing":
        return mine.map((event, i) => {
          const held = mine.slice(0, i + 1).filter(({ time }) => time > event.time - window.size);
          return { key, start: held[0]!.time, end: event.time, events: held };
        });
      default:
        return [];
    }
  });
}

function hopping(key: string, events: readonly OracleEvent[], size: number, every: number, offset: number): OracleWindow[] {
  const starts = new Set<number>();
  for (const { time } of events) {
    const aligned = Math.floor((time - offset) / every) * every + offset;
    for (let start = aligned; start > time - size; start -= every) starts.add(start);
  }
  return [...starts].map((start) => {
    const held = events.filter(({ time }) => time >= start && time < start + size);
    return { key, start, end: start + size, events: held };
  });
}

function sessions(key: string, events: readonly OracleEvent[], gap: number): OracleWindow[] {
  const out: OracleWindow[] = [];
  let open: OracleEvent[] = [];
  for (const event of events) {
    if (open.length > 0 && event.time > open.at(-1)!.time + gap) {
      out.push({ key, start: open[0]!.time, end: open.at(-1)!.time + gap, events: open });
      open = [];
    }
    open.push(event);
  }
  if (open.length > 0) out.push({ key, start: open[0]!.time, end: open.at(-1)!.time + gap, events: open });
  return out;
}

/** Aggregates by their textbook definitions; null for none. */
export function oracleAggregates(events: readonly OracleEvent[]): Record<string, number | null> {
  const values = events.map(({ value }) => value);
  const n = values.length;
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / n;
  const variance = n < 2 ? null : values.reduce((a, v) => a + (v - mean) ** 2, 0) / (n - 1);
  // From the first event on: epoch ms leave no digits for the rest.
  const since = events.map(({ time }) => time - events[0]!.time);
  const meanTime = since.reduce((a, time) => a + time, 0) / n;
  const spread = since.reduce((a, time) => a + (time - meanTime) ** 2, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const at = 0.9 * (n - 1);
  const low = sorted[Math.floor(at)]!;
  return {
    count: n,
    sum,
    min: sorted[0]!,
    max: sorted.at(-1)!,
    mean,
    stddev: variance === null ? null : Math.sqrt(variance),
    first: values[0]!,
    last: values.at(-1)!,
    range: sorted.at(-1)! - sorted[0]!,
    slope:
      n < 2 || spread === 0
        ? null
        : (values.reduce((a, value, i) => a + (since[i]! - meanTime) * (value - mean), 0) / spread) * 3_600_000,
    activeCount: events.filter(({ active }) => active).length,
    p90: low + ((sorted[Math.floor(at) + 1] ?? low) - low) * (at - Math.floor(at)),
  };
}

/** The accepted events of an arrival sequence under bounded out-of-orderness, in (time, arrival) order. */
export function oracleAccepted<T extends { time: number }>(
  arrivals: readonly T[],
  bound: number,
): { accepted: T[]; late: number[] } {
  const accepted: T[] = [];
  const late: number[] = [];
  arrivals.forEach((event, i) => {
    const max = Math.max(...arrivals.slice(0, i).map(({ time }) => time));
    if (event.time <= max - bound - 1) late.push(i);
    else accepted.push(event);
  });
  return {
    accepted: accepted
      .map((event, i) => ({ event, i }))
      .sort((a, b) => a.event.time - b.event.time || a.i - b.i)
      .map(({ event }) => event),
    late,
  };
}
