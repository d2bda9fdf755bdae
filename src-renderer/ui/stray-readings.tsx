import type { Zone } from "../frame-actions.ts";
import { count } from "./format-number.ts";
import { dayAndClock, zoneName } from "./format-time.ts";

export interface StrayReadingsProps {
  /** How many lie outside of what is shown. */
  readonly outside: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly zone: Zone;
  readonly onShow: () => void;
}

/** Says that a few readings lie so far away in time that the picture leaves them out, and shows them when asked. */
export function StrayReadings({ outside, from, to, zone, onShow }: StrayReadingsProps) {
  if (outside === 0 || from === null || to === null) return null;
  return (
    <button
      type="button"
      className="stray warn"
      data-testid="stray-readings"
      title={`Everything: ${dayAndClock(from, zone)} – ${dayAndClock(to, zone)} ${zoneName(zone)}. A few readings whose clock is far off would make the rest too narrow to see. Click to show them too.`}
      onClick={onShow}
    >
      {count(outside)} {outside === 1 ? "reading" : "readings"} far outside
    </button>
  );
}
