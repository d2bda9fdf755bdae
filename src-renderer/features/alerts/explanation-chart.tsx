import { useMemo, useRef } from "react";
import type { Explanation } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";
import { expectedBandOf, forecastOf } from "./evidence-shapes.ts";
import { type Cursor, cursorSeries, drawnBeside, optionOf } from "./explanation-option.ts";

/** The measured line around the alert, its window, threshold, mark, what the rule derived, and a predicted crossing. */
export function ExplanationChart({
  explanation,
  cursor = null,
}: {
  readonly explanation: Explanation;
  /** Where stepping stands, with the window it looks at. */
  readonly cursor?: Cursor | null;
}) {
  const zone = useFrame((state) => state.zone);
  const palette = usePalette();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const option = useMemo(() => {
    const base = optionOf(explanation, zone, palette, width);
    return cursor === null ? base : { ...base, series: [...(base["series"] as object[]), cursorSeries(cursor, palette)] };
  }, [explanation, zone, palette, cursor, width]);
  const { alert } = explanation;
  const forecast = forecastOf(alert.evidence, alert.time, 0, explanation.thresholds.at(-1)?.value ?? null);
  const expected = forecast === null && expectedBandOf(alert.evidence) !== null;
  return (
    <figure className="explanation-figure">
      <figcaption className="row sub">
        <Line color="var(--s1)" /> measured
        {drawnBeside(explanation).map(({ name, label }, i) => (
          <span key={name} className="row">
            <Line color={`var(--s${i + 2})`} /> {label}
          </span>
        ))}
        {forecast === null ? null : (
          <>
            {forecast.line === null ? null : (
              <span className="row" data-testid="legend-fitted">
                <Line color="var(--fg-1)" /> fitted
              </span>
            )}
            <span className="row" data-testid="legend-forecast">
              <i className="legend-band" /> predicted, 80 %
            </span>
          </>
        )}
        {expected ? (
          <span className="row" data-testid="legend-expected">
            <i className="legend-band" /> usual
          </span>
        ) : null}
      </figcaption>
      <div className="explanation-chart" ref={box}>
        <Chart option={option} label={`Chart around: ${explanation.alert.title}`} data-testid="explanation-chart" />
      </div>
    </figure>
  );
}

function Line({ color }: { readonly color: string }) {
  return <span className="legend-line" style={{ background: color }} />;
}
