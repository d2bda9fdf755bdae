import { type RefObject, useEffect, useRef, useState } from "react";
import { useKeys } from "../../bridge/keys.ts";
import { hasAxes } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { onColour, seriesColour } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { axisOf, onRight } from "./chart-axes.ts";
import { grid } from "./chart-option.ts";
import type { ChartModel } from "./live-store.ts";
import type { ChartData } from "./use-chart-data.ts";

const HEIGHT = 16;
/** Beside the labels of an axis at the right, px. */
const RIGHT_LABELS = 34;
/** Half the height of the zone's name, which stands at the end of the time axis. */
const ZONE = 7;

interface Tag {
  readonly key: number;
  readonly value: number;
  readonly y: number;
}

export interface EndTagsProps {
  readonly model: ChartModel;
  readonly data: ChartData;
  readonly width: number;
  readonly chart: RefObject<ChartInstance | null>;
}

/** The last value of each line at its height, shifted where two would meet. */
export function EndTags({ model, data, width, chart }: EndTagsProps) {
  const palette = usePalette();
  const [tags, setTags] = useState<readonly Tag[]>([]);
  const place = useRef<() => void>(() => {});
  place.current = () => {
    const instance = chart.current;
    if (instance === null || !hasAxes(instance)) return;
    const next: Tag[] = [];
    const right = onRight(model, useKeys.getState().byId);
    for (const { key, columns } of data.series) {
      const value = columns.value.at(-1);
      const y = value === undefined ? Number.NaN : instance.convertToPixel({ yAxisIndex: axisOf(key, right) }, value);
      // Of a line that ends outside of what is zoomed into nothing is told at the edge.
      const seen = typeof y === "number" && y >= grid.top - 1 && y <= instance.getHeight() - grid.bottom + 1;
      if (value !== undefined && seen) next.push({ key, value, y });
    }
    const apart = spread(next, instance.getHeight());
    setTags((old) => (JSON.stringify(old) === JSON.stringify(apart) ? old : apart));
  };
  useEffect(() => {
    const instance = chart.current;
    const listen = (): void => place.current();
    instance?.on("finished", listen);
    return () => {
      if (instance !== null && !instance.isDisposed()) instance.off("finished", listen);
    };
  }, [chart]);
  const byId = useKeys((state) => state.byId);
  const beside = onRight(model, byId).size === 0 ? 6 : RIGHT_LABELS;
  return tags.map(({ key, value, y }) => {
    const colour = seriesColour(palette, Math.max(0, model.keys.indexOf(key)));
    return (
      <span
        key={key}
        className="end-tag"
        style={{ left: width - grid.right + beside, top: y - HEIGHT / 2, background: colour, color: onColour(colour) }}
      >
        {measured(value)}
      </span>
    );
  });
}

/** Tags from top to bottom, none over another, none outside; none at all where there are more than fit: the legend has their values. */
export function spread(tags: readonly Tag[], height: number): Tag[] {
  if (tags.length * (HEIGHT + 1) > height - grid.bottom - ZONE) return [];
  const sorted = [...tags].sort((a, b) => a.y - b.y);
  let above = Number.NEGATIVE_INFINITY;
  const down = sorted.map((tag) => {
    above = Math.max(tag.y, above + HEIGHT + 1);
    return { ...tag, y: above };
  });
  // Above the axis, where the zone stands.
  let below = height - grid.bottom - HEIGHT / 2 - ZONE;
  return down.reverse().map((tag) => {
    below = Math.min(tag.y, below);
    const y = below;
    below -= HEIGHT + 1;
    return { ...tag, y: Math.round(y) };
  });
}
