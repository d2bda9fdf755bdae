import type { Alert } from "../plugin-host/contract.ts";
import { ruleThen } from "./rule-then.ts";
import { type ReplayContext, runAgain } from "./run-again.ts";

/**
 * An alert with its evidence and state, which are let go of where there are very many alerts: its rule runs alone again over the recorded
 * events of its key. As it is kept where it does not come again.
 */
export async function wholeAlert(context: ReplayContext, alert: Alert): Promise<Alert> {
  const { analysis, picture } = context.open;
  const rule = ruleThen(analysis, alert);
  if (rule === undefined || !picture.alerts.isCut(alert.id)) return alert;
  let whole = alert;
  await runAgain(context, (stop) => ({
    rule: alert.rule,
    settings: rule.settings,
    sink: {
      write: async ({ alerts }) => {
        const again = alerts.find(({ id }) => id === alert.id);
        if (again === undefined) return;
        whole = again;
        stop();
      },
      close: async () => {},
    },
    part: { key: Object.fromEntries(rule.declaration.by.map((part) => [part, alert.key[part]])), to: alert.time + 1 },
    recorders: [],
  }));
  // Found by way of the recording, which has names of its own for the files.
  return { ...whole, cause: alert.cause };
}
