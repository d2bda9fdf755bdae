import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Stations whose alarm flag turns with every row of theirs, and as many whose flag stays off. At 5,000 rows a second each turns in another
 * second.
 */
const STATIONS = 1000;
/** Every so many rows one turns a flag: a rule answers it at once. */
const TURN_EVERY = 10;

/** A mapping file for the rows of `LiveRows`, which carry no names. */
export function writeLiveMapping(folder: string): string {
  const path = join(folder, "live.mapping.json");
  const mapping = {
    header: false,
    columns: ["time", "station", "sensor", "alarm", "value", "threshold", "active"],
    time: { columns: ["time"], format: "iso" },
    station: "station",
    sensor: "sensor",
    alarm: "alarm",
    value: "value",
    threshold: "threshold",
    active: "active",
  };
  writeFileSync(path, JSON.stringify(mapping));
  return path;
}

/** Rows as they happen: the time is now, in whole seconds as base stations tell it. */
export class LiveRows {
  readonly #on = new Uint8Array(STATIONS);
  #row = 0;

  /** `turn`: station and time (epoch ms) by which the alert of this row is known; null when it causes none. */
  next(now: number): { body: Buffer; turn: string | null } {
    const row = this.#row++;
    const second = now - (now % 1000);
    const time = `${new Date(second).toISOString().slice(0, 19)}Z`;
    const value = (20 + 10 * Math.sin(row / 500)).toFixed(2);
    const number = Math.floor(row / TURN_EVERY) % STATIONS;
    if (row % TURN_EVERY !== 0)
      return { body: Buffer.from(`${time},quiet-${row % STATIONS},111,322,${value},35,false`), turn: null };
    const on = (this.#on[number] = 1 - (this.#on[number] as number)) === 1;
    // The first flag that is off tells nothing: it must have been on.
    return { body: Buffer.from(`${time},turning-${number},111,322,${value},35,${on}`), turn: `turning-${number} ${second}` };
  }
}

/** Calls `send` so that `rate` rows a second leave on average, for `seconds`; resolves with how many did. */
export async function atRate(rate: number, seconds: number, send: () => void): Promise<number> {
  const started = performance.now();
  let sent = 0;
  for (;;) {
    const elapsed = performance.now() - started;
    const due = Math.min(Math.floor((elapsed / 1000) * rate), rate * seconds);
    while (sent < due) {
      send();
      sent++;
    }
    if (sent >= rate * seconds) return sent;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
