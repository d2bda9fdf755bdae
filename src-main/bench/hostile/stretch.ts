import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLongest } from "./attack.ts";
import { CorpusHash, type Fault, faultLine, minimise, trial } from "./attacks.ts";

/** Longest one reading of an input may take, ms. */
export const LONGEST = 1000;

export interface StretchResult {
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly faults: readonly Fault[];
  readonly slowest: { readonly attack: string; readonly index: number; readonly ms: number };
  readonly corpus: string;
}

/** Inputs `from` to `from + count` of a seed, in this process. `onStart` hears of each before it runs: should it never come back. */
export async function runStretch(
  { seed, from, count, workerDir }: { seed: number; from: number; count: number; workerDir: string },
  onStart: (index: number) => void = () => {},
): Promise<StretchResult> {
  const folder = mkdtempSync(join(tmpdir(), "weir-hostile-"));
  const place = { folder, workerDir };
  const outcomes: Record<string, Record<string, number>> = {};
  const faults: Fault[] = [];
  const corpus = new CorpusHash();
  let slowest = { attack: "", index: -1, ms: 0 };
  try {
    for (let index = from; index < from + count; index++) {
      onStart(index);
      const made = trial(seed, index);
      const { attack, input } = made;
      corpus.add(made);
      const own = (outcomes[attack.name] ??= {});
      takeLongest();
      let outcome: string;
      try {
        outcome = await attack.run(input, place);
        // A session starts workers and processes, a store a database: not the input's time.
        const ms = takeLongest();
        if (attack.share > 0 && ms > slowest.ms) slowest = { attack: attack.name, index, ms: Math.round(ms) };
        if (attack.share > 0 && ms > LONGEST) faults.push(fault(attack.name, index, `took ${Math.round(ms)} ms`, input, input));
      } catch (error) {
        outcome = "fault";
        const line = faultLine(error);
        const minimal = faults.length < 20 ? await minimise(made, line, place) : input;
        faults.push(fault(attack.name, index, line, input, minimal));
      }
      own[outcome] = (own[outcome] ?? 0) + 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { outcomes, faults, slowest, corpus: corpus.hex };
}

export function fault(attack: string, index: number, what: string, input: Buffer, minimal: Buffer): Fault {
  return { attack, index, what, bytes: input.length, minimal: JSON.stringify(minimal.toString("latin1").slice(0, 2000)) };
}
