import { join } from "node:path";
import { openAnalysis } from "../../session/analysis.ts";
import { filesInput } from "../../session/analysis-input.ts";
import type { ResultBatch, ResultSink } from "../../sinks/sink.ts";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { type TimedRow, writeByTime } from "../write-by-time.ts";
import { watchedSeries } from "./corpus.ts";
import {
  figuresOf,
  judgeWarnings,
  newTally,
  type PairedLeads,
  pairLeads,
  type Tally,
  type WarningFigures,
} from "./judge-warnings.ts";
import { SIMPLE } from "./simple-warnings.ts";
import { labelsOf, type WatchedSeries } from "./watched-series.ts";

export interface ThresholdsOptions {
  readonly seed: number;
  /** Series of each kind. */
  readonly each: number;
  readonly workerDir: string;
}

/** Of `threshold-prediction` beside what is simple. */
export type Compared = { readonly [who: string]: WarningFigures };

export interface ThresholdsFigures {
  readonly series: number;
  readonly ramps: number;
  readonly all: Compared;
  /** The rule's leads beside those of each that is simple, crossing by crossing. */
  readonly leads: { readonly [who: string]: PairedLeads };
  readonly kinds: { readonly [kind: string]: Compared };
  /** By usual time between readings, seconds. */
  readonly steps: { readonly [step: string]: Compared };
}

const RULE = "threshold-prediction";

/** When the rule warned, by station. */
class WarningCollector implements ResultSink {
  readonly warned = new Map<string, number[]>();

  async write({ alerts }: ResultBatch): Promise<void> {
    for (const { action, key, time } of alerts) {
      if (action !== "raise") continue;
      const mine = this.warned.get(key.station);
      if (mine === undefined) this.warned.set(key.station, [time]);
      else mine.push(time);
    }
  }

  async close(): Promise<void> {}
}

/**
 * Runs the rule with its defaults, through a whole session, over seeded series of many kinds; judges it beside straight lines and a fixed
 * level.
 */
export async function thresholdsBench({ seed, each, workerDir }: ThresholdsOptions): Promise<ThresholdsFigures> {
  const all = watchedSeries(seed, each);
  const folder = temporaryFolder("bench");
  try {
    const file = join(folder, "series.csv");
    writeByTime(file, "station,alarm,value,threshold", all.flatMap(rowsOf));
    const collector = new WarningCollector();
    const { session } = await openAnalysis({
      input: filesInput([file], { plugins: [{ plugin: RULE, settings: {} }] }),
      workerDir,
      sinks: [collector],
      recorders: [],
      rejectCap: 0,
    });
    await session.run();
    return compare(all, ({ name }) => collector.warned.get(name) ?? []);
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** Judges warnings of the rule, and of what is simple, on the same series. */
export function compare(
  all: readonly WatchedSeries[],
  warnedBy: (series: WatchedSeries) => readonly number[],
): ThresholdsFigures {
  const whole: Tallies = new Map();
  const kinds = new Map<string, Tallies>();
  const steps = new Map<string, Tallies>();
  const pairs = new Map<string, [Map<number, number>, Map<number, number>][]>(Object.keys(SIMPLE).map((who) => [who, []]));
  for (const series of all) {
    const labels = labelsOf(series);
    const groups = [whole, groupOf(kinds, series.kind), groupOf(steps, String(series.step / 1000))];
    const judge = (who: string, warned: readonly number[]): Map<number, number> => {
      let leads = new Map<number, number>();
      for (const group of groups) {
        const tally = group.get(who) ?? newTally();
        group.set(who, tally);
        leads = judgeWarnings(tally, series, labels, warned);
      }
      return leads;
    };
    const mine = judge(RULE, warnedBy(series));
    for (const [who, warn] of Object.entries(SIMPLE)) pairs.get(who)?.push([mine, judge(who, warn(series))]);
  }
  const shown = (groups: ReadonlyMap<string, Tallies>) =>
    Object.fromEntries([...groups].map(([name, group]) => [name, comparedOf(group)]));
  return {
    series: all.length,
    ramps: whole.get(RULE)?.ramps ?? 0,
    all: comparedOf(whole),
    leads: Object.fromEntries([...pairs].map(([who, each]) => [who, pairLeads(each)])),
    kinds: shown(kinds),
    steps: shown(steps),
  };
}

type Tallies = Map<string, Tally>;
const comparedOf = (group: Tallies): Compared => Object.fromEntries([...group].map(([who, tally]) => [who, figuresOf(tally)]));

function groupOf(groups: Map<string, Tallies>, name: string): Tallies {
  const group = groups.get(name) ?? new Map<string, Tally>();
  groups.set(name, group);
  return group;
}

/** One row a value, the series' name as station; those with a low alarm upside down. */
function rowsOf({ name, times, values, threshold, low }: WatchedSeries): TimedRow[] {
  const [sign, alarm] = low ? [-1, "low level"] : [1, "high level"];
  return times.map((time, i) => ({ time, text: `${name},${alarm},${sign * (values[i] ?? 0)},${sign * threshold}` }));
}
