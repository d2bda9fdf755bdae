import { performance } from "node:perf_hooks";
import { copyEvents, createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import type { ActiveRule, PluginBundle, PluginMemory } from "../plugin-host/contract.ts";
import { sharedMemory } from "../sources/csv/shared-batches.ts";
import { earlyDetail, lateDetail } from "../sources/refusal-details.ts";
import type { LivePosition, RefusalReason, SourceChunk } from "../sources/source.ts";
import { Arrivals } from "./arrivals.ts";
import type { CapturedSession, SessionSnapshot, SourcePosition } from "./checkpoint/session-snapshot.ts";
import { Stopwatch } from "./checkpoint/stopwatch.ts";
import { Deliveries } from "./deliveries.ts";
import { dropLaterThan, type EventsLeft } from "./early-events.ts";
import { EventFilters } from "./event-filters.ts";
import { KeyTranslation } from "./key-translation.ts";
import { Metrics } from "./metrics.ts";
import { Pacing } from "./pacing.ts";
import { Refusals } from "./refusals.ts";
import { ResultOrder } from "./result-order.ts";
import { RuleWindows } from "./rule-windows.ts";
import type { SessionOptions } from "./session-options.ts";
import type { SessionState, SessionStatus } from "./session-status.ts";

/** Steps the rules may lag behind: enough to keep both cores busy, few enough to bound memory at a few batches. */
const STEPS_IN_FLIGHT = 3;
const NOTHING_READ: LivePosition = { messages: 0, rows: 0, kept: 0 };

/**
 * One analysis: source -> reorder -> filters -> windows -> rules -> store and sinks. Runs headless or under Electron unchanged.
 * `run` settles when the source has ended or the session was stopped; it rejects when the source, a sink or the store failed.
 */
export class Session {
  readonly keys: KeyTable;
  readonly metrics: Metrics;
  readonly #options: SessionOptions;
  readonly #windows: RuleWindows;
  readonly #reorder: ReorderBuffer;
  readonly #order: ResultOrder;
  readonly #deliveries: Deliveries;
  readonly #refusals: Refusals;
  /** null: no filter is on. */
  readonly #filters: EventFilters | null;
  readonly #translation: KeyTranslation;
  readonly #pacing: Pacing;
  readonly #abort = new AbortController();
  #arrivals: Arrivals | null = null;
  #needsEvents: boolean;
  #state: SessionState;
  #progress: number | null = null;
  #watermark = Number.NEGATIVE_INFINITY;
  #firstTime = Number.POSITIVE_INFINITY;
  #lastTime = Number.NEGATIVE_INFINITY;
  #sentKeys = 0;
  #error: string | null = null;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;
  /** Taken from the source so far, and how much of it when the checkpoint was taken that this session goes on from. */
  readonly #read = { chunks: 0, rows: 0, events: 0 };
  readonly #passed: Pick<SourcePosition, "chunks" | "rows" | "events">;
  /** Of a queue: after the messages taken whole; null in the midst of some. */
  #position: LivePosition | null = NOTHING_READ;
  /** Something has happened since the last checkpoint. */
  #fresh = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { source, rules, host, resume } = options;
    this.keys = KeyTable.restore(resume?.keys ?? []);
    this.metrics = new Metrics(performance.now());
    this.#state = source.bounded ? "reading" : "live";
    this.#translation = new KeyTranslation(this.keys);
    this.#windows = new RuleWindows(rules, this.keys, options.catalogue, resume?.windows);
    this.#needsEvents = rules.some(looksAtEvents);
    const bound = source.timeOrdered ? 0 : options.outOfOrderness;
    this.#reorder = resume === undefined ? new ReorderBuffer({ outOfOrderness: bound }) : ReorderBuffer.restore(resume.reorder);
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
    this.#passed = resume?.source ?? { chunks: 0, rows: 0, events: 0 };
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
      this.#checkPassed();
      // A file read to its end has nothing to go on with; a queue has: the windows that close now are open in the checkpoint.
      if (this.#live || this.#abort.signal.aborted) await this.#checkpoint(true);
      await this.#options.checkpoints?.settled();
      await this.#finish();
      this.#state = this.#abort.signal.aborted ? "stopped" : "done";
    } catch (error) {
      this.#state = "failed";
      this.#error = error instanceof Error ? error.message : String(error);
      this.#abort.abort();
      await this.#deliveries.settled();
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

  /** Ends a live session as a file ends: what has come is finished, windows close. A file is stopped. */
  finish(): void {
    const { source } = this.#options;
    if (source.finish === undefined) {
      this.stop();
      return;
    }
    source.finish();
    this.resume();
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
    if (!source.bounded && Number.isFinite(this.#watermark))
      this.metrics.watermarkDelay = Math.max(0, (clock.wall - this.#watermark) / 1000);
    this.metrics.queueDelay = source.delay ?? null;
    return {
      state: this.#state,
      progress: this.#progress,
      watermark: this.#watermark,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      keys: this.keys.size,
      held: this.#reorder.held,
      rejectsKept: this.#refusals.kept,
      metrics: this.metrics.snapshot(performance.now()),
      error: this.#error,
    };
  }

  get #running(): boolean {
    return this.#state === "reading" || this.#state === "live" || this.#state === "paused";
  }

  /** The source can go on in another process where this one stood. */
  get #live(): boolean {
    return this.#options.source.checkpoint !== undefined;
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
      if (this.#abort.signal.aborted && this.#position !== null) return;
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
    const now = this.#options.clock.earliest - this.#options.outOfOrderness - 1;
    await this.#step(this.#reorder.advance(Math.max(this.#reorder.watermark, now)));
  }

  /** Takes a chunk, or passes over one whose results are in the checkpoint this session goes on from. */
  async #receive(chunk: SourceChunk): Promise<void> {
    const passed = this.#read.chunks < this.#passed.chunks;
    this.#read.chunks++;
    this.#read.rows += chunk.rows;
    this.#read.events += chunk.events.length;
    this.#translation.extend(chunk.newKeys);
    this.#filters?.remember(chunk);
    if (!passed) {
      this.#fresh = true;
      await this.#take(chunk);
      if (this.#live) this.#position = chunk.position ?? null;
      return;
    }
    if (chunk.progress !== null) this.#progress = chunk.progress;
    chunk.recycle?.();
    if (this.#read.chunks === this.#passed.chunks) this.#checkPassed();
  }

  async #take(chunk: SourceChunk): Promise<void> {
    const { source } = this.#options;
    const { metrics } = this;
    const { events } = chunk;
    this.#translation.apply(events.key, events.length);
    this.#refusals.ofSource(chunk);
    let rowsAccepted = chunk.rowsAccepted;
    let places: EventsLeft["places"] = null;
    const refuse = (index: number, reason: RefusalReason, detail: string): void => {
      const text = (): string => chunk.textOf?.(places === null ? index : (places[index] as number)) ?? "";
      if (this.#refusals.refuse(events.source[index] as number, events.row[index] as number, reason, detail, text))
        rowsAccepted--;
    };
    if (!source.bounded) places = this.#dropEarly(events, refuse);
    const released = source.timeOrdered ? events : this.#inOrder(events, refuse);
    metrics.read += chunk.rows;
    metrics.bytes += chunk.bytes;
    metrics.accepted += rowsAccepted;
    if (chunk.progress !== null) this.#progress = chunk.progress;
    await this.#refusals.record(source.names);
    // Event time stands where the part handed over ends: what the source has seen beyond it counts when the last part is through.
    await this.#pacing.through(released, (part, last) => this.#step(part, last));
    // The steps under way still look at its columns.
    if (chunk.recycle !== undefined) this.#deliveries.whenDone(() => chunk.recycle?.());
  }

  /** Drops events from the future, in place; answers where those left stood. */
  #dropEarly(events: EventBatch, refuse: (index: number, reason: RefusalReason, detail: string) => void): EventsLeft["places"] {
    const { clock, futureTolerance } = this.#options;
    const left = dropLaterThan(events, clock.latest + futureTolerance, (index) =>
      refuse(index, "early", earlyDetail(futureTolerance)),
    );
    if (events.length > 0) clock.heard(left.latest);
    return left.places;
  }

  /** What is final by now, in time order; late events are refused. */
  #inOrder(events: EventBatch, refuse: (index: number, reason: RefusalReason, detail: string) => void): EventBatch {
    const before = this.#reorder.watermark;
    const { released, lateIndexes, outOfOrder } = this.#reorder.push(events);
    this.metrics.outOfOrder += outOfOrder;
    for (const index of lateIndexes)
      refuse(index, "late", lateDetail(events.time[index] as number, before, this.#options.outOfOrderness));
    return released;
  }

  /** One step through windows and rules: `released` is in time order and final. `last`: nothing else is released that is not in it. */
  async #step(released: EventBatch, last = true): Promise<void> {
    const { host, rules, recorders, source } = this.#options;
    const started = performance.now();
    this.#moveTime(released, last);
    const passed = this.#filters === null ? null : await this.#filters.pass(released, this.#watermark);
    const { events, watermark } = passed ?? { events: released, watermark: this.#watermark };
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

  #moveTime({ length, time }: EventBatch, last: boolean): void {
    if (length > 0) {
      const latest = time[length - 1] as number;
      this.#firstTime = Math.min(this.#firstTime, time[0] as number);
      this.#lastTime = Math.max(this.#lastTime, latest);
      this.#watermark = Math.max(this.#watermark, latest - 1);
    }
    if (last) this.#watermark = Math.max(this.#watermark, this.#reorder.watermark);
  }

  /** Throws when the source is not as it was. */
  #checkPassed(): void {
    const { chunks, rows, events } = this.#passed;
    if (this.#read.chunks > chunks || (this.#abort.signal.aborted && this.#read.chunks < chunks)) return;
    if (this.#read.chunks === chunks && this.#read.rows === rows && this.#read.events === events) return;
    throw new Error("the input does not read as it did when the checkpoint was taken; run without --resume to start anew");
  }

  /** Between two chunks that are taken: what the session holds is what a checkpoint is of. */
  get #canCheckpoint(): boolean {
    return this.#position !== null && this.#read.chunks >= this.#passed.chunks;
  }

  /** ms until a checkpoint may be taken. */
  #dueIn(): number {
    const { checkpoints, source } = this.#options;
    if (checkpoints === undefined || !this.#canCheckpoint || !(this.#fresh || checkpoints.owes)) return Number.POSITIVE_INFINITY;
    return checkpoints.dueIn(source.pressed === true);
  }

  /** Waits for the steps under way, so that what sinks have got is what the state says, and captures both. `both` as in Checkpoints. */
  async #checkpoint(both: boolean): Promise<void> {
    const { checkpoints, host } = this.#options;
    if (checkpoints === undefined || !this.#canCheckpoint) return;
    if (both && !this.#fresh && !checkpoints.owes) return;
    if (both) await checkpoints.settled();
    // Asked at once: it is answered after the steps under way.
    const saving = host.save();
    saving.catch(() => {});
    await this.#deliveries.atMost(0);
    const idle = new Stopwatch();
    const { whole } = await saving;
    checkpoints.take(this.#capture(), whole, both, idle);
    this.#fresh = false;
  }

  #capture(): CapturedSession {
    const { source } = this.#options;
    const position = this.#position ?? NOTHING_READ;
    const { kept, last } = this.#refusals.save();
    return {
      keys: this.keys.snapshot(),
      windows: this.#windows.snapshot(),
      reorder: this.#reorder.snapshot(),
      order: this.#order.snapshot(),
      metrics: this.metrics.save(performance.now()),
      watermark: this.#watermark,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      rejectsKept: kept,
      refusedRow: last,
      source: {
        ...(this.#live ? { chunks: 0, rows: 0, events: 0 } : this.#read),
        position,
        live: source.checkpoint?.(position) ?? null,
      },
    };
  }

  #restore({ order, metrics, watermark, firstTime, lastTime, rejectsKept, refusedRow, source }: SessionSnapshot): void {
    this.#position = source.position;
    this.#order.restore(order);
    this.metrics.restore(metrics, performance.now());
    this.#watermark = watermark;
    this.#firstTime = firstTime;
    this.#lastTime = lastTime;
    this.#refusals.restore({ kept: rejectsKept, last: refusedRow });
  }

  /** At the end of a bounded source the watermark goes to infinity and everything open closes. */
  async #finish(): Promise<void> {
    const ended = this.#options.source.bounded && !this.#abort.signal.aborted;
    if (ended) {
      await this.#step(this.#reorder.flush());
      this.#watermark = Number.POSITIVE_INFINITY;
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
