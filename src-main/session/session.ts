import { performance } from "node:perf_hooks";
import { copyEvents, createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import type { WindowQuery } from "../engine/window-query.ts";
import type {
  ActiveRule,
  PluginBundle,
  PluginHost,
  PluginMemory,
  PluginProblem,
  RuleOutput,
  RuleStep,
  TracedCall,
} from "../plugin-host/contract.ts";
import type { ResultSink } from "../sinks/sink.ts";
import { sharedMemory } from "../sources/csv/shared-batches.ts";
import { earlyDetail, lateDetail } from "../sources/refusal-details.ts";
import type { LivePosition, RefusalReason, Reject, Source, SourceChunk } from "../sources/source.ts";
import type { Checkpoints } from "./checkpoint/checkpoints.ts";
import type { CapturedSession, SessionSnapshot, SourcePosition } from "./checkpoint/session-snapshot.ts";
import { Stopwatch } from "./checkpoint/stopwatch.ts";
import { KeyTranslation } from "./key-translation.ts";
import type { LiveClock } from "./live-clock.ts";
import { Metrics, type MetricsSnapshot } from "./metrics.ts";
import { Pacing } from "./pacing.ts";
import { RecentTexts } from "./recent-texts.ts";
import { ResultOrder } from "./result-order.ts";
import { Acceptance, type SensorNames } from "./rule-acceptance.ts";

/** Steps the rules may lag behind: enough to keep both cores busy, few enough to bound memory at a few batches. */
const STEPS_IN_FLIGHT = 3;
/** ms a timer can wait. */
const LONGEST_WAIT = 2_147_483_647;
const NOTHING_READ: LivePosition = { messages: 0, rows: 0, kept: 0 };

export type SessionState = "reading" | "live" | "paused" | "done" | "failed" | "stopped";

/** Takes what a session accepted and refused: the store, the reject file. Awaited, so a slow one slows the source. */
export interface Recorder {
  events(batch: EventBatch, keys: KeyTable): Promise<void>;
  rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void>;
}

export interface SessionOptions {
  readonly source: Source;
  readonly rules: readonly ActiveRule[];
  /** The host has filters: events pass them before any rule. */
  readonly filtered: boolean;
  readonly host: PluginHost;
  readonly catalogue: SensorNames;
  readonly sinks: readonly ResultSink[];
  readonly recorders: readonly Recorder[];
  /** ms by which the watermark stays behind the latest event. Not used for a source that is already in time order. */
  readonly outOfOrderness: number;
  /** Live only, ms; 0 = never. */
  readonly idleTimeout: number;
  /** Live only, ms. */
  readonly futureTolerance: number;
  /** Event-time seconds a second, or "max". */
  readonly speed: number | "max";
  /** Only for what is live. */
  readonly clock: LiveClock;
  /** Refused rows kept, in all; more are counted only. */
  readonly rejectCap: number;
  readonly onProblem?: (problem: PluginProblem) => void;
  readonly onLog?: (rule: string, line: string) => void;
  /** Keeps checkpoints; absent: none are taken. */
  readonly checkpoints?: Checkpoints;
  /** Goes on from here; the host, the sinks and a queue's source have been restored. */
  readonly resume?: SessionSnapshot;
  readonly onCalls?: (calls: readonly TracedCall[]) => void;
}

export interface SessionStatus {
  readonly state: SessionState;
  readonly progress: number | null;
  readonly watermark: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly keys: number;
  readonly held: number;
  readonly rejectsKept: number;
  readonly metrics: MetricsSnapshot;
  readonly error: string | null;
}

/**
 * One analysis: source -> reorder -> windows -> rules -> store and sinks. Runs headless or under Electron unchanged.
 * `run` settles when the source has ended or the session was stopped; it rejects when the source, a sink or the store failed.
 */
export class Session {
  readonly keys: KeyTable;
  readonly metrics: Metrics;
  readonly #options: SessionOptions;
  readonly #windows: WindowEngine;
  readonly #queries: (number | null)[];
  readonly #reorder: ReorderBuffer;
  readonly #order: ResultOrder;
  readonly #translation: KeyTranslation;
  readonly #pacing: Pacing;
  readonly #texts = new RecentTexts();
  readonly #abort = new AbortController();
  readonly #inFlight: Promise<void>[] = [];
  #needsEvents: boolean;
  #state: SessionState;
  #progress: number | null = null;
  #watermark = Number.NEGATIVE_INFINITY;
  #firstTime = Number.POSITIVE_INFINITY;
  #lastTime = Number.NEGATIVE_INFINITY;
  #sentKeys = 0;
  #filterKeys = 0;
  /** The row refused last: the events of one row of a wide table are refused as one. */
  #refusedRow = { source: -1, row: -1 };
  #sentGroups: number[];
  #rejectsKept = 0;
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
  #nudge: (() => void) | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { resume } = options;
    this.keys = KeyTable.restore(resume?.keys ?? []);
    this.metrics = new Metrics(performance.now());
    this.#state = options.source.bounded ? "reading" : "live";
    this.#translation = new KeyTranslation(this.keys);
    const acceptance = new Acceptance(this.keys, options.catalogue);
    const queries: WindowQuery[] = [];
    this.#queries = options.rules.map(({ declaration, window, windowsPerKey }) => {
      if (window.kind === "none") return null;
      const number = queries.push({
        by: declaration.by,
        window,
        perKey: windowsPerKey,
        aggregates: Object.values(declaration.aggregates),
        accepts: acceptance.of(declaration.only),
        thresholdOnly: declaration.only.threshold === true,
        activeOnly: declaration.only.active === true,
        changedOnly: declaration.whenChanged,
      });
      return number - 1;
    });
    if (resume === undefined) {
      this.#windows = new WindowEngine(this.keys);
      for (const query of queries) this.#windows.add(query);
    } else this.#windows = WindowEngine.restore(this.keys, queries, resume.windows);
    this.#sentGroups = options.rules.map(() => 0);
    this.#needsEvents = options.rules.some(looksAtEvents);
    const bound = options.source.timeOrdered ? 0 : options.outOfOrderness;
    this.#reorder = resume === undefined ? new ReorderBuffer({ outOfOrderness: bound }) : ReorderBuffer.restore(resume.reorder);
    this.#order = new ResultOrder(
      options.rules.map(({ declaration }) => ({
        rule: declaration.id,
        names: Object.keys(declaration.series),
        groupKey: (group: number) => options.host.groupKey(declaration.id, group),
      })),
      !options.source.bounded,
    );
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
        for (;;) {
          if (this.#paused !== null) {
            await this.#checkpoint(true);
            await this.#paused;
          }
          // The rest of messages already read comes first: there is no going on from the midst of them.
          if (this.#abort.signal.aborted && this.#position !== null) break;
          if (this.#dueIn() === 0) await this.#checkpoint(false);
          const chunk = await this.#next(chunks);
          if (chunk === null) break;
          if (chunk === "idle") {
            this.#fresh = true;
            await this.#step(this.#reorder.advance(this.#idleWatermark()));
          } else if (chunk !== "due") await this.#receive(chunk);
        }
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
      await Promise.allSettled(this.#inFlight);
      throw error;
    } finally {
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
    this.#nudge?.();
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

  setSpeed(speed: number | "max"): void {
    this.#pacing.setSpeed(speed);
  }

  status(): SessionStatus {
    const time = performance.now();
    if (!this.#options.source.bounded && Number.isFinite(this.#watermark)) {
      this.metrics.watermarkDelay = Math.max(0, (this.#options.clock.wall - this.#watermark) / 1000);
    }
    this.metrics.queueDelay = this.#options.source.delay ?? null;
    return {
      state: this.#state,
      progress: this.#progress,
      watermark: this.#watermark,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      keys: this.keys.size,
      held: this.#reorder.held,
      rejectsKept: this.#rejectsKept,
      metrics: this.metrics.snapshot(time),
      error: this.#error,
    };
  }

  get #running(): boolean {
    return this.#state === "reading" || this.#state === "live" || this.#state === "paused";
  }

  #pending: Promise<IteratorResult<SourceChunk>> | null = null;

  /** The next chunk, null at the end, "idle" when a live source said nothing for `idleTimeout`, "due" when a checkpoint may be. */
  async #next(chunks: AsyncIterator<SourceChunk>): Promise<SourceChunk | "idle" | "due" | null> {
    this.#pending ??= chunks.next();
    const { source, idleTimeout, checkpoints } = this.#options;
    if (source.bounded || (idleTimeout === 0 && checkpoints === undefined)) {
      const result = await this.#pending;
      this.#pending = null;
      return result.done === true ? null : result.value;
    }
    for (;;) {
      const silence = source.silence ?? 0;
      let timer: NodeJS.Timeout | undefined;
      const idleIn = idleTimeout === 0 ? LONGEST_WAIT : silence < idleTimeout ? idleTimeout - silence : idleTimeout;
      const dueIn = this.#dueIn();
      const wait = new Promise<"idle" | "due">((resolve) => {
        timer = setTimeout(resolve, Math.min(idleIn, dueIn, LONGEST_WAIT), dueIn < idleIn ? "due" : "idle");
        this.#nudge = () => resolve("due");
      });
      const result = await Promise.race([this.#pending, wait]);
      clearTimeout(timer);
      this.#nudge = null;
      if (result === "due") return "due";
      if (result === "idle") {
        // Paused or cut off it could not hear: what waits in the queue meanwhile must not be late.
        if ((source.silence ?? idleTimeout) < idleTimeout) continue;
        return "idle";
      }
      this.#pending = null;
      return result.done === true ? null : result.value;
    }
  }

  #idleWatermark(): number {
    return Math.max(this.#reorder.watermark, this.#options.clock.earliest - this.#options.outOfOrderness - 1);
  }

  async #take(chunk: SourceChunk): Promise<void> {
    const { source } = this.#options;
    const { metrics } = this;
    this.#translation.extend(chunk.newKeys);
    const batch = chunk.events;
    this.#translation.apply(batch.key, batch.length);
    const rejects: Reject[] = [...chunk.rejects];
    let acceptedRows = chunk.rowsAccepted;
    const count = (reason: RefusalReason, rows: number): void => {
      metrics.dropped[reason] += rows;
    };
    for (const [reason, rows] of Object.entries(chunk.refused)) count(reason as RefusalReason, rows);
    if (this.#options.filtered) this.#texts.add(chunk);
    const refuse = (index: number, reason: RefusalReason, detail: string): void => {
      const source = batch.source[index] as number;
      const row = batch.row[index] as number;
      if (!this.#firstOfRow(source, row)) return;
      acceptedRows--;
      count(reason, 1);
      if (this.#rejectsKept + rejects.length < this.#options.rejectCap) {
        rejects.push({ source, row, reason, detail, text: chunk.textOf?.(index) ?? "" });
      }
    };
    if (!source.bounded) this.#dropEarly(batch, refuse);
    let released = batch;
    if (!source.timeOrdered) {
      const before = this.#reorder.watermark;
      const result = this.#reorder.push(batch);
      metrics.outOfOrder += result.outOfOrder;
      for (const index of result.lateIndexes) {
        refuse(index, "late", lateDetail(batch.time[index] as number, before, this.#options.outOfOrderness));
      }
      released = result.released;
    }
    metrics.read += chunk.rows;
    metrics.bytes += chunk.bytes;
    metrics.accepted += acceptedRows;
    if (chunk.progress !== null) this.#progress = chunk.progress;
    if (rejects.length > 0) {
      this.#rejectsKept += rejects.length;
      for (const recorder of this.#options.recorders) await recorder.rejects(rejects, source.names);
    }
    // Event time stands where the part handed over ends: what the source has seen beyond it counts when the last part is through.
    await this.#pacing.through(released, (part, last) => this.#step(part, last));
    this.#giveBack(chunk);
  }

  /** Once the steps under way, which still look at its columns, are delivered. */
  #giveBack({ recycle }: SourceChunk): void {
    if (recycle === undefined) return;
    const last = this.#inFlight[this.#inFlight.length - 1] ?? Promise.resolve();
    last.then(recycle, () => {});
  }

  /** Takes a chunk, or passes over one whose results are in the checkpoint this session goes on from. */
  async #receive(chunk: SourceChunk): Promise<void> {
    const passed = this.#read.chunks < this.#passed.chunks;
    this.#read.chunks++;
    this.#read.rows += chunk.rows;
    this.#read.events += chunk.events.length;
    if (!passed) {
      this.#fresh = true;
      await this.#take(chunk);
      if (this.#live) this.#position = chunk.position ?? null;
      return;
    }
    this.#translation.extend(chunk.newKeys);
    if (this.#options.filtered) this.#texts.add(chunk);
    if (chunk.progress !== null) this.#progress = chunk.progress;
    chunk.recycle?.();
    if (this.#read.chunks === this.#passed.chunks) this.#checkPassed();
  }

  /** Throws when the source is not as it was. */
  #checkPassed(): void {
    const { chunks, rows, events } = this.#passed;
    if (this.#read.chunks > chunks || (this.#abort.signal.aborted && this.#read.chunks < chunks)) return;
    if (this.#read.chunks === chunks && this.#read.rows === rows && this.#read.events === events) return;
    throw new Error("the input does not read as it did when the checkpoint was taken; run without --resume to start anew");
  }

  get #live(): boolean {
    return this.#options.source.checkpoint !== undefined;
  }

  /** ms until a checkpoint may be taken. */
  #dueIn(): number {
    const { checkpoints, source } = this.#options;
    if (checkpoints === undefined || this.#position === null || this.#read.chunks < this.#passed.chunks)
      return Number.POSITIVE_INFINITY;
    return this.#fresh || checkpoints.owes ? checkpoints.dueIn(source.pressed === true) : Number.POSITIVE_INFINITY;
  }

  /** Waits for the steps under way, so that what sinks have got is what the state says, and captures both. `both` as in Checkpoints. */
  async #checkpoint(both: boolean): Promise<void> {
    const { checkpoints, host } = this.#options;
    if (checkpoints === undefined || this.#position === null || this.#read.chunks < this.#passed.chunks) return;
    if (both && !this.#fresh && !checkpoints.owes) return;
    if (both) await checkpoints.settled();
    // Asked at once: it is answered after the steps under way.
    const saving = host.save();
    saving.catch(() => {});
    while (this.#inFlight.length > 0) await this.#inFlight.shift();
    const idle = new Stopwatch();
    const { whole } = await saving;
    checkpoints.take(this.#snapshot(), whole, both, idle);
    this.#fresh = false;
  }

  #snapshot(): CapturedSession {
    const { source } = this.#options;
    const position = this.#position ?? NOTHING_READ;
    return {
      keys: this.keys.snapshot(),
      windows: this.#windows.snapshot(),
      reorder: this.#reorder.snapshot(),
      order: this.#order.snapshot(),
      metrics: this.metrics.save(performance.now()),
      watermark: this.#watermark,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      rejectsKept: this.#rejectsKept,
      refusedRow: { ...this.#refusedRow },
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
    this.#rejectsKept = rejectsKept;
    this.#refusedRow = { ...refusedRow };
  }

  #firstOfRow(source: number, row: number): boolean {
    const last = this.#refusedRow;
    if (last.source === source && last.row === row) return false;
    this.#refusedRow = { source, row };
    return true;
  }

  /** Passes released events through the filters; what they drop is counted and kept. */
  async #filter(released: EventBatch, watermark: number): Promise<{ events: EventBatch; watermark: number }> {
    const { host, recorders, source, onProblem, rejectCap } = this.#options;
    const newKeys = this.keys.since(this.#filterKeys);
    this.#filterKeys = this.keys.size;
    const { dropped, outputs, ...passed } = await host.filter(released, newKeys, watermark);
    for (const { filter, errors, seconds, problems } of outputs) {
      this.metrics.countErrors(filter, errors);
      this.metrics.addPluginSeconds(filter, seconds);
      for (const problem of problems) onProblem?.(problem);
    }
    const { events } = passed;
    const kept = new Set<number>();
    if (dropped.length > 0)
      for (let i = 0; i < events.length; i++) kept.add((events.row[i] as number) * 65_536 + (events.source[i] as number));
    const rejects: Reject[] = [];
    for (const { filter, reason, source: from, row } of dropped) {
      // A row of a wide table goes on while any of its values does.
      if (kept.has(row * 65_536 + from) || !this.#firstOfRow(from, row)) continue;
      this.metrics.accepted--;
      this.metrics.dropped.filtered++;
      if (this.#rejectsKept + rejects.length < rejectCap)
        rejects.push({
          source: from,
          row,
          reason: "filtered",
          detail: `${filter}: ${reason}`,
          text: this.#texts.find(from, row),
        });
    }
    this.#rejectsKept += rejects.length;
    if (rejects.length > 0) for (const recorder of recorders) await recorder.rejects(rejects, source.names);
    return passed;
  }

  /** Drops events from the future, in place. */
  #dropEarly(batch: EventBatch, refuse: (index: number, reason: RefusalReason, detail: string) => void): void {
    const { clock, futureTolerance } = this.#options;
    const limit = clock.latest + futureTolerance;
    let newest = Number.NEGATIVE_INFINITY;
    let kept = 0;
    for (let i = 0; i < batch.length; i++) {
      if ((batch.time[i] as number) > limit) {
        refuse(i, "early", earlyDetail(futureTolerance));
        continue;
      }
      if ((batch.time[i] as number) > newest) newest = batch.time[i] as number;
      if (kept !== i) {
        for (const column of [batch.time, batch.key, batch.value, batch.threshold, batch.active, batch.source, batch.row]) {
          column[kept] = column[i] as number;
        }
      }
      kept++;
    }
    batch.length = kept;
    if (kept > 0) clock.heard(newest);
  }

  /** One step through windows and rules: `released` is in time order and final. `last`: nothing else is released that is not in it. */
  async #step(released: EventBatch, last = true): Promise<void> {
    const { host, rules, recorders, filtered } = this.#options;
    const started = performance.now();
    if (released.length > 0) {
      this.#firstTime = Math.min(this.#firstTime, released.time[0] as number);
      this.#lastTime = Math.max(this.#lastTime, released.time[released.length - 1] as number);
      this.#watermark = Math.max(this.#watermark, (released.time[released.length - 1] as number) - 1);
    }
    if (last) this.#watermark = Math.max(this.#watermark, this.#reorder.watermark);
    const { events: batch, watermark } = filtered
      ? await this.#filter(released, this.#watermark)
      : { events: released, watermark: this.#watermark };
    this.metrics.countEvents(batch.length, started);
    this.#windows.process(batch);
    this.#windows.advance(watermark);
    const steps = new Map<string, RuleStep>();
    for (let i = 0; i < rules.length; i++) {
      const query = this.#queries[i];
      if (query === null || query === undefined) continue;
      const groups = this.#windows.groupCount(query);
      const newGroups = [];
      for (let g = this.#sentGroups[i] as number; g < groups; g++) newGroups.push(this.#windows.groupKey(query, g));
      this.#sentGroups[i] = groups;
      steps.set((rules[i] as ActiveRule).declaration.id, { windows: this.#windows.take(query), newGroups });
    }
    const newKeys = this.keys.since(this.#sentKeys);
    this.#sentKeys = this.keys.size;
    const engineSeconds = (performance.now() - started) / 1000;
    if (rules.length > 0) {
      const events = this.#needsEvents ? shareBatch(batch) : createBatch(0);
      const outputs = host.step({ events, newKeys, watermark, rules: steps });
      const delivered = outputs.then((out) => this.#deliver(out, watermark, batch, started, engineSeconds));
      delivered.catch(() => this.#abort.abort());
      this.#inFlight.push(delivered);
    }
    for (const recorder of recorders) await recorder.events(batch, this.keys);
    while (this.#inFlight.length > STEPS_IN_FLIGHT) await this.#inFlight.shift();
  }

  #delivery: Promise<void> = Promise.resolve();

  async #deliver(
    outputs: RuleOutput[],
    watermark: number,
    batch: EventBatch,
    started: number,
    engineSeconds: number,
  ): Promise<void> {
    const { metrics } = this;
    const touched = new Uint8Array(batch.length);
    let results = 0;
    let seconds = engineSeconds;
    for (const output of outputs) {
      metrics.countResults(output.rule, output.alerts.length, output.points.length);
      metrics.countErrors(output.rule, output.errors);
      metrics.addPluginSeconds(output.rule, output.seconds);
      seconds += output.seconds;
      results += output.alerts.length + output.points.length;
      for (const row of output.rowsWithResult) touched[row] = 1;
      for (const problem of output.problems) this.#options.onProblem?.(problem);
      if (output.calls.length > 0) this.#options.onCalls?.(output.calls);
      for (const line of output.logs) this.#options.onLog?.(output.rule, line);
    }
    for (let i = 0; i < touched.length; i++) metrics.rowsWithResult += touched[i] as number;
    metrics.observeProcessing(seconds, batch.length, () => this.#nameOf(batch, batch.length - 1));
    if (results > 0) metrics.observeResponse((performance.now() - started) / 1000, results);
    const final = this.#order.push(outputs, watermark);
    this.#delivery = this.#delivery.then(async () => {
      if (final.alerts.length === 0 && final.series.length === 0) return;
      for (const sink of this.#options.sinks) await sink.write(final);
    });
    await this.#delivery;
  }

  #nameOf(batch: EventBatch, index: number): string {
    return `${this.#options.source.names[batch.source[index] as number] ?? "source"} row ${batch.row[index]}`;
  }

  /** At the end of a bounded source the watermark goes to infinity and everything open closes. */
  async #finish(): Promise<void> {
    const ended = this.#options.source.bounded && !this.#abort.signal.aborted;
    if (ended) {
      await this.#step(this.#reorder.flush());
      this.#watermark = Number.POSITIVE_INFINITY;
      await this.#step(createBatch(0));
    }
    while (this.#inFlight.length > 0) await this.#inFlight.shift();
    this.#progress = ended ? 1 : this.#progress;
  }

  async #close(): Promise<void> {
    const closing = [
      this.#options.host.close(),
      this.#options.source.close(),
      ...this.#options.sinks.map((sink) => sink.close()),
    ];
    const settled = await Promise.allSettled(closing);
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
