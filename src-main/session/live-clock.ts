import { uptime } from "../sources/uptime.ts";

/** ms by which the system clock may move beside the machine's own without having been set: drift, and what NTP puts right in steps. */
const DRIFT = 2000;

/**
 * What time it is, for live streams, where the system clock may be set while they run. Beside it goes one that only counts on from when the
 * session began. Where they differ, each question takes the answer that loses no event: a clock set back must not make readings of now
 * come from the future, one set forward must not close windows that have hours to go.
 */
export class LiveClock {
  readonly #wall: () => number;
  readonly #uptime: () => number;
  /** Epoch ms at uptime 0. */
  #base: number;

  /** Both in ms; `uptimeMs` counts on while the machine sleeps. */
  constructor(wall: () => number = Date.now, uptimeMs: () => number = uptime) {
    this.#wall = wall;
    this.#uptime = uptimeMs;
    this.#base = wall() - uptimeMs();
  }

  /** The system clock, epoch ms. */
  get wall(): number {
    return this.#wall();
  }

  /** It is surely not later than this. */
  get latest(): number {
    return Math.max(this.#wall(), this.#steady());
  }

  /** It is surely not earlier than this. */
  get earliest(): number {
    return Math.min(this.#wall(), this.#steady());
  }

  /** An event of this time has come: a session that began with a clock that was behind learns from what comes once it is put right. */
  heard(time: number): void {
    const steady = this.#steady();
    if (time > steady) this.#base += Math.max(0, Math.min(time, this.#wall()) - steady);
  }

  #steady(): number {
    const wall = this.#wall();
    const now = this.#uptime();
    if (Math.abs(wall - this.#base - now) < DRIFT) this.#base = wall - now;
    return this.#base + now;
  }
}
