import { noRefusals, type RefusalCounts, rowsRefused } from "../sources/source.ts";
import { DurationHistogram, type DurationHistogramState } from "./duration-histogram.ts";
import { SourceCounts, type SourceCountsState } from "./source-counts.ts";

/** The metrics as `metrics.json` has them: labelled ones are objects, times are seconds, unknown is null. */
export interface MetricsSnapshot {
  records_read_total: number;
  bytes_read_total: number;
  records_accepted_total: number;
  events_total: number;
  records_dropped_total: RefusalCounts;
  deserialization_errors_total: number;
  conversion_errors_total: number;
  out_of_order_events_total: number;
  late_events_total: number;
  early_events_total: number;
  runtime_errors_total: Record<string, number>;
  results_total: Record<string, { alert: number; series: number }>;
  rows_with_result_total: number;
  ingest_rate: number;
  ingest_rate_max: number;
  row_processing_seconds: {
    mean: number | null;
    p50: number | null;
    p99: number | null;
    max: number | null;
    slowest: string | null;
  };
  queue_delay_seconds: number | null;
  watermark_delay_seconds: number | null;
  response_seconds: { mean: number | null; p99: number | null };
  plugin_seconds_total: Record<string, number>;
  duration_seconds: number;
}

/** Counts of a run between two processes. */
export interface MetricsState {
  readonly counts: Readonly<
    Record<"read" | "bytes" | "accepted" | "events" | "outOfOrder" | "rowsWithResult" | "resultRow" | "resultSource", number>
  >;
  readonly dropped: Readonly<RefusalCounts>;
  readonly sources?: SourceCountsState;
  readonly errors: readonly (readonly [string, number])[];
  readonly results: readonly (readonly [string, { readonly alert: number; readonly series: number }])[];
  readonly pluginSeconds: readonly (readonly [string, number])[];
  readonly processing: DurationHistogramState;
  readonly response: DurationHistogramState;
  readonly slowest: { readonly seconds: number; readonly name: string } | null;
  readonly rateMax: number;
  /** ms the run has taken. */
  readonly elapsed: number;
}

/** Counts of one run. Only the session writes them, so they add up between any two chunks. */
export class Metrics {
  read = 0;
  bytes = 0;
  accepted = 0;
  events = 0;
  outOfOrder = 0;
  rowsWithResult = 0;
  /** The row counted there last, named as in EventBatch: its next event may come with the next step. */
  resultRow = -1;
  resultSource = -1;
  queueDelay: number | null = null;
  watermarkDelay: number | null = null;
  readonly dropped = noRefusals();
  readonly sources = new SourceCounts();
  /** How far behind the watermark late events were at least, in this process. */
  readonly lateBy = new DurationHistogram();
  readonly #errors = new Map<string, number>();
  readonly #results = new Map<string, { alert: number; series: number }>();
  readonly #pluginSeconds = new Map<string, number>();
  readonly #processing = new DurationHistogram();
  readonly #response = new DurationHistogram();
  #slowest: { seconds: number; name: string } | null = null;
  #second = Number.NaN;
  #inSecond = 0;
  #rate = 0;
  #rateMax = 0;
  #startedAt: number;
  #endedAt: number | null = null;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** `read = accepted + every reason`: false would be a defect of Weir, so tests and the status bar ask. */
  get addUp(): boolean {
    return this.read === this.accepted + rowsRefused(this.dropped);
  }

  /** `now` in ms of a monotonic clock. */
  countEvents(n: number, now: number): void {
    this.events += n;
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      if (!Number.isNaN(this.#second)) this.#closeSecond(second - this.#second);
      this.#second = second;
    }
    this.#inSecond += n;
  }

  #closeSecond(elapsed: number): void {
    this.#rate = elapsed === 1 ? this.#inSecond : 0;
    this.#rateMax = Math.max(this.#rateMax, this.#inSecond);
    this.#inSecond = 0;
  }

  countErrors(plugin: string, n: number): void {
    if (n > 0) this.#errors.set(plugin, (this.#errors.get(plugin) ?? 0) + n);
  }

  countResults(rule: string, alerts: number, points: number): void {
    const entry = this.#results.get(rule) ?? { alert: 0, series: 0 };
    entry.alert += alerts;
    entry.series += points;
    this.#results.set(rule, entry);
  }

  addPluginSeconds(rule: string, seconds: number): void {
    this.#pluginSeconds.set(rule, (this.#pluginSeconds.get(rule) ?? 0) + seconds);
  }

  /** Engine time of a batch spread over its events; `name` says which event stands for it when it is the slowest. */
  observeProcessing(seconds: number, events: number, name: () => string): void {
    if (events === 0) return;
    const each = seconds / events;
    this.#processing.observe(each, events);
    if (this.#slowest === null || each > this.#slowest.seconds) this.#slowest = { seconds: each, name: name() };
  }

  observeResponse(seconds: number, results: number): void {
    this.#response.observe(seconds, results);
  }

  /** Everything counted so far, as plain data; `now` as in countEvents. */
  save(now: number): MetricsState {
    const { read, bytes, accepted, events, outOfOrder, rowsWithResult, resultRow, resultSource } = this;
    return {
      counts: { read, bytes, accepted, events, outOfOrder, rowsWithResult, resultRow, resultSource },
      dropped: { ...this.dropped },
      sources: this.sources.save(),
      errors: [...this.#errors],
      results: [...this.#results].map(([rule, counts]) => [rule, { ...counts }] as const),
      pluginSeconds: [...this.#pluginSeconds],
      processing: this.#processing.save(),
      response: this.#response.save(),
      slowest: this.#slowest,
      rateMax: this.#rateMax,
      elapsed: now - this.#startedAt,
    };
  }

  /** Counts on from a state saved, also by another process. */
  restore(state: MetricsState, now: number): void {
    Object.assign(this, state.counts);
    Object.assign(this.dropped, state.dropped);
    this.sources.restore(state.sources);
    this.#errors.clear();
    for (const [plugin, n] of state.errors) this.#errors.set(plugin, n);
    for (const [rule, counts] of state.results) this.#results.set(rule, { ...counts });
    for (const [rule, seconds] of state.pluginSeconds) this.#pluginSeconds.set(rule, seconds);
    this.#processing.restore(state.processing);
    this.#response.restore(state.response);
    this.#slowest = state.slowest;
    this.#rateMax = state.rateMax;
    this.#startedAt = now - state.elapsed;
  }

  /** The session is over: it took so long, however often it is asked later. `now` as in countEvents. */
  end(now: number): void {
    this.#endedAt = now;
  }

  /** `now` as in countEvents. */
  snapshot(now: number): MetricsSnapshot {
    const elapsed = Math.max(1e-9, ((this.#endedAt ?? now) - this.#startedAt) / 1000);
    const current = Math.floor(now / 1000) - this.#second;
    const response = this.#response.summary();
    return {
      records_read_total: this.read,
      bytes_read_total: this.bytes,
      records_accepted_total: this.accepted,
      events_total: this.events,
      records_dropped_total: { ...this.dropped },
      deserialization_errors_total: this.dropped.malformed,
      conversion_errors_total: this.dropped.unconvertible,
      out_of_order_events_total: this.outOfOrder,
      late_events_total: this.dropped.late,
      early_events_total: this.dropped.early,
      runtime_errors_total: Object.fromEntries(this.#errors),
      results_total: Object.fromEntries([...this.#results].map(([rule, counts]) => [rule, { ...counts }])),
      rows_with_result_total: this.rowsWithResult,
      ingest_rate: current > 1 ? 0 : this.#rate || this.events / elapsed,
      ingest_rate_max: Math.max(this.#rateMax, elapsed < 1 ? this.events / elapsed : this.#inSecond),
      row_processing_seconds: { ...this.#processing.summary(), slowest: this.#slowest?.name ?? null },
      queue_delay_seconds: this.queueDelay,
      watermark_delay_seconds: this.watermarkDelay,
      response_seconds: { mean: response.mean, p99: response.p99 },
      plugin_seconds_total: Object.fromEntries(this.#pluginSeconds),
      duration_seconds: elapsed,
    };
  }
}
