import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openAnalysis } from "../session/analysis.ts";
import { filesInput } from "../session/analysis-input.ts";
import { type Calibration, CalibrationCollector } from "../session/calibration.ts";
import { type Random, seededRandom } from "../simulate/random.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

export interface CalibrationFigure extends Calibration {
  readonly alarms: number;
  readonly failures: number;
  /** Mean distance of what was promised from the true chance, which the simulation knows; and of always promising the mean of all true chances. */
  readonly from_true_chance: number;
  readonly from_true_chance_of_mean: number;
}

interface Alarm {
  readonly station: string;
  /** Weibull shape: below 1 failures come in clusters, 1 at random, above 1 they are wear. */
  readonly shape: number;
  /** Hours. */
  readonly scale: number;
  /** Hours since the start. */
  readonly failures: readonly number[];
}

const SHAPES: readonly number[] = [0.7, 1, 2];

/** Failures of known hazard: `alarms` of shapes 0.7, 1 and 2, scales of 15 to 200 hours, over `hours`. */
function simulateFailures(random: Random, alarms: number, hours: number): Alarm[] {
  return Array.from({ length: alarms }, (_, i) => {
    const shape = SHAPES[i % SHAPES.length] ?? 1;
    const scale = random.between(15, 200);
    const failures: number[] = [];
    for (let at = 0; ; ) {
      at += scale * (-Math.log(1 - random.uniform())) ** (1 / shape);
      if (at >= hours) return { station: `s${i}`, shape, scale, failures };
      failures.push(at);
    }
  });
}

/** The chance of a failure in the next `ahead` hours at `now`, by the hazard the failures were drawn from. */
function trueChance({ shape, scale, failures }: Alarm, now: number, ahead: number): number {
  let last = 0;
  for (const at of failures) {
    if (at > now) break;
    last = at;
  }
  const age = now - last;
  return 1 - Math.exp((age / scale) ** shape - ((age + ahead) / scale) ** shape);
}

/** `reliability`, through a whole session over hourly rows, judged by what came and by what was known to be true. */
export async function calibrationBench(workerDir: string, seed = 21, alarms = 90, hours = 2400): Promise<CalibrationFigure> {
  const made = simulateFailures(seededRandom(seed, 0xca1), alarms, hours);
  const folder = temporaryFolder("bench");
  try {
    const file = join(folder, "failures.csv");
    writeFileSync(file, ["time,station,alarm,value,active\n", ...hourlyRows(made, hours)].join(""));
    const collector = new CalibrationCollector("chance", HOUR);
    const { session } = await openAnalysis({
      input: filesInput([file], { plugins: [{ plugin: "reliability", settings: {} }] }),
      workerDir,
      sinks: [collector],
      recorders: [collector],
      rejectCap: 0,
    });
    await session.run();
    const byStation = new Map(made.map((alarm) => [alarm.station, alarm]));
    const truths = collector.forecasts.flatMap(({ station, time, chance }) => {
      const alarm = byStation.get(station);
      return alarm === undefined ? [] : [{ chance, truth: trueChance(alarm, (time - START) / HOUR, 24) }];
    });
    const mean = truths.reduce((sum, { truth }) => sum + truth, 0) / truths.length;
    const distance = (of: (one: { chance: number; truth: number }) => number): number =>
      truths.reduce((sum, one) => sum + Math.abs(of(one) - one.truth), 0) / truths.length;
    return {
      alarms,
      failures: made.reduce((sum, alarm) => sum + alarm.failures.length, 0),
      from_true_chance: distance(({ chance }) => chance),
      from_true_chance_of_mean: distance(() => mean),
      ...collector.judge(24 * HOUR),
    };
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** One row an alarm and hour; its flag is on in the row behind each failure. */
function* hourlyRows(alarms: readonly Alarm[], hours: number): Generator<string> {
  const next = alarms.map(() => 0);
  for (let hour = 0; hour < hours; hour++) {
    const time = new Date(START + hour * HOUR).toISOString();
    for (const [i, { station, failures }] of alarms.entries()) {
      const before = next[i] ?? 0;
      let after = before;
      while ((failures[after] ?? Number.POSITIVE_INFINITY) <= hour) after++;
      next[i] = after;
      yield `${time},${station},x,0,${after > before}\n`;
    }
  }
}
