import type { Alert } from "../plugin-host/contract.ts";
import { alertLine } from "../sinks/files/result-lines.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { ruleThen } from "./rule-then.ts";
import { type ReplayContext, runAgain } from "./run-again.ts";
import type { Session } from "./session.ts";

/** Whether an alert comes again over the same events, byte for byte, and a line that says so. */
export interface Sameness {
  readonly same: boolean;
  readonly detail: string;
}

const OTHER = "An alert with the same cause, but other contents: is the plugin's code another now?";

/** Runs the alert's rule alone over the same events again, up to the alert. */
export async function replayAlert(context: ReplayContext, alert: Alert): Promise<Sameness> {
  let again: Alert | null = null;
  const session = await runAgain(context, (stop) => ({
    rule: alert.rule,
    settings: ruleThen(context.open.analysis, alert)?.settings,
    sink: {
      write: async ({ alerts }) => {
        for (const each of alerts) {
          if (each.id === alert.id) again = each;
          if (each.id === alert.id || each.time > alert.time) stop();
        }
      },
      close: async () => {},
    },
    recorders: [],
  }));
  return saidOf(context, sameness(again, alert, context, session));
}

/** Tells beside the answer what it was given over, where that is not what anybody would think. */
export async function saidOf({ open }: ReplayContext, { same, detail }: Sameness): Promise<Sameness> {
  if (!(await open.filesChanged())) return { same, detail };
  return { same, detail: `${detail} The file has changed since it was read: this is over what was recorded of it.` };
}

/** What a replay says of the alert it was made for. */
export function sameness(again: Alert | null, alert: Alert, { open }: ReplayContext, { metrics }: Session): Sameness {
  const now = open.analysis.rules.find(({ declaration }) => declaration.id === alert.rule)?.declaration.version;
  if (now !== undefined && now !== alert.version)
    return { same: false, detail: `It came of version ${alert.version} of the rule; version ${now} is what runs now.` };
  if (again === null) return { same: false, detail: "The rule gives no such alert over the same events." };
  const rows = groupedDigits(metrics.read);
  if (open.picture.alerts.isCut(alert.id))
    return alertLine({ ...again, evidence: {} }) === alertLine(alert)
      ? { same: true, detail: `The same alert again after ${rows} rows; its evidence is not kept, as there are so many alerts.` }
      : { same: false, detail: OTHER };
  return alertLine(again) === alertLine(alert)
    ? { same: true, detail: `The same alert again, byte for byte, after ${rows} rows.` }
    : { same: false, detail: OTHER };
}
