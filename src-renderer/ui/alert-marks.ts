import type { AlertRow, KeyInfo, Severity } from "../../src-main/ipc/contract.ts";

type Key = Pick<KeyInfo, "station" | "sensor" | "alarm">;

/** Whether an alert is of a key: of a rule that groups by less it is of several. */
export const isOf = (alert: Key, key: Key): boolean =>
  key.station === alert.station &&
  (alert.sensor === "" || key.sensor === alert.sensor) &&
  (alert.alarm === "" || key.alarm === alert.alarm);

/** Alerts too close to be told apart, as one mark that looks like the worst of them. */
export interface AlertMark {
  /** Time of the first, ms. */
  readonly at: number;
  readonly worst: AlertRow;
  /** In order of time. */
  readonly alerts: readonly AlertRow[];
}

const grave: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Marks at least `apart` ms from one another. */
export function alertMarks(alerts: readonly AlertRow[], apart: number): readonly AlertMark[] {
  const marks: { at: number; worst: AlertRow; alerts: AlertRow[] }[] = [];
  for (const alert of [...alerts].sort((a, b) => a.time - b.time)) {
    const mark = marks.at(-1);
    if (mark === undefined || alert.time - mark.at >= apart) marks.push({ at: alert.time, worst: alert, alerts: [alert] });
    else {
      mark.alerts.push(alert);
      if (grave[alert.severity] > grave[mark.worst.severity]) mark.worst = alert;
    }
  }
  return marks;
}
