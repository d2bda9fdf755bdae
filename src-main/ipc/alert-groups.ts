import type { Alert } from "../plugin-host/contract.ts";
import type { AlertBook } from "../session/picture/alert-book.ts";

/** Alerts of one rule and key, by their places in the book. */
export interface Group {
  last: Alert;
  first: number;
  worst: Alert["severity"];
  alerts: number;
  raised: number;
}

const RANK = { critical: 0, warning: 1, info: 2 } as const;

/** Groups what a filter found. The book carries its newest answer on as alerts come, and so does this: only new alerts are looked at. */
export class AlertGroups {
  #found: readonly number[] | null = null;
  #upTo = 0;
  #groups = new Map<string, Group>();

  of(book: AlertBook, found: readonly number[]): Group[] {
    if (found !== this.#found) {
      this.#found = found;
      this.#upTo = 0;
      this.#groups = new Map();
    }
    for (; this.#upTo < found.length; this.#upTo++) {
      const alert = book.alerts[found[this.#upTo] as number] as Alert;
      const { rule, key, time, severity, action } = alert;
      const name = `${rule}\n${key.station}\n${key.sensor}\n${key.alarm}`;
      let group = this.#groups.get(name);
      if (group === undefined)
        this.#groups.set(name, (group = { last: alert, first: time, worst: severity, alerts: 0, raised: 0 }));
      group.alerts++;
      group.first = Math.min(group.first, time);
      if (time >= group.last.time) group.last = alert;
      if (action !== "raise") continue;
      group.raised++;
      if (group.raised === 1 || RANK[severity] < RANK[group.worst]) group.worst = severity;
    }
    return [...this.#groups.values()].sort((a, b) => b.last.time - a.last.time);
  }
}
