import { expect } from "vitest";
import { type Analysed, analyse } from "./analyse.ts";
import { writeBts } from "./bts-file.ts";

/** Plugins that bad ones run beside. */
export const GOOD = ["active-alarms", "alarm-counts", "sensor-statistics"];

/** Writes `file`, and answers what the good ones make of it when they are alone. */
export async function goodAlone(file: string): Promise<Analysed> {
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  const alone = await analyse([file], GOOD);
  // Nothing could be spoilt of rules that say nothing.
  for (const good of GOOD) expect(alone.lines(good).length).toBeGreaterThan(5);
  return alone;
}
