import { useFrame } from "../frame-actions.ts";
import { day, shortDay } from "../ui/format-time.ts";

const yearOf = (time: number): number => new Date(time).getUTCFullYear();

/** How days of the open source are written: with their year where it goes on from one to another. */
export function useDay(): { readonly dayOf: (time: number | null | undefined) => string; readonly long: boolean } {
  const zone = useFrame((state) => state.zone);
  const long = useFrame(({ status }) => (status?.shown == null ? false : yearOf(status.shown.from) !== yearOf(status.shown.to)));
  return { dayOf: (time) => (long ? day(time, zone) : shortDay(time, zone)), long };
}
