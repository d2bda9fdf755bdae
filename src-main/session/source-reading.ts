import type { LivePosition, Source, SourceChunk } from "../sources/source.ts";
import type { SourcePosition } from "./checkpoint/session-snapshot.ts";

const NOTHING_READ: LivePosition = { messages: 0, rows: 0, kept: 0 };

/**
 * How far a session has read its source. A file is read again from its start when a session goes on from a checkpoint: chunks whose results
 * are in it are passed over. A queue goes on itself, and is between two messages or in the midst of one.
 */
export class SourceReading {
  readonly #source: Pick<Source, "checkpoint">;
  readonly #read = { chunks: 0, rows: 0, events: 0 };
  /** How much of it when the checkpoint was taken that is gone on from. */
  readonly #passed: Pick<SourcePosition, "chunks" | "rows" | "events">;
  #assumed: number | undefined;
  /** Of a queue: after the messages taken whole; null in the midst of some. */
  #position: LivePosition | null;

  constructor(source: Pick<Source, "checkpoint">, resume: SourcePosition | undefined) {
    this.#source = source;
    this.#passed = resume ?? { chunks: 0, rows: 0, events: 0 };
    this.#position = resume?.position ?? NOTHING_READ;
  }

  /** The source can go on in another process where this one stood. */
  get live(): boolean {
    return this.#source.checkpoint !== undefined;
  }

  /** Not in the midst of messages, from where there is no going on. */
  get betweenMessages(): boolean {
    return this.#position !== null;
  }

  /** The chunk that came last is the last of those whose results were there already. */
  get caughtUp(): boolean {
    return this.#read.chunks === this.#passed.chunks;
  }

  /** What the session holds is what a checkpoint is of. */
  get canCheckpoint(): boolean {
    return this.betweenMessages && this.#read.chunks >= this.#passed.chunks;
  }

  /** A chunk has come; true: it is passed over. Throws an Error of one line when the source is not as it was. */
  passesOver({ rows, events, assumed }: Pick<SourceChunk, "rows" | "events" | "assumed">): boolean {
    this.#assumed ??= assumed;
    const passed = this.#read.chunks < this.#passed.chunks;
    this.#read.chunks++;
    this.#read.rows += rows;
    this.#read.events += events.length;
    if (passed && this.#read.chunks === this.#passed.chunks) this.#compare();
    return passed;
  }

  /** A chunk's events are through. */
  taken({ position }: SourceChunk): void {
    if (this.live) this.#position = position ?? null;
  }

  /** Nothing more comes. Throws an Error of one line when there was less than the checkpoint has, unless it was `stopped` before that. */
  ended(stopped: boolean): void {
    if (this.#read.chunks < this.#passed.chunks && !stopped) this.#compare();
  }

  capture(): SourcePosition {
    const position = this.#position ?? NOTHING_READ;
    return {
      ...(this.live ? { chunks: 0, rows: 0, events: 0 } : this.#read),
      assumed: this.#assumed,
      position,
      live: this.#source.checkpoint?.(position) ?? null,
    };
  }

  #compare(): void {
    const { chunks, rows, events } = this.#passed;
    if (this.#read.chunks === chunks && this.#read.rows === rows && this.#read.events === events) return;
    throw new Error("the input does not read as it did when the checkpoint was taken; run without --resume to start anew");
  }
}
