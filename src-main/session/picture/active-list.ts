import type { Alert } from "../../plugin-host/contract.ts";
import { SEVERITY_RANK } from "./severity-rank.ts";

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
    const worstFirst = (a: Alert, b: Alert): number => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || a.time - b.time;
    return [...this.#on.values()].sort(worstFirst).slice(0, limit);
  }
}
