import type { AlertSteps, StepRow } from "../../../src-main/ipc/contract.ts";

/** Where a move leads from step `at`; null: there is no such step. */
export function nextStep(steps: readonly StepRow[], at: number, move: StepMove): number | null {
  const after = (fits: (step: StepRow) => boolean): number | null => {
    const found = steps.findIndex((step, index) => index > at && fits(step));
    return found < 0 ? null : found;
  };
  switch (move) {
    case "back":
      return at > 0 ? at - 1 : null;
    case "step":
      return at < steps.length - 1 ? at + 1 : null;
    case "event":
      return after(({ kind }) => kind === "event");
    case "window":
      return after(({ kind }) => kind === "window");
    case "alert":
      return after(({ alerts }) => alerts.length > 0);
    case "start":
      return steps.length > 0 ? 0 : null;
    case "end":
      return steps.length > 0 ? steps.length - 1 : null;
  }
}
export type StepMove = "start" | "back" | "step" | "event" | "window" | "alert" | "end";

/** Where stepping begins: a few steps before the alert, so that the next ones lead to it. */
export const firstStep = ({ steps, at }: AlertSteps): number => Math.max(0, (at < 0 ? steps.length - 1 : at) - 10);

/** The key's state before a step. */
export const stateBefore = ({ steps, stateAtStart }: AlertSteps, at: number): unknown =>
  at === 0 ? stateAtStart : (steps[at - 1]?.state ?? null);
