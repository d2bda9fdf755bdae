import type { RangeStatistics } from "../../../src-main/ipc/contract.ts";
import { count, measured } from "../../ui/format-number.ts";

export interface DistributionProps {
  readonly distribution: NonNullable<RangeStatistics["distribution"]>;
  /** Each counted reading stands for so many. */
  readonly every: number;
  readonly unit: string;
  readonly threshold: number | null;
}

const HEIGHT = 52;

/** How often which value was read in what is in view, with the threshold where it is in reach. */
export function Distribution({ distribution, every, unit, threshold }: DistributionProps) {
  const { start, width, counts, below, above } = distribution;
  const most = Math.max(1, ...counts);
  const end = start + width * counts.length;
  // A threshold far away would leave the bars no room: then it is only named in the inspector's head.
  const line = threshold !== null && threshold > start - (end - start) && threshold < end + (end - start) ? threshold : null;
  const left = Math.min(start, line ?? start);
  const right = Math.max(end, line === null ? end : line + width / 2);
  const x = (value: number): number => ((value - left) / (right - left)) * 100;
  const outside = [below > 0 ? `${count(below * every)} below` : "", above > 0 ? `${count(above * every)} above` : ""];
  return (
    <section data-testid="distribution">
      <div className="row">
        <b className="grow">Distribution</b>
        <span className="sub">
          in view, bins of {measured(width)} {unit}
        </span>
      </div>
      <div className="distribution-plot" role="img" aria-label={`Most often ${modeOf(distribution, unit)}`}>
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {counts.map((n, bin) => {
            const from = start + bin * width;
            return n === 0 ? null : (
              <rect
                key={from}
                x={x(from) + 0.3}
                width={Math.max(0.4, x(from + width) - x(from) - 0.6)}
                y={HEIGHT - Math.max(1, (n / most) * HEIGHT)}
                height={Math.max(1, (n / most) * HEIGHT)}
                fill="var(--s1)"
              />
            );
          })}
        </svg>
        {counts.map((n, bin) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={start + bin * width}
            title={`${measured(start + bin * width)} – ${measured(start + (bin + 1) * width)} ${unit}: ${count(n * every)}`}
            style={{ left: `${x(start + bin * width)}%`, width: `${x(start + (bin + 1) * width) - x(start + bin * width)}%` }}
          />
        ))}
        {line === null ? null : (
          <u style={{ left: `${x(line)}%` }} title={`Threshold ${measured(line)} ${unit}`} data-testid="distribution-threshold" />
        )}
        <span className="distribution-most">up to {count(most * every)} a bin</span>
      </div>
      <div className="row sub">
        <span className="grow">{measured(left)}</span>
        <span>{outside.filter(Boolean).join(", ")}</span>
        <span className="grow right">
          {measured(right)} {unit}
        </span>
      </div>
    </section>
  );
}

function modeOf({ start, width, counts }: DistributionProps["distribution"], unit: string): string {
  const bin = counts.indexOf(Math.max(...counts));
  return `${measured(start + bin * width)} to ${measured(start + (bin + 1) * width)} ${unit}`;
}
