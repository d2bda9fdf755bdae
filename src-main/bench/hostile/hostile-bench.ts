import { performance } from "node:perf_hooks";
import { Corpus } from "./corpus.ts";
import { fault, NOTHING, type StretchResult, together } from "./stretch.ts";
import { type Ended, type StretchProcess, stretchInProcess } from "./stretch-process.ts";
import { trial } from "./trial.ts";

/** An input that is still not done after so long is suspected of hanging, ms; alone it gets more time. */
const SUSPICIOUS = 30_000;
const HANG = 120_000;
/** Inputs a process: what one leaves behind does not follow all others. */
const STRETCH = 2500;

export interface HostileOptions extends StretchProcess {
  readonly inputs: number;
  /** First input. */
  readonly from: number;
  /** Processes at once. */
  readonly jobs: number;
}

export interface HostileResult extends StretchResult {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
}

interface Stretch {
  readonly from: number;
  readonly count: number;
}

/**
 * Feeds `inputs` hostile inputs to every reader, in processes that may crash or hang: each that does costs its input a fault and no more.
 * The same seed makes the same inputs; `from` and `inputs` repeat any part of them.
 */
export async function hostileBench(options: HostileOptions, onProgress: (done: number) => void): Promise<HostileResult> {
  const started = performance.now();
  const waiting = stretchesOf(options);
  const suspects: number[] = [];
  let done = 0;
  let result = NOTHING;
  const work = async (): Promise<void> => {
    for (let stretch = waiting.shift(); stretch !== undefined; stretch = waiting.shift()) {
      const { from, count } = stretch;
      const ended = await stretchInProcess(options, from, count, SUSPICIOUS, () => onProgress(++done));
      if (ended.result !== null) {
        result = together(result, ended.result);
        continue;
      }
      // What came before it is read again: its result went with the process.
      done -= ended.at - from + 1;
      suspects.push(ended.at);
      waiting.push(...[part(from, ended.at), part(ended.at + 1, from + count)].filter((each) => each.count > 0));
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  for (const index of suspects) {
    const first = await stretchInProcess(options, index, 1, HANG, () => onProgress(++done));
    result = together(result, first.result ?? suspect(options.seed, index, first));
  }
  return {
    seed: options.seed,
    inputs: options.inputs,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    ...result,
  };
}

function part(from: number, end: number): Stretch {
  return { from, count: end - from };
}

function stretchesOf({ from, inputs }: HostileOptions): Stretch[] {
  const end = from + inputs;
  return Array.from({ length: Math.ceil(inputs / STRETCH) }, (_, i) =>
    part(from + i * STRETCH, Math.min(end, from + (i + 1) * STRETCH)),
  );
}

/** An input that ended its process, or never came back, when it was alone too. */
function suspect(seed: number, index: number, { hung, errors }: Ended): StretchResult {
  const made = trial(seed, index);
  const { attack, input } = made;
  const lines = errors.trim().split("\n").slice(-3).join(" | ");
  const what = hung ? `still not done after ${HANG / 1000} s, alone` : `the process ended: ${lines}`;
  return {
    ...NOTHING,
    outcomes: { [attack.name]: { fault: 1 } },
    faults: [fault(attack.name, index, what, input, input)],
    corpus: Corpus.of(index, made).hex,
  };
}
