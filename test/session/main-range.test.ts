import { describe, expect, it } from "vitest";
import { mainRange } from "../../src-main/session/picture/main-range.ts";
import { SeriesMemory } from "../../src-main/session/picture/series-memory.ts";
import type { KeyPicture } from "../../src-main/session/picture/session-picture.ts";
import { ThresholdChanges } from "../../src-main/session/picture/threshold-changes.ts";

const MINUTE = 60_000;
const start = Date.UTC(2026, 0, 1);

function key(times: readonly number[]): KeyPicture {
  const series = new SeriesMemory();
  for (const time of times) series.append(time, 1);
  return { series, threshold: Number.NaN, active: 0, min: 1, max: 1, thresholds: new ThresholdChanges() };
}
const minutes = (n: number, from = start): number[] => Array.from({ length: n }, (_, i) => from + i * MINUTE);

describe("what pictures show of a session", () => {
  it("is everything when nothing lies far away", () => {
    expect(mainRange([])).toBeNull();
    expect(mainRange([key(minutes(500)), key(minutes(3, start + 400 * MINUTE))])).toEqual({
      from: start,
      to: start + 499 * MINUTE,
      outside: 0,
    });
  });

  it("leaves out a few readings of a clock gone wrong, at either end, in a long series and in a short one", () => {
    const future = Date.UTC(2099, 0, 1);
    expect(mainRange([key([0, ...minutes(500), future]), key([...minutes(2), future])])).toEqual({
      from: start,
      to: start + 499 * MINUTE,
      outside: 3,
    });
  });

  it("leaves out nothing that is more than a few", () => {
    const later = start + 300 * 24 * 60 * MINUTE;
    expect(mainRange([key([...minutes(500), ...minutes(20, later)])])?.outside).toBe(0);
    expect(mainRange([key(minutes(500)), key(minutes(40, later))])).toEqual({
      from: start,
      to: later + 39 * MINUTE,
      outside: 0,
    });
  });

  it("keeps a file of few rows whole", () => {
    expect(mainRange([key([...minutes(20), Date.UTC(2099, 0, 1)])])?.to).toBe(Date.UTC(2099, 0, 1));
  });
});
