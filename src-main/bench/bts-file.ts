import { closeSync, openSync, writeSync } from "node:fs";
import { simulateBts } from "../simulate/simulate-bts.ts";

/** Writes about so many rows of a week of base stations, 55,400 a station; answers how many. */
export function writeRows(path: string, rows: number): number {
  const simulation = simulateBts({ stations: Math.max(1, Math.round(rows / 55_400)), days: 7, seed: 2 });
  const file = openSync(path, "w");
  for (const chunk of simulation.chunks()) writeSync(file, chunk);
  closeSync(file);
  return simulation.rows;
}
