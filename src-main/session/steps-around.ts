/** Steps shown before and after the one that raised the alert. */
export const BEFORE = 1500;
export const AFTER = 300;

/** Keeps, of steps that come in order of time, those that may be shown around one at `time`: there may be millions before and after it. */
export class StepsAround<Step extends { readonly time: number }> {
  readonly steps: Step[] = [];
  /** Earlier ones let go of. */
  dropped = 0;
  readonly #time: number;
  #after = 0;

  /** `time`: epoch ms. */
  constructor(time: number) {
    this.#time = time;
  }

  add(step: Step): void {
    if (step.time > this.#time) {
      // More than are shown: some of another kind may stand between them.
      if (this.#after++ < 2 * AFTER) this.steps.push(step);
      return;
    }
    this.steps.push(step);
    // Half of them at a time, so that each is moved about once.
    if (this.steps.length >= 4 * BEFORE) this.dropped += this.steps.splice(0, 2 * BEFORE).length;
  }
}
