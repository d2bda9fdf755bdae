import { useEffect, useMemo, useRef, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { showRange, useFrame } from "../../frame-actions.ts";
import { calendarTimes } from "../../ui/calendar-times.ts";
import { day, duration, zoneName } from "../../ui/format-time.ts";
import { StrayReadings } from "../../ui/stray-readings.tsx";
import { rangeOf, useLive } from "./live-store.ts";
import { useSharedRange } from "./use-range.ts";

const BINS = 160;
type Histogram = Methods["alerts.histogram"]["value"];

/** All that was recorded, with its alerts and the window in view, which can be dragged. */
export function RecordingStrip() {
  const first = useFrame((state) => state.status?.shown?.from ?? null);
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const outside = useFrame((state) => state.status?.shown?.outside ?? 0);
  const firstOfAll = useFrame((state) => state.status?.firstTime ?? null);
  const lastOfAll = useFrame((state) => state.status?.lastTime ?? null);
  const alerts = useFrame((state) => state.status?.alerts ?? 0);
  const zone = useFrame((state) => state.zone);
  const frozen = useLive((state) => state.frozen);
  const range = useSharedRange();
  const all = rangeOf(first, last, null);
  const histogram = useHistogram(alerts);
  const track = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; from: number; to: number } | null>(null);
  const share = (time: number): number =>
    all === null ? 0 : Math.min(1, Math.max(0, (time - all.from) / (all.to - all.from))) * 100;
  const labels = calendarTimes(all?.from ?? 0, all?.to ?? 0, 6, zone, 0.03);
  const timeAt = (clientX: number): number => {
    const box = track.current?.getBoundingClientRect();
    return all === null || box === undefined ? 0 : all.from + ((clientX - box.left) / box.width) * (all.to - all.from);
  };
  return (
    <div className="strip" data-testid="recording-strip">
      <div className="strip-label">
        <b>{day(last, zone)}</b>
        <span>{all === null ? "nothing yet" : `${duration(all.to - all.from)} recorded`}</span>
        <StrayReadings
          outside={outside}
          from={firstOfAll}
          to={lastOfAll}
          zone={zone}
          onShow={() => firstOfAll !== null && lastOfAll !== null && showRange(firstOfAll, lastOfAll)}
        />
      </div>
      <div
        ref={track}
        className="strip-track"
        role="slider"
        tabIndex={0}
        aria-label="Window in view"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share(range?.from ?? 0))}
        onKeyDown={(event) => {
          const by = event.key === "ArrowLeft" ? -0.2 : event.key === "ArrowRight" ? 0.2 : 0;
          if (by === 0 || range === null) return;
          const step = (range.to - range.from) * by;
          showRange(range.from + step, range.to + step);
        }}
        onPointerDown={(event) => {
          if (range === null || all === null) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = timeAt(event.clientX);
          const span = Math.min(range.to - range.from, (all.to - all.from) / 8);
          const hit = at >= range.from && at <= range.to && range.to - range.from < (all.to - all.from) * 0.98;
          const window = hit ? range : { from: at - span / 2, to: at + span / 2 };
          drag.current = { x: event.clientX, ...window };
          if (!hit) showRange(window.from, window.to);
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === null) return;
          const by = timeAt(event.clientX) - timeAt(from.x);
          showRange(from.from + by, from.to + by);
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        {all === null || histogram === null ? null : <Bars histogram={histogram} from={all.from} to={all.to} />}
        {range === null || all === null ? null : (
          <i
            className="strip-window"
            style={{ left: `${share(range.from)}%`, width: `max(3px, ${share(range.to) - share(range.from)}%)` }}
          />
        )}
        {frozen === null || last === null ? null : (
          <i
            className="strip-frozen"
            title="Recorded while the picture is paused"
            style={{ left: `${share(frozen.to)}%`, width: `${100 - share(frozen.to)}%` }}
          />
        )}
      </div>
      <div className="strip-axis" aria-hidden="true">
        {all === null
          ? null
          : labels.times
              // At the end stands the zone.
              .filter((time) => share(time) < 88)
              .map((time) => (
                <span key={time} style={{ left: `${share(time)}%` }}>
                  {labels.label(time)}
                </span>
              ))}
        <span className="strip-zone">{zoneName(zone)}</span>
      </div>
    </div>
  );
}

function useHistogram(alerts: number): Histogram | null {
  const [histogram, setHistogram] = useState<Histogram | null>(null);
  const latest = useMemo(() => latestOnly((most: number) => request("alerts.histogram", { filter: {}, most })), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new alerts ask again
  useEffect(() => {
    let alive = true;
    latest(BINS).then(
      (value) => value !== null && alive && setHistogram(value),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [alerts, latest]);
  return histogram;
}

function Bars({ histogram, from, to }: { readonly histogram: Histogram; readonly from: number; readonly to: number }) {
  const { start, binMs, critical, warning, info } = histogram;
  const most = Math.max(1, ...critical.map((n, i) => n + (warning[i] ?? 0) + (info[i] ?? 0)));
  return (
    <svg className="strip-bars" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true">
      {critical.map((n, i) => {
        const x = ((start + i * binMs - from) / (to - from)) * 1000;
        const width = Math.max(1.2, (binMs / (to - from)) * 1000 - 0.6);
        const scale = (k: number): number => (k === 0 ? 0 : Math.max(2, (k / most) * 26));
        const heights = [scale(n), scale(warning[i] ?? 0), scale(info[i] ?? 0)] as const;
        let y = 30;
        return ["crit-mark", "warn-mark", "line-3"].map((colour, level) => {
          const height = heights[level] ?? 0;
          y -= height;
          return height === 0 ? null : (
            <rect key={`${x} ${colour}`} x={x} y={y} width={width} height={height} fill={`var(--${colour})`} />
          );
        });
      })}
    </svg>
  );
}
