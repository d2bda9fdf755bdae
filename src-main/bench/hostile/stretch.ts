import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import type { Place } from "./attack.ts";
import { Corpus } from "./corpus.ts";
import { type Fault, faultLine, minimise } from "./fault.ts";
import { longestReading, spent, startTiming } from "./reading-time.ts";
import { type Trial, trial } from "./trial.ts";

/** Longest one reading of an input may take, ms. */
const LONGEST = 1000;
/** Times an input that took longer is read again: a hang comes every time, another process's turn does not. */
const AGAIN = 3;
/** Faults of a stretch that are cut down. */
const MOST_MINIMISED = 20;

export interface StretchResult {
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly faults: readonly Fault[];
  /** By the clock. */
  readonly slowest: { readonly attack: string; readonly index: number; readonly ms: number };
  /** Inputs that took longer than `LONGEST` by the clock, but not when they were read again: the machine was busy elsewhere. */
  readonly busy: readonly number[];
  readonly corpus: string;
}

export const NOTHING: StretchResult = {
  outcomes: {},
  faults: [],
  slowest: { attack: "", index: -1, ms: 0 },
  busy: [],
  corpus: new Corpus().hex,
};

/** Inputs `from` to `from + count` of a seed, in this process. `onStart` hears of each before it runs: should it never come back. */
export async function runStretch(
  { seed, from, count, workerDir }: { seed: number; from: number; count: number; workerDir: string },
  onStart: (index: number) => void = () => {},
): Promise<StretchResult> {
  const folder = temporaryFolder("bench");
  const place = { folder, workerDir };
  let result = NOTHING;
  try {
    for (let index = from; index < from + count; index++) {
      onStart(index);
      result = together(result, await runOne(trial(seed, index), index, place, result.faults.length < MOST_MINIMISED));
    }
  } finally {
    removeTemporaryFolder(folder);
  }
  return result;
}

async function runOne(made: Trial, index: number, place: Place, cutDown: boolean): Promise<StretchResult> {
  const { attack, input } = made;
  const corpus = Corpus.of(index, made).hex;
  startTiming({ cpu: false });
  try {
    const outcome = await attack.run(input, place);
    const outcomes = { [attack.name]: { [outcome]: 1 } };
    // A session starts workers and processes, a store a database: not the input's time.
    if (attack.share === 0) return { ...NOTHING, outcomes, corpus };
    const ms = Math.round(spent(longestReading()));
    const slowest = { attack: attack.name, index, ms };
    if (ms <= LONGEST) return { ...NOTHING, outcomes, slowest, corpus };
    const least = Math.round(await leastOf(made, place));
    if (least <= LONGEST) return { ...NOTHING, outcomes, slowest, busy: [index], corpus };
    const what = `took ${ms} ms by the clock, and never less than ${least} ms of the processor when read again`;
    return { ...NOTHING, outcomes, slowest, faults: [fault(attack.name, index, what, input, input)], corpus };
  } catch (error) {
    const line = faultLine(error);
    const minimal = cutDown ? await minimise(made, line, place) : input;
    return {
      ...NOTHING,
      outcomes: { [attack.name]: { fault: 1 } },
      faults: [fault(attack.name, index, line, input, minimal)],
      corpus,
    };
  }
}

/** Of the longest reading, the least that several runs took, ms. */
async function leastOf({ attack, input }: Trial, place: Place): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < AGAIN && least > LONGEST; run++) {
    startTiming({ cpu: true });
    await attack.run(input, place);
    least = Math.min(least, spent(longestReading()));
  }
  return least;
}

/** What two stretches found. */
export function together(a: StretchResult, b: StretchResult): StretchResult {
  const outcomes: Record<string, Record<string, number>> = structuredClone(a.outcomes) as never;
  for (const [name, counts] of Object.entries(b.outcomes))
    for (const [outcome, n] of Object.entries(counts)) {
      const own = (outcomes[name] ??= {});
      own[outcome] = (own[outcome] ?? 0) + n;
    }
  return {
    outcomes,
    faults: [...a.faults, ...b.faults].sort((x, y) => x.index - y.index),
    slowest: b.slowest.ms > a.slowest.ms ? b.slowest : a.slowest,
    busy: [...a.busy, ...b.busy].sort((x, y) => x - y),
    corpus: Corpus.sum(a.corpus, b.corpus),
  };
}

export function fault(attack: string, index: number, what: string, input: Buffer, minimal: Buffer): Fault {
  return { attack, index, what, bytes: input.length, minimal: JSON.stringify(minimal.toString("latin1").slice(0, 2000)) };
}
