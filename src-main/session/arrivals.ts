import type { Source, SourceChunk } from "../sources/source.ts";

/** ms a timer can wait. */
const LONGEST_WAIT = 2_147_483_647;

/** What came of waiting: a chunk, null at the end, "idle" after a silence of `idleTimeout`, "due" when there is something else to do. */
export type Arrival = SourceChunk | "idle" | "due" | null;

export interface ArrivalsOptions {
  readonly source: Source;
  readonly chunks: AsyncIterator<SourceChunk>;
  /** ms; 0: silence means nothing. */
  readonly idleTimeout: number;
  /** ms until there is something else to do; null: there never is. */
  readonly dueIn: (() => number) | null;
}

/** Waits for the chunks of a source one by one; of a live one no longer than it may be silent, or than until something else is due. */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  /** Asked for and not come yet: it is waited for again, never asked for twice. */
  #pending: Promise<IteratorResult<SourceChunk>> | null = null;
  #nudge: (() => void) | null = null;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  async next(): Promise<Arrival> {
    const { source, chunks, idleTimeout, dueIn } = this.#options;
    this.#pending ??= chunks.next();
    if (source.bounded || (idleTimeout === 0 && dueIn === null)) return this.#taken(await this.#pending);
    for (;;) {
      const arrival = await this.#first(this.#pending);
      if (arrival === "due") return arrival;
      if (arrival !== "idle") return this.#taken(arrival);
      // Paused or cut off it could not hear: what waits in the queue meanwhile must not be late.
      if (idleTimeout > 0 && (source.silence ?? idleTimeout) >= idleTimeout) return arrival;
    }
  }

  /** Ends the wait under way, if there is one, with "due". */
  nudge(): void {
    this.#nudge?.();
  }

  async #first(pending: Promise<IteratorResult<SourceChunk>>): Promise<IteratorResult<SourceChunk> | "idle" | "due"> {
    const { source, idleTimeout, dueIn } = this.#options;
    const silence = source.silence ?? 0;
    const idleIn = idleTimeout === 0 ? LONGEST_WAIT : silence < idleTimeout ? idleTimeout - silence : idleTimeout;
    const due = dueIn?.() ?? Number.POSITIVE_INFINITY;
    let timer: NodeJS.Timeout | undefined;
    const wait = new Promise<"idle" | "due">((resolve) => {
      timer = setTimeout(resolve, Math.min(idleIn, due, LONGEST_WAIT), due < idleIn ? "due" : "idle");
      this.#nudge = () => resolve("due");
    });
    try {
      return await Promise.race([pending, wait]);
    } finally {
      clearTimeout(timer);
      this.#nudge = null;
    }
  }

  #taken(result: IteratorResult<SourceChunk>): SourceChunk | null {
    this.#pending = null;
    return result.done === true ? null : result.value;
  }
}
