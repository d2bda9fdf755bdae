import { type Range, zoomTo } from "./explore-store.ts";

/** Moves the stretch that is shown to a moment, as wide as it was; a tenth of everything when everything was shown. */
export function showTime(time: number, range: Range, whole: Range): void {
  const all = range.to - range.from >= whole.to - whole.from;
  const half = (all ? (whole.to - whole.from) / 10 : range.to - range.from) / 2;
  zoomTo(time - half, time + half, whole);
}
