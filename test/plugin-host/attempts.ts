import { expect } from "vitest";
import { type Attempt, idOf } from "./attempts/attempt.ts";
import { declarations, filters } from "./attempts/declared.ts";
import { constructors, globals, imports } from "./attempts/escape.ts";
import { floods } from "./attempts/floods.ts";
import { async, state } from "./attempts/later.ts";
import { emitted } from "./attempts/results.ts";
import { handedIn, prototypes, stacks, thrown } from "./attempts/spoil.ts";

export { idOf };

export const ATTEMPTS: readonly Attempt[] = [
  ...globals,
  ...constructors,
  ...imports,
  ...prototypes,
  ...stacks,
  ...handedIn,
  ...thrown,
  ...async,
  ...state,
  ...emitted,
  ...floods,
  ...declarations,
  ...filters,
];

/** Attempts that run beside each other: those that hold a worker for seconds a few at a time, the others many. */
export function batches(
  quick = 12,
  slow = 5,
  of: readonly Attempt[] = ATTEMPTS,
): { first: number; last: number; attempts: Attempt[] }[] {
  const cut = (all: Attempt[], size: number): Attempt[][] =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
  const cuts = [
    ...cut(
      of.filter((each) => !each.slow),
      quick,
    ),
    ...cut(
      of.filter((each) => each.slow),
      slow,
    ),
  ];
  let next = 1;
  return cuts.map((attempts) => ({ first: next, last: (next += attempts.length) - 1, attempts }));
}

interface ShownAlert {
  readonly rule: string;
  readonly title: string;
}
interface ShownProblem {
  readonly plugin: string;
  readonly hook: string;
  readonly message: string;
  readonly quarantined: boolean;
}

/** Whether an attempt came to nothing, by what a session says of it. */
export function judge({ name, outcome }: Attempt, alerts: readonly ShownAlert[], problems: readonly ShownProblem[]): void {
  const id = idOf(name);
  const own = problems.filter(({ plugin }) => plugin === id);
  const titles = [...new Set(alerts.filter(({ rule }) => rule === id).map(({ title }) => title))];
  if ("tells" in outcome) {
    expect(own).toEqual([]);
    // Probes that raise an alert of their own on the way say "own".
    const told = titles.filter((title) => title !== "own");
    expect(told).toHaveLength(1);
    if (typeof outcome.tells === "string") expect(told[0]).toBe(outcome.tells);
    else expect(told[0]).toMatch(outcome.tells);
    return;
  }
  if ("silent" in outcome) {
    expect(own).toEqual([]);
    return;
  }
  expect(own).not.toEqual([]);
  const last = own.at(-1) as ShownProblem;
  expect(last.message).toMatch(outcome.problem);
  if (outcome.hook !== undefined) expect(last.hook).toBe(outcome.hook);
  if (outcome.off === true) expect(last.quarantined).toBe(true);
}
