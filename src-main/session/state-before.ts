import type { Alert, TracedCall } from "../plugin-host/contract.ts";
import { ruleThen } from "./rule-then.ts";
import { type ReplayContext, runAgain } from "./run-again.ts";

/** State of an alert's key around the call that gave it, JSON text. */
export type StatesAround = Pick<TracedCall, "stateBefore" | "stateAfter">;

/**
 * The state in which the call found its key that gave the alert: its rule runs alone again over the recorded events of that key, which
 * nothing of another key can change. So no state is copied while events are read. null: the rule does not give the alert again.
 */
export async function statesAround(context: ReplayContext, alert: Alert): Promise<StatesAround | null> {
  const rule = ruleThen(context.open.analysis, alert);
  const by = rule?.declaration.by ?? [];
  let found: TracedCall | undefined;
  await runAgain(context, (stop) => ({
    rule: alert.rule,
    settings: rule?.settings,
    sink: { write: async () => {}, close: async () => {} },
    part: { key: Object.fromEntries(by.map((part) => [part, alert.key[part]])), to: alert.time + 1 },
    recorders: [],
    trace: { rule: alert.rule, key: alert.key, from: alert.time, to: alert.time },
    onCalls: (calls) => {
      found ??= calls.find(({ alerts }) => alerts.some(({ id }) => id === alert.id));
      if (found !== undefined) stop();
    },
  }));
  return found ?? null;
}
