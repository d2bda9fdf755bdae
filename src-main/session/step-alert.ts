import type { Alert, TracedCall } from "../plugin-host/contract.ts";
import { type Sameness, saidOf, sameness } from "./replay-alert.ts";
import { ruleThen } from "./rule-then.ts";
import { type ReplayContext, runAgain } from "./run-again.ts";
import { SeenEvents } from "./seen-events.ts";
import { AFTER, BEFORE, StepsAround } from "./steps-around.ts";

/** One thing that happened to the key: an event, a window or a timer; `called`: the rule has a hook for it and it ran. */
export interface AlertStep extends Omit<TracedCall, "hook"> {
  readonly kind: "event" | "window" | "timer";
  readonly called: boolean;
}

export interface AlertSteps extends Sameness {
  readonly steps: readonly AlertStep[];
  /** The step that raised the alert; -1: it did not come again. */
  readonly at: number;
  /** Earlier steps of the stretch that are left out. */
  readonly leftOut: number;
}

/**
 * Runs the alert's rule alone over the same events again and tells what happened to its key in [from, to], one by one: each event, each
 * window with its aggregates, each timer, with the state before and after.
 */
export async function stepAlert(
  context: ReplayContext,
  alert: Alert,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<AlertSteps> {
  const { analysis } = context.open;
  const { names } = analysis;
  const rule = ruleThen(analysis, alert);
  const calls = new StepsAround<TracedCall>(alert.time);
  const events = new StepsAround<AlertStep>(alert.time);
  let again: Alert | null = null;
  const session = await runAgain(context, (stop) => ({
    rule: alert.rule,
    settings: rule?.settings,
    sink: {
      write: async ({ alerts }) => {
        for (const each of alerts) {
          if (each.id === alert.id) again = each;
          if (each.time > to) stop();
        }
      },
      close: async () => {},
    },
    recorders: rule === undefined ? [] : [new SeenEvents({ rule, key: alert.key, names, from, to, keep: events, through: stop })],
    trace: { rule: alert.rule, key: alert.key, from, to },
    onCalls: (more) => {
      for (const call of more) calls.add(call);
    },
  }));
  const counted = rule?.declaration.hooks.onEvent !== true;
  const all = inOrder(calls.steps, counted ? events.steps : []);
  const found = all.findIndex(({ alerts }) => alerts.some(({ id }) => id === alert.id));
  const middle = found < 0 ? all.findLastIndex(({ time }) => time <= alert.time) : found;
  const first = Math.max(0, middle - BEFORE);
  return {
    ...(await saidOf(context, sameness(again, alert, context, session))),
    steps: all.slice(first, middle + AFTER + 1),
    at: found < 0 ? -1 : found - first,
    leftOut: first + calls.dropped + (counted ? events.dropped : 0),
  };
}

const kinds = { onEvent: "event", onWindow: "window", onTimer: "timer" } as const;
const rank = { event: 0, window: 1, timer: 2 } as const;

/** At one time events come before windows, windows before timers; a rule without a hook for events is shown those it counted. */
function inOrder(calls: readonly TracedCall[], events: readonly AlertStep[]): AlertStep[] {
  const told = calls.map(({ hook, ...call }): AlertStep => ({ ...call, kind: kinds[hook], called: true }));
  if (events.length === 0) return told;
  const all = [...events, ...told].map((step, place) => ({ step, place }));
  all.sort((a, b) => a.step.time - b.step.time || rank[a.step.kind] - rank[b.step.kind] || a.place - b.place);
  let state = told[0]?.stateBefore ?? "";
  return all.map(({ step }) => {
    if (step.called) {
      state = step.stateAfter;
      return step;
    }
    return { ...step, stateBefore: state, stateAfter: state };
  });
}
