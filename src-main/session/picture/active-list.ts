import type { Alert } from "../../plugin-host/contract.ts";

/** Alarms that are on, by what the rule `active-alarms` raised and cleared. Memory: one alert an alarm that is on. */
export class ActiveList {
  readonly #on = new Map<string, Alert>();

  add(alert: Alert): void {
    if (alert.rule !== "active-alarms") return;
    const key = JSON.stringify([alert.key.station, alert.key.sensor, alert.key.alarm]);
    if (alert.action === "raise") this.#on.set(key, alert);
    else this.#on.delete(key);
  }

  get size(): number {
    return this.#on.size;
  }

  /** Worst first, then the longest on. */
  list(limit: number): Alert[] {
    const rank = { critical: 0, warning: 1, info: 2 } as const;
    return [...this.#on.values()].sort((a, b) => rank[a.severity] - rank[b.severity] || a.time - b.time).slice(0, limit);
  }
}
