import { expect, test } from "vitest";
import type { StepRow } from "../../src-main/ipc/contract.ts";
import { firstStep, nextStep, stateBefore } from "../../src-renderer/features/alerts/step-model.ts";

const step = (kind: StepRow["kind"], alerts = 0): StepRow => ({
  kind,
  called: true,
  time: 0,
  event: null,
  window: null,
  timer: null,
  state: kind,
  alerts: Array.from({ length: alerts }, () => ({ id: "a", title: "A", severity: "info", action: "raise" })),
  points: [],
  error: null,
});
const steps = [step("event"), step("event"), step("window"), step("event", 1), step("timer")];

test("moves lead to the next step of their kind, and nowhere when there is none", () => {
  expect(nextStep(steps, 0, "step")).toBe(1);
  expect(nextStep(steps, 1, "event")).toBe(3);
  expect(nextStep(steps, 0, "window")).toBe(2);
  expect(nextStep(steps, 2, "window")).toBeNull();
  expect(nextStep(steps, 0, "alert")).toBe(3);
  expect(nextStep(steps, 3, "alert")).toBeNull();
  expect(nextStep(steps, 0, "back")).toBeNull();
  expect(nextStep(steps, 4, "step")).toBeNull();
  expect(nextStep(steps, 0, "end")).toBe(4);
  expect(nextStep([], 0, "start")).toBeNull();
});

test("stepping begins before the alert, and the state before a step is that after the one before", () => {
  const answer = { same: true, detail: "", steps, stateAtStart: "start", at: 3, leftOut: 0 };
  expect(firstStep(answer)).toBe(0);
  expect(stateBefore(answer, 0)).toBe("start");
  expect(stateBefore(answer, 3)).toBe("window");
});
