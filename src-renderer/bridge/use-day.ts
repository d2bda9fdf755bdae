import { useFrame } from "../frame-actions.ts";
import { day, shortDay } from "../ui/format-time.ts";

/** Data that goes on for longer has days of the same name. ms */
const LONG = 300 * 86_400_000;

/** How days of the open source are written: with their year where it goes on for about a year or more. */
export function useDay(): { readonly dayOf: (time: number | null | undefined) => string; readonly long: boolean } {
  const zone = useFrame((state) => state.zone);
  const long = useFrame(({ status }) => (status?.shown == null ? false : status.shown.to - status.shown.from > LONG));
  return { dayOf: (time) => (long ? day(time, zone) : shortDay(time, zone)), long };
}
