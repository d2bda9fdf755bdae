import { join } from "node:path";
import { openAnalysis } from "../../session/analysis.ts";
import { filesInput } from "../../session/analysis-input.ts";
import type { ResultBatch, ResultSink } from "../../sinks/sink.ts";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { type TimedRow, writeByTime } from "../write-by-time.ts";
import { cleanSeries, furtherSeries, plantedSeries } from "./corpus.ts";
import { type JudgedSeries, type Judgement, judgeScores } from "./judged-series.ts";

export interface AnomalyOptions {
  readonly seed: number;
  /** Series of each kind. */
  readonly each: number;
  /** Days of each clean series. */
  readonly days: number;
  readonly workerDir: string;
}

export interface AnomalyFigures {
  readonly all: Judgement;
  /** Mean of the scores of the kinds that have something to find. */
  readonly mean_score: number;
  readonly kinds: { readonly [kind: string]: Judgement };
  /** Kinds added later, with their own mean. */
  readonly further_mean_score: number;
  readonly further_kinds: { readonly [kind: string]: Judgement };
  /** Alerts a day of a key in which nothing happens, by family. */
  readonly clean_alerts_a_day: { readonly [family: string]: number };
  readonly clean_mean: number;
}

const THRESHOLD = 0.5;

/** The scores of `anomaly` with its defaults, by station, in the order of its rows. */
class ScoreCollector implements ResultSink {
  readonly scores = new Map<string, number[]>();

  async write({ series }: ResultBatch): Promise<void> {
    for (const { names, points, groupKey } of series) {
      const wanted = names.indexOf("score");
      for (let i = 0; i < points.length; i++) {
        if (points.series[i] !== wanted) continue;
        const [station] = groupKey(points.group[i] as number);
        const scores = this.scores.get(station);
        if (scores === undefined) this.scores.set(station, [points.value[i] as number]);
        else scores.push(points.value[i] as number);
      }
    }
  }

  async close(): Promise<void> {}
}

/** Runs `anomaly`, through a whole session, over seeded series of many kinds with something planted, and over clean ones. */
export async function anomalyBench({ seed, each, days, workerDir }: AnomalyOptions): Promise<AnomalyFigures> {
  const planted = plantedSeries(seed, each);
  const further = furtherSeries(seed, each);
  const clean = cleanSeries(seed, each, days);
  const folder = temporaryFolder("bench");
  try {
    const file = join(folder, "series.csv");
    writeByTime(file, "station,value", [...planted, ...further, ...clean].flatMap(rowsOf));
    const collector = new ScoreCollector();
    const { session } = await openAnalysis({
      input: filesInput([file], { plugins: [{ plugin: "anomaly", settings: {} }] }),
      workerDir,
      sinks: [collector],
      recorders: [],
      rejectCap: 0,
    });
    await session.run();
    const scoresOf = ({ name, times }: JudgedSeries): readonly number[] => {
      const scores = collector.scores.get(name) ?? [];
      if (scores.length !== times.length) throw new Error(`${name}: ${scores.length} scores of ${times.length} rows`);
      return scores;
    };
    const judged = (list: readonly JudgedSeries[]): Record<string, Judgement> =>
      Object.fromEntries([...byKind(list)].map(([kind, own]) => [kind, judgeScores(own, scoresOf, THRESHOLD)]));
    const kinds = judged(planted);
    const further_kinds = judged(further);
    const clean_alerts_a_day: Record<string, number> = {};
    for (const [kind, list] of byKind(clean)) {
      const alerts = list.reduce((sum, one) => sum + scoresOf(one).filter((score) => score >= THRESHOLD).length, 0);
      clean_alerts_a_day[kind] = alerts / (list.length * days);
    }
    return {
      all: judgeScores(planted, scoresOf, THRESHOLD),
      mean_score: meanScore(kinds),
      kinds,
      further_mean_score: meanScore(further_kinds),
      further_kinds,
      clean_alerts_a_day,
      clean_mean: mean(Object.values(clean_alerts_a_day)),
    };
  } finally {
    removeTemporaryFolder(folder);
  }
}

const meanScore = (kinds: Readonly<Record<string, Judgement>>): number =>
  mean(Object.values(kinds).flatMap(({ score }) => (score === null ? [] : [score])));

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

function byKind(all: readonly JudgedSeries[]): Map<string, JudgedSeries[]> {
  const kinds = new Map<string, JudgedSeries[]>();
  for (const series of all) {
    const list = kinds.get(series.kind);
    if (list === undefined) kinds.set(series.kind, [series]);
    else list.push(series);
  }
  return kinds;
}

/** One row a value, the series' name as station. */
const rowsOf = ({ name, times, values }: JudgedSeries): TimedRow[] =>
  times.map((time, i) => ({ time, text: `${name},${values[i] ?? 0}` }));
