import { type KeyboardEvent, useRef } from "react";
import type { AlertRow } from "../../../src-main/ipc/contract.ts";
import { useDay } from "../../bridge/use-day.ts";
import { openAlert, useFrame } from "../../frame-actions.ts";
import { alertMarks } from "../../ui/alert-marks.ts";
import { clock } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import type { Range } from "./explore-store.ts";
import { pixelOf } from "./plot.ts";

/** Width of a mark with room to hit it, px. */
const WIDTH = 14;
/** Alerts a mark names. */
const NAMED = 5;

export interface PlotMarksProps {
  readonly alerts: readonly AlertRow[];
  /** The stretch shown, in which marks stand `back` ms later than their alerts came: with it they are of what is compared. */
  readonly range: Range;
  readonly back?: number;
  /** Of the plot, px. */
  readonly width: number;
}

/** When alerts were raised, above the line, those of an earlier stretch below it; one opens its explanation. The first is reached with Tab, the others with the arrow keys. */
export function PlotMarks({ alerts, range, width, back = 0 }: PlotMarksProps) {
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const box = useRef<HTMLFieldSetElement>(null);
  const apart = (WIDTH / Math.max(1, width)) * (range.to - range.from);
  const inside = alerts.filter(({ time }) => time + back >= range.from && time + back <= range.to);
  const marks = alertMarks(inside, apart);
  if (width === 0 || marks.length === 0) return null;
  const move = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const all = [...(box.current?.querySelectorAll("button") ?? [])];
    const next = all[all.indexOf(event.target as HTMLButtonElement) + by];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  const told = ({ time, title }: AlertRow): string => `${dayOf(time)} ${clock(time, zone)} ${title}`;
  return (
    <fieldset
      ref={box}
      className={back === 0 ? "plot-marks bare" : "plot-marks before bare"}
      aria-label={back === 0 ? "Alerts" : "Alerts before"}
      onKeyDown={move}
    >
      {marks.map(({ at, worst, alerts }, i) => {
        const more = alerts.length - NAMED;
        const names = [...alerts.slice(0, NAMED).map(told), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
        return (
          <button
            key={worst.id}
            type="button"
            tabIndex={i === 0 ? 0 : -1}
            style={{ left: pixelOf(at + back, range, width) }}
            title={names}
            aria-label={names}
            data-testid={back === 0 ? "plot-mark" : "plot-mark-before"}
            data-severity={worst.severity}
            // The plot below takes a press for the begin of a stretch.
            onPointerDown={(event) => event.stopPropagation()}
            onPointerUp={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onClick={() => openAlert(worst.id)}
          >
            <SeverityMark state={worst.severity} size={9} />
          </button>
        );
      })}
    </fieldset>
  );
}
