import { isOnOff } from "./on-off.ts";

/** Empty means a line spans: a sensor slower than the line's steps still gives one. */
const SPANNED = 4;

/** A line of up to 24 points, 40 × 14 px; longer gaps are gaps. */
export function SparkLine({
  values,
  width = 40,
  height = 14,
}: {
  readonly values: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
}) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return <svg width={width} height={height} aria-hidden="true" />;
  const min = Math.min(...known);
  const span = Math.max(...known) - min;
  // Whether it has a unit is not known here: of so few pixels a step says no less.
  const steps = isOnOff(known, "");
  let path = "";
  let pen = "M";
  let missing = 0;
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      if (++missing > SPANNED) pen = "M";
      return;
    }
    const x = (index / (values.length - 1)) * (width - 2) + 1;
    const y = span === 0 ? height / 2 : height - 2 - ((value - min) / span) * (height - 4);
    path += steps && pen === "L" ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
    missing = 0;
  });
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={path} fill="none" stroke="var(--fg-3)" strokeWidth="1" />
    </svg>
  );
}
