const waiting = new Map<object, () => void>();
let asked = false;

/**
 * Does `work` in a coming frame, each owner's in a frame of its own, the newest only: several charts that change at once must not hold up
 * one frame together.
 */
export function oneAFrame(owner: object, work: () => void): void {
  waiting.set(owner, work);
  ask();
}

export function forget(owner: object): void {
  waiting.delete(owner);
}

function ask(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const [first] = waiting;
    if (first === undefined) return;
    waiting.delete(first[0]);
    if (waiting.size > 0) ask();
    first[1]();
  });
}
