import { performance } from "node:perf_hooks";
import { copyEvents, createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, PluginBundle, PluginMemory } from "../plugin-host/contract.ts";
import type { SourceChunk } from "../sources/source.ts";
import { Arrivals } from "./arrivals.ts";
import type { CapturedSession, SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import { Stopwatch } from "./checkpoint/stopwatch.ts";
import { Intake } from "./intake.ts";
import { Metrics } from "./metrics.ts";
import { Pacing } from "./pacing.ts";
import { Refusals } from "./refusals.ts";
import type { SessionOptions } from "./session-options.ts";
import type { SessionState, SessionStatus } from "./session-status.ts";
import { SourceReading } from "./source-reading.ts";
import { Steps } from "./steps.ts";

/**
 * One analysis: source -> reorder -> filters -> windows -> rules -> store and sinks. Runs headless or under Electron unchanged.
 * `run` settles when the source has ended or the session was stopped; it rejects when the source, a sink or the store failed.
 */
export class Session {
  readonly keys: KeyTable;
  readonly metrics: Metrics;
  readonly #options: SessionOptions;
  readonly #reading: SourceReading;
  readonly #intake: Intake;
  readonly #steps: Steps;
  readonly #refusals: Refusals;
  readonly #pacing: Pacing;
  readonly #abort = new AbortController();
  #arrivals: Arrivals | null = null;
  #state: SessionState;
  #progress: number | null = null;
  #error: string | null = null;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;
  /** Something has happened since the last checkpoint. */
  #fresh = false;
  /** Of the chunk in the midst of which it goes on. */
  #ahead: EventBatch | null = null;
  /** It was ended before its source was. */
  #cutShort = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { source, resume } = options;
    this.keys = KeyTable.restore(resume?.keys ?? []);
    this.metrics = new Metrics(performance.now());
    this.#state = source.bounded ? "reading" : "live";
    this.#refusals = new Refusals(this.metrics, options.recorders, options.rejectCap);
    this.#steps = new Steps(options, this.keys, this.metrics, this.#refusals, () => this.#abort.abort());
    this.#pacing = new Pacing(options.speed, this.#abort.signal);
    this.#reading = new SourceReading(source, resume?.source);
    this.#intake = new Intake(options, this.keys, this.metrics, this.#refusals);
    if (resume !== undefined) this.#restore(resume);
  }

  /** Reads to the end. */
  async run(): Promise<void> {
    const { source } = this.#options;
    try {
      const chunks = source.chunks(this.#abort.signal)[Symbol.asyncIterator]();
      try {
        await this.#readAll(chunks);
      } finally {
        await chunks.return?.();
      }
      this.#reading.ended(this.#abort.signal.aborted);
      // A file read to its end has nothing to go on with; a queue has: the windows that close now are open in the checkpoint.
      if (this.#reading.live || this.#abort.signal.aborted) await this.#checkpoint(true);
      await this.#options.checkpoints?.settled();
      await this.#finish();
      this.#state = this.#abort.signal.aborted || this.#cutShort ? "stopped" : "done";
    } catch (error) {
      this.#state = "failed";
      this.#error = error instanceof Error ? error.message : String(error);
      this.#abort.abort();
      // Nothing may be at work in what is closed now.
      await Promise.all([this.#steps.settled(), this.#options.checkpoints?.settled()]);
      throw error;
    } finally {
      this.metrics.end(performance.now());
      await this.#close();
    }
  }

  /** Stops reading; what was read is finished. */
  stop(): void {
    this.#abort.abort();
    this.resume();
  }

  /** Ends a queue or stdin as a file ends: what has come is finished, windows close. A file is stopped. */
  finish(): void {
    const { source } = this.#options;
    if (source.finish === undefined) {
      this.stop();
      return;
    }
    this.#cutShort = source.bounded;
    // Its pace is over too.
    if (source.bounded) this.setSpeed("max");
    source.finish();
    this.resume();
  }

  /** It has read all there was: it did not fail, and was not stopped before the end of a file. */
  get whole(): boolean {
    return this.#state === "done" || (this.#state === "stopped" && !this.#options.source.bounded);
  }

  /** Stops pulling from the source: a queue keeps what arrives. */
  pause(): void {
    if (this.#paused !== null || !this.#running) return;
    this.#paused = new Promise((resolve) => {
      this.#resume = resolve;
    });
    this.#pacing.pause();
    this.#options.source.pause?.();
    this.#state = "paused";
    this.#arrivals?.nudge();
  }

  resume(): void {
    if (this.#resume === null) return;
    this.#resume();
    this.#resume = null;
    this.#paused = null;
    this.#pacing.resume();
    this.#options.source.resume?.();
    if (this.#running) this.#state = this.#options.source.bounded ? "reading" : "live";
  }

  /** Runs a plugin's new code from here on, its state kept; false when the session must begin anew for it (see PluginHost.reload). */
  reload(bundle: PluginBundle, rules: readonly ActiveRule[]): Promise<boolean> {
    return this.#steps.reload(bundle, rules);
  }

  /** What its plugins' workers hold, after a collection in them. */
  pluginMemory(): Promise<readonly PluginMemory[]> {
    return this.#options.host.memory();
  }

  /** Event-time seconds a second, or as fast as it goes. */
  setSpeed(speed: number | "max"): void {
    this.#pacing.setSpeed(speed);
  }

  status(): SessionStatus {
    const { source, clock } = this.#options;
    const { watermark, firstTime, lastTime } = this.#steps.time;
    if (!source.bounded && Number.isFinite(watermark)) this.metrics.watermarkDelay = Math.max(0, (clock.wall - watermark) / 1000);
    this.metrics.queueDelay = source.delay ?? null;
    return {
      state: this.#state,
      progress: this.#progress,
      watermark,
      firstTime,
      lastTime,
      keys: this.keys.size,
      held: this.#intake.held,
      rejectsKept: this.#refusals.kept,
      metrics: this.metrics.snapshot(performance.now()),
      error: this.#error,
    };
  }

  get #running(): boolean {
    return this.#state === "reading" || this.#state === "live" || this.#state === "paused";
  }

  /** Until the source ends or the session is stopped. */
  async #readAll(chunks: AsyncIterator<SourceChunk>): Promise<void> {
    const { source, idleTimeout, checkpoints } = this.#options;
    const dueIn = checkpoints === undefined ? null : (): number => this.#dueIn();
    const arrivals = new Arrivals({ source, chunks, idleTimeout, dueIn });
    this.#arrivals = arrivals;
    for (;;) {
      if (this.#paused !== null) {
        await this.#checkpoint(true);
        await this.#paused;
      }
      // The rest of messages already read comes first: there is no going on from the midst of them.
      if (this.#abort.signal.aborted && this.#reading.betweenMessages) return;
      if (this.#dueIn() === 0) await this.#checkpoint(false);
      const arrival = await arrivals.next();
      if (arrival === null) return;
      if (arrival === "idle") await this.#idle();
      else if (arrival !== "due") await this.#receive(arrival);
    }
  }

  /** A live source has been silent: event time follows the clock, so that windows close. */
  async #idle(): Promise<void> {
    this.#fresh = true;
    await this.#step(this.#intake.idle());
  }

  /** Takes a chunk, or passes over one whose results are in the checkpoint this session goes on from. */
  async #receive(chunk: SourceChunk): Promise<void> {
    const passed = this.#reading.passesOver(chunk);
    this.#intake.learnKeys(chunk);
    this.#steps.remember(chunk);
    if (passed) {
      if (chunk.progress !== null) this.#progress = chunk.progress;
      chunk.recycle?.();
      const ahead = this.#ahead;
      if (ahead === null || !this.#reading.caughtUp) return;
      this.#ahead = null;
      await this.#pace(ahead);
      return;
    }
    this.#fresh = true;
    await this.#take(chunk);
    this.#reading.taken(chunk);
  }

  async #take(chunk: SourceChunk): Promise<void> {
    const released = this.#intake.take(chunk);
    if (chunk.progress !== null) this.#progress = chunk.progress;
    await this.#refusals.record(this.#options.source.names);
    await this.#pace(released);
    // The steps under way still look at its columns.
    if (chunk.recycle !== undefined) this.#steps.whenDone(() => chunk.recycle?.());
  }

  /**
   * Event time stands where the part handed over ends: what the source has seen beyond it counts when the last part is through. A chunk may
   * take hours so, and is saved in its midst; the messages of a queue are not.
   */
  async #pace(events: EventBatch): Promise<void> {
    let done = 0;
    await this.#pacing.through(events, async (part, last) => {
      await this.#step(part, last);
      done += part.length;
      this.#fresh = true;
      if (done < events.length && !this.#reading.live && this.#dueIn() === 0)
        await this.#checkpoint(false, viewOf(events, done, events.length));
    });
  }

  /** `last`: nothing else is released that is not in it, so event time moves on to where the source is. */
  async #step(released: EventBatch, last = true): Promise<void> {
    await this.#steps.take(released, last ? this.#intake.watermark : null);
  }

  /** ms until a checkpoint may be taken. */
  #dueIn(): number {
    const { checkpoints, source } = this.#options;
    if (checkpoints === undefined || !this.#reading.canCheckpoint || !(this.#fresh || checkpoints.owes))
      return Number.POSITIVE_INFINITY;
    return checkpoints.dueIn(source.pressed === true);
  }

  /**
   * Waits for the steps under way, so that what sinks have got is what the state says, and captures both. `both` as in Checkpoints, `ahead`
   * in SessionSnapshot.
   */
  async #checkpoint(both: boolean, ahead: EventBatch | null = null): Promise<void> {
    const { checkpoints, host } = this.#options;
    if (checkpoints === undefined || !this.#reading.canCheckpoint) return;
    if (both && !this.#fresh && !checkpoints.owes) return;
    if (both) await checkpoints.settled();
    // Asked at once: it is answered after the steps under way.
    const saving = host.save();
    saving.catch(() => {});
    await this.#steps.done();
    const idle = new Stopwatch();
    const { whole } = await saving;
    checkpoints.take(this.#capture(ahead), whole, both, idle);
    this.#fresh = false;
  }

  #capture(ahead: EventBatch | null): CapturedSession {
    const { kept, last } = this.#refusals.save();
    return {
      keys: this.keys.snapshot(),
      ...this.#steps.capture(),
      ...this.#intake.capture(),
      metrics: this.metrics.save(performance.now()),
      rejectsKept: kept,
      refusedRow: last,
      source: this.#reading.capture(),
      ahead: ahead === null ? null : copyEvents(ahead, createBatch(ahead.length)),
    };
  }

  #restore({ metrics, rejectsKept, refusedRow, ahead }: SessionSnapshot): void {
    this.#ahead = ahead;
    this.metrics.restore(metrics, performance.now());
    this.#refusals.restore({ kept: rejectsKept, last: refusedRow });
  }

  /** At the end of a bounded source the watermark goes to infinity and everything open closes. */
  async #finish(): Promise<void> {
    const ended = this.#options.source.bounded && !this.#abort.signal.aborted;
    if (ended) {
      await this.#step(this.#intake.flush());
      await this.#steps.take(createBatch(0), Number.POSITIVE_INFINITY);
    }
    await this.#steps.done();
    if (ended) this.#progress = 1;
  }

  async #close(): Promise<void> {
    const { host, source, sinks } = this.#options;
    const settled = await Promise.allSettled([host.close(), source.close(), ...sinks.map((sink) => sink.close())]);
    const failed = settled.find((result) => result.status === "rejected");
    if (failed !== undefined && this.#state !== "failed") throw failed.reason;
  }
}
