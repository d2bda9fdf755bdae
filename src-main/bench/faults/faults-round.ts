import type { Random } from "../../simulate/random.ts";
import type { Agreement } from "./compare-runs.ts";

export interface FaultsOptions {
  /** A folder of the bench's own. */
  readonly folder: string;
  readonly main: string;
  readonly kills: number;
  readonly seed: number;
  readonly random: Random;
  /** Stations simulated for `days`; about 7,500 rows a station and day. */
  readonly stations: number;
  readonly days: number;
  /** Told each round as it ends: a bench of many minutes must not be silent. */
  readonly onRound: (source: string, round: FaultsRound, equal: boolean) => void;
}

/** One round: a run that was killed again and again and came to its end. */
export interface FaultsRound extends Agreement {
  readonly kills: number;
}

export interface FaultsFigure {
  readonly source: string;
  readonly kills: number;
  /** Rows, or messages, of each round. */
  readonly rows: number;
  /** Every round equals the run that was never killed. */
  readonly equal: boolean;
  readonly rounds: readonly FaultsRound[];
}

/** Kills of one run at most, so that there are several. */
export const MOST_KILLS = 10;
/** How often the bench has its runs saved: as often as it takes to get on between two kills. */
export const CHECKPOINT_EVERY = "100ms";

/** What rounds over one source come to. */
export function figure(source: string, rows: number, rounds: readonly FaultsRound[]): FaultsFigure {
  const kills = rounds.reduce((sum, round) => sum + round.kills, 0);
  return { source, kills, rows, equal: rounds.every(isEqual), rounds };
}

/** The round ended as the run that was never killed. */
export function isEqual(round: FaultsRound): boolean {
  return Object.values(round).every((value) => value !== false);
}
