import type { Alert } from "../engine/results.ts";
import { alertLine } from "../sinks/files/result-lines.ts";

/** Alerts of a run that are held to be compared. */
export const ALERTS_HELD = 200_000;

/** Alerts by id, as their lines, up to a cap: beyond it those before a time are held, and all are counted. */
export class HeldAlerts {
  readonly #cap: number;
  readonly #held = new Map<string, { readonly time: number; readonly line: string }>();
  #beyond = 0;
  /** Of event time: all before it are held. */
  until = Number.POSITIVE_INFINITY;

  constructor(cap = ALERTS_HELD) {
    this.#cap = cap;
  }

  /** All that came. */
  get count(): number {
    return this.#held.size + this.#beyond;
  }

  take(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.add(alert);
  }

  add(alert: Alert): void {
    if (alert.time >= this.until) {
      this.#beyond++;
      return;
    }
    this.#held.set(alert.id, { time: alert.time, line: alertLine(alert) });
    if (this.#held.size > this.#cap) this.#letGo();
  }

  /** Those before `until`. */
  before(until: number): Map<string, string> {
    const lines = new Map<string, string>();
    for (const [id, { time, line }] of this.#held) if (time < until) lines.set(id, line);
    return lines;
  }

  /** The newest tenth at once: where alerts do not come in order of time, it must not be looked for at each. */
  #letGo(): void {
    const times = Float64Array.from(this.#held.values(), ({ time }) => time).sort();
    this.until = times[Math.floor(times.length * 0.9)] as number;
    for (const [id, { time }] of this.#held) {
      if (time < this.until) continue;
      this.#held.delete(id);
      this.#beyond++;
    }
  }
}
