import { performance } from "node:perf_hooks";
import { expect, test, vi } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { openAnalysis } from "../../src-main/session/analysis.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { LiveClock } from "../../src-main/session/live-clock.ts";
import { Pacing } from "../../src-main/session/pacing.ts";
import type { Source, SourceChunk } from "../../src-main/sources/source.ts";
import { addsUp } from "../support/analyse.ts";
import { workerDir } from "../support/page.ts";

const T = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

/** A stream that says what it is told to, and is silent in between. */
class Stream implements Source {
  readonly names = ["stream"];
  readonly bounded = false;
  readonly timeOrdered = false;
  readonly silence = HOUR;
  #waiting: SourceChunk[] = [];
  #wake: () => void = () => {};
  #known = false;

  say(...times: number[]): void {
    const events = createBatch(times.length);
    times.forEach((time, i) => {
      events.time[i] = time;
      events.value[i] = i;
      events.threshold[i] = Number.NaN;
      events.row[i] = i + 1;
    });
    events.length = times.length;
    const newKeys = this.#known ? [] : [["north", "temp", ""] as const];
    this.#known = true;
    this.#waiting.push({
      events,
      newKeys,
      rows: times.length,
      rowsAccepted: times.length,
      bytes: 10,
      refused: {},
      rejects: [],
      progress: null,
    });
    this.#wake();
  }

  async *chunks(signal: AbortSignal): AsyncGenerator<SourceChunk> {
    while (!signal.aborted) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
    }
  }

  async close(): Promise<void> {}
}

async function live() {
  const clock = { wall: T, uptime: 5000 };
  const stream = new Stream();
  const { session } = await openAnalysis({
    input: { ...filesInput([]), kind: "queue", idleTimeout: 1, plugins: [{ plugin: "sensor-statistics", settings: {} }] },
    source: stream,
    clock: new LiveClock(
      () => clock.wall,
      () => clock.uptime,
    ),
    workerDir,
    sinks: [],
    recorders: [],
    rejectCap: 100,
  });
  const ended = session.run();
  return {
    stream,
    status: () => session.status(),
    /** Both clocks go on; the system's may be set besides. */
    pass(ms: number, set = 0): void {
      clock.uptime += ms;
      clock.wall += ms + set;
    },
    async end() {
      session.stop();
      await ended;
      return session.metrics.snapshot(performance.now());
    },
  };
}

test("the clock set forward by a day while the stream is silent closes nothing early: what comes after is not late", async () => {
  const { stream, status, pass, end } = await live();
  stream.say(T - 1000);
  pass(1000, 24 * HOUR);
  // The silence moves the watermark by the time that has passed, not to tomorrow.
  await expect.poll(() => status().watermark).toBe(T + 1000 - 1);
  pass(60_000);
  stream.say(T + 61_500);
  await expect.poll(() => status().metrics.records_accepted_total).toBe(2);
  pass(0, -24 * HOUR);
  stream.say(T + 62_000);
  await expect.poll(() => status().metrics.records_read_total).toBe(3);
  const metrics = await end();
  expect(metrics).toMatchObject({ records_accepted_total: 3, late_events_total: 0, early_events_total: 0 });
  expect(addsUp(metrics)).toBe(true);
});

test("the clock set back by a day makes no reading of now one of the future, and silence still counts", async () => {
  const { stream, status, pass, end } = await live();
  stream.say(T);
  pass(60_000, -24 * HOUR);
  stream.say(T + 60_000);
  await expect.poll(() => status().metrics.records_accepted_total).toBe(2);
  // One that is ahead of every clock still is early.
  stream.say(T + 2 * HOUR);
  await expect.poll(() => status().metrics.early_events_total).toBe(1);
  pass(1000, 24 * HOUR);
  await expect.poll(() => status().watermark).toBe(T + 61_000 - 1);
  expect(await end()).toMatchObject({ records_accepted_total: 2, late_events_total: 0 });
});

test("a session that began with a clock hours behind takes the readings of now as soon as it is put right, and silence closes windows", async () => {
  const { stream, status, pass, end } = await live();
  stream.say(T + 5 * HOUR);
  await expect.poll(() => status().metrics.early_events_total).toBe(1);
  pass(1000, 5 * HOUR);
  stream.say(T + 5 * HOUR + 900);
  await expect.poll(() => status().metrics.records_accepted_total).toBe(1);
  pass(30_000);
  await expect.poll(() => status().watermark).toBeGreaterThan(T + 5 * HOUR + 30_000);
  expect(await end()).toMatchObject({ records_accepted_total: 1, late_events_total: 0 });
});

test("a machine that slept is eight hours on when it wakes: readings of then are not of the future", async () => {
  const { stream, status, pass, end } = await live();
  stream.say(T);
  pass(8 * HOUR);
  stream.say(T + 8 * HOUR);
  await expect.poll(() => status().watermark).toBe(T + 8 * HOUR - 1);
  expect(await end()).toMatchObject({ records_accepted_total: 2, early_events_total: 0 });
});

test("a replay keeps its pace when the system clock is set back an hour", async () => {
  const now = Date.now;
  const spied = vi.spyOn(Date, "now");
  try {
    const batch = createBatch(3);
    batch.time.set([0, 300, 600]);
    batch.length = 3;
    let parts = 0;
    await new Pacing(1, new AbortController().signal).through(batch, async () => {
      if (++parts === 1) spied.mockImplementation(() => now() - HOUR);
    });
    expect(parts).toBe(3);
  } finally {
    spied.mockRestore();
  }
});
