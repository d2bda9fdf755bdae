import { sparkPath } from "./spark-path.ts";

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
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={sparkPath(values, width, height)} fill="none" stroke="var(--fg-3)" strokeWidth="1" />
    </svg>
  );
}
