import { VALUE, WIDTH } from "./points.ts";
import { reading } from "./reading.ts";

/** Points behind a change of level that show whether it goes on from there. */
const BEHIND = 4;
/** A slope behind it of fewer of its errors than this is none. */
const GOES_ON = 3;

/**
 * Whether the points, whose line leaves the deviation `noise`, are a step and no climb: one change of level leaves less than half of the line's
 * squares, and behind it the value stays. A fast climb looks like a step too, but goes on; until that can be seen it is taken for a step where
 * points are dense, as the next ones come soon. Changes smaller than `smallest` are roundings. `list` as in `Points`, read from `first` on.
 */
export function isStep(list: readonly number[], first: number, noise: number, smallest: number): boolean {
  const start = first * WIDTH + VALUE;
  const n = list.length / WIDTH - first;
  if (n < 2 * BEHIND) return false;
  const base = list[start] ?? 0;
  let total = 0;
  let squares = 0;
  for (let i = start; i < list.length; i += WIDTH) {
    const y = (list[i] ?? 0) - base;
    total += y;
    squares += y * y;
  }
  let left = 0;
  let best = Number.POSITIVE_INFINITY;
  let height = 0;
  let split = 0;
  for (let i = 1; i < n; i++) {
    left += (list[start + (i - 1) * WIDTH] ?? 0) - base;
    const right = total - left;
    const remaining = squares - (left * left) / i - (right * right) / (n - i);
    if (remaining < best) {
      best = remaining;
      height = right / (n - i) - left / i;
      split = i;
    }
  }
  return (
    height > smallest &&
    best < 0.5 * noise * noise * (n - 2) &&
    (n - split >= BEHIND ? !climbsFrom(list, first + split) : reading.dense > 0)
  );
}

/** Whether the points from `first` on climb clearly, taken as equally far apart. */
function climbsFrom(list: readonly number[], first: number): boolean {
  const n = list.length / WIDTH - first;
  const start = first * WIDTH + VALUE;
  const base = list[start] ?? 0;
  const middle = (n - 1) / 2;
  let total = 0;
  let squares = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    const y = (list[start + i * WIDTH] ?? 0) - base;
    total += y;
    squares += y * y;
    sxy += (i - middle) * y;
  }
  const sxx = (n * (n * n - 1)) / 12;
  const slope = sxy / sxx;
  const left = Math.max(0, squares - (total * total) / n - slope * sxy);
  return slope >= GOES_ON * Math.sqrt(left / (n - 2) / sxx);
}
