import { closeSync, openSync, writeSync } from "node:fs";
import { type BtsOptions, simulateBts } from "../simulate/simulate-bts.ts";

/** Writes about so many rows of a week of base stations, 55,400 a station; answers how many. */
export function writeRows(path: string, rows: number): number {
  return writeBts(path, { stations: Math.max(1, Math.round(rows / 55_400)), days: 7, seed: 2 });
}

/** Writes simulated base-station rows; answers how many. */
export function writeBts(path: string, options: BtsOptions): number {
  const simulation = simulateBts(options);
  const file = openSync(path, "w");
  try {
    for (const chunk of simulation.chunks()) writeSync(file, chunk);
  } finally {
    closeSync(file);
  }
  return simulation.rows;
}
