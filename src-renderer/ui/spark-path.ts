import { isOnOff } from "./on-off.ts";

/** Steps without a value that no line crosses, however fast the sensor is. */
const SPANNED = 4;
/** And of the usual distance of its values so many times. */
const USUAL = 2.5;

/** The path of a small line over evenly spaced values, px: broken where values are missing for longer than they usually are. "" for fewer than two. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const points = values.flatMap((value, at) => (value !== null && Number.isFinite(value) ? [{ at, value }] : []));
  if (points.length < 2) return "";
  const known = points.map(({ value }) => value);
  const min = Math.min(...known);
  const span = Math.max(...known) - min;
  // Whether it has a unit is not known here: of so few pixels a step says no less.
  const steps = isOnOff(known, "");
  const bridged = Math.max(SPANNED + 1, USUAL * usualDistance(points));
  return points
    .map(({ at, value }, i) => {
      const x = ((at / (values.length - 1)) * (width - 2) + 1).toFixed(1);
      const y = (span === 0 ? height / 2 : height - 2 - ((value - min) / span) * (height - 4)).toFixed(1);
      const before = points[i - 1];
      if (before === undefined || at - before.at > bridged) return `M${x} ${y}`;
      return steps ? `H${x}V${y}` : `L${x} ${y}`;
    })
    .join("");
}

/** The middle one of the distances between neighbours, in steps. */
function usualDistance(points: readonly { readonly at: number }[]): number {
  const distances = points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? at));
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}
