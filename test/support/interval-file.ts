import { writeFileSync } from "node:fs";
import { seededRandom } from "../../src-main/simulate/random.ts";

const HOUR = 3600;

/** An alarm of a device that was on, epoch seconds. */
export interface AlarmInterval {
  readonly alarm: string;
  readonly device: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Alarms of five devices over about three days: often several of one alarm at a time, some without length, some twice, some that end or
 * begin together, rows up to ten minutes out of order.
 */
export function randomIntervals(seed: number, rows: number): AlarmInterval[] {
  const { below, uniform } = seededRandom(seed, 3);
  const made: (AlarmInterval & { readonly place: number })[] = [];
  let now = 1_700_000_000;
  while (made.length < rows) {
    now += below(Math.floor((6 * 24 * HOUR) / rows));
    // On whole minutes, so that times meet.
    const start = now - (now % 60);
    const end = start + (uniform() < 0.1 ? 0 : 60 * below(120));
    const row = { alarm: `${below(6)}`, device: `d${below(5)}`, start, end, place: now - below(600) };
    made.push(row);
    if (uniform() < 0.02) made.push(row);
  }
  return made.sort((a, b) => a.place - b.place);
}

export function writeIntervals(path: string, intervals: readonly AlarmInterval[]): void {
  const lines = intervals.map(({ alarm, device, start, end }) => `${alarm},${device},${start},${end}`);
  writeFileSync(path, `${["alarm_id,device_id,start_timestamp,end_timestamp", ...lines].join("\n")}\n`);
}

/** ms each alarm of a device is on, by `device alarm`: minutes that an interval covers, counted one by one. */
export function onTime(intervals: readonly AlarmInterval[]): Record<string, number> {
  const covered = new Map<string, Set<number>>();
  for (const { alarm, device, start, end } of intervals) {
    const key = `${device} ${alarm}`;
    const minutes = covered.get(key) ?? new Set();
    covered.set(key, minutes);
    for (let at = start; at < end; at += 60) minutes.add(at);
  }
  return Object.fromEntries([...covered].map(([key, { size }]) => [key, size * 60_000] as const).sort());
}
