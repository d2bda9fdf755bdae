import { join } from "node:path";
import { bareConsumer, type Drained, weirConsumer } from "./amqp-consume.ts";
import { alertLatency, type LatencyFigure } from "./amqp-latency.ts";
import { benchBodies, dropQueues, fillQueue } from "./amqp-load.ts";
import { type PauseFigure, pauseScenario } from "./amqp-pause.ts";
import { withBroker } from "./private-broker.ts";
import { median } from "./quantiles.ts";

export interface ConsumeFigure {
  readonly case: string;
  readonly rows: number;
  readonly rows_per_second: number;
  readonly baseline: string;
  readonly baseline_per_second: number;
  /** Ours over the baseline's of the same round, the median of the rounds. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** Processor time of the client a row, µs. */
  readonly cpu_micros_a_row: number;
  readonly baseline_cpu_micros_a_row: number;
}

export interface AmqpFigures {
  readonly consume: readonly ConsumeFigure[];
  /** Each the round with the median of what was added to the baseline's p99. */
  readonly alert_latency: readonly LatencyFigure[];
  readonly pause?: PauseFigure;
}

export interface AmqpBenchOptions {
  readonly messages: number;
  readonly rounds: number;
  /** Also pauses a consumer for a minute. */
  readonly long: boolean;
  readonly workerDir: string;
}

/** Messages a second of the live scenarios. */
const RATE = 5000;
const LATENCY_ROUNDS = 3;
const LATENCY_SECONDS = 8;
const PAUSE_SECONDS = 60;

/** What a queue costs, beside a bare client on the same broker: WEIR_AMQP_URL, or a private one. */
export async function amqpBench({ messages, rounds, long, workerDir }: AmqpBenchOptions): Promise<AmqpFigures> {
  return withBroker(async (url) => {
    const consume = await consumeFigures(url, messages, rounds, workerDir);
    const latency = [
      await medianLatency(url, workerDir, "one rule, active-alarms", ["--plugin", "active-alarms"]),
      await medianLatency(url, workerDir, "the default rules", []),
    ];
    const figures = { consume, alert_latency: latency };
    return long ? { ...figures, pause: await pauseScenario(url, workerDir, RATE, PAUSE_SECONDS) } : figures;
  });
}

async function medianLatency(url: string, workerDir: string, name: string, plugins: readonly string[]): Promise<LatencyFigure> {
  const figures: LatencyFigure[] = [];
  for (let round = 0; round < LATENCY_ROUNDS; round++)
    figures.push(await alertLatency(url, join(workerDir, "main.js"), { name, plugins, rate: RATE, seconds: LATENCY_SECONDS }));
  figures.sort((a, b) => a.added_p99_ms - b.added_p99_ms);
  return figures[LATENCY_ROUNDS >> 1] as LatencyFigure;
}

const ROWS_A_MESSAGE = 100;

async function consumeFigures(url: string, messages: number, rounds: number, workerDir: string): Promise<ConsumeFigure[]> {
  const queue = `weir-bench-${process.pid}`;
  const single = benchBodies(messages, 1);
  const rows = messages * 5;
  const hundred = benchBodies(rows, ROWS_A_MESSAGE);
  const bare: Drained[] = [];
  const none: Drained[] = [];
  const rules: Drained[] = [];
  const many: Drained[] = [];
  try {
    // The first round warms the compiler and the broker up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const parts: (() => Promise<void>)[] = [
        async () => {
          await fillQueue(url, queue, single);
          bare[round] = await bareConsumer(url, queue, messages);
        },
        async () => {
          await fillQueue(url, queue, single);
          none[round] = await weirConsumer(url, queue, messages, [], workerDir);
        },
        async () => {
          await fillQueue(url, queue, hundred);
          many[round] = await weirConsumer(url, queue, rows, [], workerDir);
        },
        async () => {
          await fillQueue(url, queue, single);
          rules[round] = await weirConsumer(url, queue, messages, null, workerDir);
        },
      ];
      // Neither side always comes first.
      for (const part of round % 2 === 0 ? parts : parts.reverse()) await part();
    }
  } finally {
    await dropQueues(url, [queue]);
  }
  const client = "a bare amqplib consumer with an empty handler";
  return [
    consumeFigure("no rule", messages, none, client, bare),
    consumeFigure("the default rules", messages, rules, client, bare),
    consumeFigure(`${ROWS_A_MESSAGE} rows a message, no rule`, rows, many, "one row a message, no rule", none),
  ];
}

/** Ours beside the baseline's of the same rounds; the first round does not count. */
function consumeFigure(
  name: string,
  rows: number,
  ours: readonly Drained[],
  baseline: string,
  theirs: readonly Drained[],
): ConsumeFigure {
  const counted = ours.slice(1);
  const beside = theirs.slice(1);
  const ratios = counted.map(({ rowsPerSecond }, i) => rowsPerSecond / (beside[i] as Drained).rowsPerSecond);
  return {
    case: name,
    rows,
    rows_per_second: Math.round(median(counted.map(({ rowsPerSecond }) => rowsPerSecond))),
    baseline,
    baseline_per_second: Math.round(median(beside.map(({ rowsPerSecond }) => rowsPerSecond))),
    ratio: median(ratios),
    ratios,
    cpu_micros_a_row: median(counted.map(({ cpuMicros }) => cpuMicros)),
    baseline_cpu_micros_a_row: median(beside.map(({ cpuMicros }) => cpuMicros)),
  };
}
