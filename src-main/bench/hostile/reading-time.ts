import { performance } from "node:perf_hooks";

/** Of the longest single reading, ms: an input goes through several. */
export interface Longest {
  readonly wall: number;
  /** Processor time of this process while it lasted; null: not measured. */
  readonly cpu: number | null;
}

const NONE: Longest = { wall: 0, cpu: null };
let longest = NONE;
let cpuToo = false;

/** Starts anew. The processor's time costs a call to the system each, so it is asked for only where the clock was suspicious. */
export function startTiming(options: { readonly cpu: boolean }): void {
  longest = NONE;
  cpuToo = options.cpu;
}

/** Of the readings since `startTiming`. */
export function longestReading(): Longest {
  return longest;
}

/** Runs one reading of an input and notes how long it took, whether it succeeds or not. */
export async function reading<T>(work: () => Promise<T> | T): Promise<T> {
  const before = cpuToo ? process.cpuUsage() : null;
  const started = performance.now();
  try {
    return await work();
  } finally {
    const wall = performance.now() - started;
    let cpu: number | null = null;
    if (before !== null) {
      const { user, system } = process.cpuUsage(before);
      cpu = (user + system) / 1000;
    }
    if (spent({ wall, cpu }) > spent(longest)) longest = { wall, cpu };
  }
}

/** On a machine that is busy elsewhere the clock says too much, with threads of its own the processor. */
export function spent({ wall, cpu }: Longest): number {
  return Math.min(wall, cpu ?? wall);
}
