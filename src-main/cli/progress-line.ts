import { performance } from "node:perf_hooks";
import { formatCount, formatSeconds } from "./counted.ts";

const WIDTH = 24;

/** Between two lines where there is no terminal, ms. */
const LINE_EVERY = 30_000;

export interface ProgressOptions {
  /** What is counted. */
  readonly unit?: string;
  /** Where stderr is no terminal: a line now and then, for what takes many minutes. Else nothing, so that logs stay readable. */
  readonly lines?: boolean;
}

/** A bar with rate and time left on stderr. */
export class ProgressLine {
  readonly #unit: string;
  readonly #lines: boolean;
  readonly #started = performance.now();
  /** One that can go back in its line. */
  readonly #terminal = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";
  #shown = Number.NEGATIVE_INFINITY;
  #drawn = false;

  constructor({ unit = "rows", lines = false }: ProgressOptions = {}) {
    this.#unit = unit;
    this.#lines = lines;
  }

  /** `progress` 0…1 or null when there is no known end. Draws at most ten times a second. */
  update(progress: number | null, rows: number, note = ""): void {
    const now = performance.now();
    if ((!this.#terminal && !this.#lines) || now - this.#shown < (this.#terminal ? 100 : LINE_EVERY)) return;
    this.#shown = now;
    const seconds = Math.max(0.001, (now - this.#started) / 1000);
    const rate = `${formatCount(rows / seconds)} ${this.#unit}/s`;
    let bar = "";
    let left = "";
    if (progress !== null) {
      const filled = Math.round(progress * WIDTH);
      bar = `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${Math.floor(progress * 100)} % `;
      if (progress > 0.01) left = ` · ${formatSeconds((seconds / progress) * (1 - progress))} left`;
    }
    const line = `${formatCount(rows)} ${this.#unit} · ${rate}${left}${note === "" ? "" : ` · ${note}`}`;
    process.stderr.write(this.#terminal ? `\r\x1b[K${bar}${line}` : `${line}\n`);
    this.#drawn = this.#terminal;
  }

  end(): void {
    if (this.#drawn) process.stderr.write("\r\x1b[K");
    this.#drawn = false;
  }
}
