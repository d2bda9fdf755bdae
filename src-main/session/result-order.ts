import { emptyPoints } from "../engine/results.ts";
import type { Alert, RuleOutput, SeriesPoints } from "../plugin-host/contract.ts";
import type { ResultBatch, RuleSeries } from "../sinks/sink.ts";

/** What the orderer must know of a rule to write its series down. */
export type RuleSeriesInfo = Pick<RuleSeries, "rule" | "names" | "groupKey">;

/** Results that wait for their time to pass. */
export interface ResultOrderSnapshot {
  readonly alerts: readonly Alert[];
  readonly held: readonly SeriesPoints[];
}

/**
 * Puts results into the order (time, rule, key). Of a bounded source whatever the batches were: results later than the watermark wait for
 * the next step, because events of the same time may still come. Of a live source step by step: an alert must not wait a second for the
 * next one of a clock that tells seconds, and those who compare it with a run over the history sort both.
 */
export class ResultOrder {
  readonly #rules: readonly RuleSeriesInfo[];
  readonly #rank: ReadonlyMap<string, number>;
  #alerts: Alert[] = [];
  readonly #held: SeriesPoints[];
  readonly #live: boolean;

  constructor(rules: readonly RuleSeriesInfo[], live = false) {
    this.#rules = rules;
    this.#live = live;
    this.#rank = new Map(rules.map(({ rule }, i) => [rule, i]));
    this.#held = rules.map(() => emptyPoints());
  }

  /** Takes the outputs of one step (in the order of the rules) and gives what may go out: up to `watermark`, or all of a live source. */
  push(outputs: readonly RuleOutput[], reached: number): ResultBatch {
    const watermark = this.#live ? Number.POSITIVE_INFINITY : reached;
    const waiting: Alert[] = [];
    const ready: Alert[] = [];
    for (const alert of this.#alerts) (alert.time <= watermark ? ready : waiting).push(alert);
    for (const output of outputs) for (const alert of output.alerts) (alert.time <= watermark ? ready : waiting).push(alert);
    this.#alerts = waiting;
    ready.sort((a, b) => this.#compare(a, b));
    const series: RuleSeries[] = [];
    for (let i = 0; i < this.#rules.length; i++) {
      const held = this.#held[i] as SeriesPoints;
      const fresh = outputs.find((output) => output.rule === this.#rules[i]?.rule)?.points ?? emptyPoints();
      const all = held.length === 0 ? fresh : concatPoints(held, fresh);
      const cut = firstAfter(all, watermark);
      this.#held[i] = slicePoints(all, cut, all.length);
      if (cut > 0)
        series.push({ ...(this.#rules[i] as RuleSeriesInfo), points: cut === all.length ? all : slicePoints(all, 0, cut) });
    }
    return { alerts: ready, series };
  }

  /** What waits, as plain data; a copy. */
  snapshot(): ResultOrderSnapshot {
    return { alerts: this.#alerts.slice(), held: this.#held.map((points) => slicePoints(points, 0, points.length)) };
  }

  /** The same rules in the same order as when the snapshot was taken. */
  restore({ alerts, held }: ResultOrderSnapshot): void {
    this.#alerts = alerts.slice();
    held.forEach((points, i) => {
      this.#held[i] = points;
    });
  }

  #compare(a: Alert, b: Alert): number {
    return (
      a.time - b.time ||
      (this.#rank.get(a.rule) ?? 0) - (this.#rank.get(b.rule) ?? 0) ||
      compareText(a.key.station, b.key.station) ||
      compareText(a.key.sensor, b.key.sensor) ||
      compareText(a.key.alarm, b.key.alarm)
    );
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** First position whose time is after `watermark`; the points are sorted by time. */
function firstAfter(points: SeriesPoints, watermark: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points.time[middle] as number) <= watermark) low = middle + 1;
    else high = middle;
  }
  return low;
}

function slicePoints(points: SeriesPoints, from: number, to: number): SeriesPoints {
  return {
    length: to - from,
    time: points.time.slice(from, to),
    group: points.group.slice(from, to),
    series: points.series.slice(from, to),
    value: points.value.slice(from, to),
  };
}

function concatPoints(a: SeriesPoints, b: SeriesPoints): SeriesPoints {
  const out: SeriesPoints = {
    length: a.length + b.length,
    time: new Float64Array(a.length + b.length),
    group: new Uint32Array(a.length + b.length),
    series: new Uint8Array(a.length + b.length),
    value: new Float64Array(a.length + b.length),
  };
  let at = 0;
  for (const part of [a, b]) {
    out.time.set(part.time.subarray(0, part.length), at);
    out.group.set(part.group.subarray(0, part.length), at);
    out.series.set(part.series.subarray(0, part.length), at);
    out.value.set(part.value.subarray(0, part.length), at);
    at += part.length;
  }
  return out;
}
