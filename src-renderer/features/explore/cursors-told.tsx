import { useDay } from "../../bridge/use-day.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { clock, dayAndClock, duration } from "../../ui/format-time.ts";
import { clearCursors, useExplore } from "./explore-store.ts";

/** Where the cursors A and B stand, and how far apart; nothing without one. */
export function CursorsTold() {
  const zone = useFrame((state) => state.zone);
  const a = useExplore((state) => state.a);
  const b = useExplore((state) => state.b);
  const { dayOf } = useDay();
  if (a === null) return null;
  const sameDay = b !== null && dayOf(a) === dayOf(b);
  const parts = [
    `A ${dayOf(a)} ${clock(a, zone)}`,
    ...(b === null ? [] : [`B ${sameDay ? "" : `${dayOf(b)} `}${clock(b, zone)}`, `B − A ${duration(b - a)}`]),
  ];
  const whole = b === null ? `A ${dayAndClock(a, zone)}` : `A ${dayAndClock(a, zone)}, B ${dayAndClock(b, zone)}`;
  return (
    <>
      <span className="sub num ellipsis" title={whole} data-testid="explore-ab">
        {parts.join(" · ")}
      </span>
      <Button small kind="plain" aria-label="Clear A and B" title="Clear A and B" onClick={clearCursors}>
        Clear
      </Button>
    </>
  );
}
