import { performance } from "node:perf_hooks";

/** Measures from when it was made. */
export class Stopwatch {
  readonly #began = performance.now();
  readonly #cpu = process.cpuUsage();

  /** ms that have passed. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  /** ms of them this process worked, at most: where others keep the machine busy, waiting for it costs nothing. */
  get spent(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return Math.min(this.elapsed, (user + system) / 1000);
  }
}
