/** A line of up to 24 points, 40 × 14 px; gaps are gaps. */
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
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      pen = "M";
      return;
    }
    const x = (index / (values.length - 1)) * (width - 2) + 1;
    const y = span === 0 ? height / 2 : height - 2 - ((value - min) / span) * (height - 4);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={path} fill="none" stroke="var(--fg-3)" strokeWidth="1" />
    </svg>
  );
}
