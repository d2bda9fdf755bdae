import { performance } from "node:perf_hooks";
import { copyEvents, createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, PluginBundle, PluginMemory } from "../plugin-host/contract.ts";
import { sharedMemory } from "../sources/csv/shared-batches.ts";
import type { SourceChunk } from "../sources/source.ts";
import { Arrivals } from "./arrivals.ts";
import type { CapturedSession, SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import { Stopwatch } from "./checkpoint/stopwatch.ts";
import { Deliveries } from "./deliveries.ts";
import { EventFilters } from "./event-filters.ts";
import { EventTime } from "./event-time.ts";
import { Intake } from "./intake.ts";
import { Metrics } from "./metrics.ts";
import { Pacing } from "./pacing.ts";
import { Refusals } from "./refusals.ts";
import { ResultOrder } from "./result-order.ts";
import { RuleWindows } from "./rule-windows.ts";
import type { SessionOptions } from "./session-options.ts";
import type { SessionState, SessionStatus } from "./session-status.ts";
import { SourceReading } from "./source-reading.ts";

/** Steps the rules may lag behind: enough to keep both cores busy, few enough to bound memory at a few batches. */
const STEPS_IN_FLIGHT = 3;

/**
 * One analysis: source -> reorder -> filters -> windows -> rules -> store and sinks. Runs headless or under Electron unchanged.
 * `run` settles when the source has ended or the session was stopped; it rejects when the source, a sink or the store failed.
 */
export class Session {
  readonly keys: KeyTable;
  readonly metrics: Metrics;
  readonly #options: SessionOptions;
  readonly #windows: RuleWindows;
  readonly #reading: SourceReading;
  readonly #intake: Intake;
  readonly #order: ResultOrder;
  readonly #deliveries: Deliveries;
  readonly #refusals: Refusals;
  /** null: no filter is on. */
  readonly #filters: EventFilters | null;
  readonly #pacing: Pacing;
  readonly #abort = new AbortController();
  #arrivals: Arrivals | null = null;
  #needsEvents: boolean;
  #state: SessionState;
  #progress: number | null = null;
  readonly #time = new EventTime();
  #sentKeys = 0;
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
    const { source, rules, host, resume } = options;
    this.keys = KeyTable.restore(resume?.keys ?? []);
    this.metrics = new Metrics(performance.now());
    this.#state = source.bounded ? "reading" : "live";
    this.#windows = new RuleWindows(rules, this.keys, options.catalogue, resume?.windows);
    this.#needsEvents = rules.some(looksAtEvents);
    this.#order = new ResultOrder(
      rules.map(({ declaration }) => ({
        rule: declaration.id,
        names: Object.keys(declaration.series),
        groupKey: (group: number) => host.groupKey(declaration.id, group),
      })),
      !source.bounded,
    );
    this.#deliveries = new Deliveries(options, this.metrics, this.#order, () => this.#abort.abort());
    this.#refusals = new Refusals(this.metrics, options.recorders, options.rejectCap);
    this.#filters = options.filtered ? new EventFilters(options, this.keys, this.metrics, this.#refusals) : null;
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
      await Promise.all([this.#deliveries.settled(), this.#options.checkpoints?.settled()]);
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
    this.#needsEvents ||= rules.some(({ declaration }) => declaration.hooks.onEvent);
    return this.#options.host.reload(bundle, rules);
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
    const { watermark, firstTime, lastTime } = this.#time;
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
    this.#filters?.remember(chunk);
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
    if (chunk.recycle !== undefined) this.#deliveries.whenDone(() => chunk.recycle?.());
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

  /** One step through windows and rules: `released` is in time order and final. `last`: nothing else is released that is not in it. */
  async #step(released: EventBatch, last = true): Promise<void> {
    const { host, rules, recorders, source } = this.#options;
    const started = performance.now();
    this.#time.moveOver(released);
    if (last) this.#time.moveTo(this.#intake.watermark);
    const passed = this.#filters === null ? null : await this.#filters.pass(released, this.#time.watermark);
    const { events, watermark } = passed ?? { events: released, watermark: this.#time.watermark };
    if (passed !== null) await this.#refusals.record(source.names);
    this.metrics.countEvents(events.length, started);
    const steps = this.#windows.step(events, watermark);
    const newKeys = this.keys.since(this.#sentKeys);
    this.#sentKeys = this.keys.size;
    const engineSeconds = (performance.now() - started) / 1000;
    if (rules.length > 0) {
      const looked = this.#needsEvents ? shareBatch(events) : createBatch(0);
      const outputs = host.step({ events: looked, newKeys, watermark, rules: steps });
      this.#deliveries.send({ events, watermark, started, engineSeconds }, outputs);
    }
    for (const recorder of recorders) await recorder.events(events, this.keys);
    await this.#deliveries.atMost(STEPS_IN_FLIGHT);
  }

  /** ms until a checkpoint may be taken. */
  #dueIn(): number {
    const { checkpoints, source } = this.#options;
    if (checkpoints === undefined || !this.#reading.canCheckpoint || !(this.#fresh || checkpoints.owes))
      return Number.POSITIVE_INFINITY;
    return checkpoints.dueIn(source.pressed === true);
  }

  /** Waits for the steps under way, so that what sinks have got is what the state says, and captures both. `both` as in Checkpoints, `ahead` in SessionSnapshot. */
  async #checkpoint(both: boolean, ahead: EventBatch | null = null): Promise<void> {
    const { checkpoints, host } = this.#options;
    if (checkpoints === undefined || !this.#reading.canCheckpoint) return;
    if (both && !this.#fresh && !checkpoints.owes) return;
    if (both) await checkpoints.settled();
    // Asked at once: it is answered after the steps under way.
    const saving = host.save();
    saving.catch(() => {});
    await this.#deliveries.atMost(0);
    const idle = new Stopwatch();
    const { whole } = await saving;
    checkpoints.take(this.#capture(ahead), whole, both, idle);
    this.#fresh = false;
  }

  #capture(ahead: EventBatch | null): CapturedSession {
    const { kept, last } = this.#refusals.save();
    return {
      keys: this.keys.snapshot(),
      windows: this.#windows.snapshot(),
      reorder: this.#intake.snapshot(),
      order: this.#order.snapshot(),
      metrics: this.metrics.save(performance.now()),
      ...this.#time.save(),
      rejectsKept: kept,
      refusedRow: last,
      source: this.#reading.capture(),
      ahead: ahead === null ? null : copyEvents(ahead, createBatch(ahead.length)),
    };
  }

  #restore({ order, metrics, rejectsKept, refusedRow, ahead, ...time }: SessionSnapshot): void {
    this.#ahead = ahead;
    this.#order.restore(order);
    this.metrics.restore(metrics, performance.now());
    this.#time.restore(time);
    this.#refusals.restore({ kept: rejectsKept, last: refusedRow });
  }

  /** At the end of a bounded source the watermark goes to infinity and everything open closes. */
  async #finish(): Promise<void> {
    const ended = this.#options.source.bounded && !this.#abort.signal.aborted;
    if (ended) {
      await this.#step(this.#intake.flush());
      this.#time.moveTo(Number.POSITIVE_INFINITY);
      await this.#step(createBatch(0));
    }
    await this.#deliveries.atMost(0);
    if (ended) this.#progress = 1;
  }

  async #close(): Promise<void> {
    const { host, source, sinks } = this.#options;
    const settled = await Promise.allSettled([host.close(), source.close(), ...sinks.map((sink) => sink.close())]);
    const failed = settled.find((result) => result.status === "rejected");
    if (failed !== undefined && this.#state !== "failed") throw failed.reason;
  }
}

/** Whether a rule is called for events, or for windows that an event fires: those come when their event does. */
function looksAtEvents({ declaration, window, windowsPerKey = [] }: ActiveRule): boolean {
  const kinds = [window, ...windowsPerKey.map((one) => one.window)].map(({ kind }) => kind);
  return declaration.hooks.onEvent || kinds.includes("count") || kinds.includes("trailing");
}

/** The first `length` events on shared memory, so that several workers read one copy: the batch's own, when it lies there. */
function shareBatch(batch: EventBatch): EventBatch {
  const n = batch.length;
  return sharedMemory(batch) !== null ? viewOf(batch, 0, n) : copyEvents(batch, createBatch(n, true));
}
