import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import amqp from "amqplib";
import { atRate, LiveRows, writeLiveMapping } from "./live-rows.ts";

export interface LatencyFigure {
  readonly case: string;
  readonly messages_per_second: number;
  readonly alerts: number;
  /** Event published -> its alert received from the results queue, ms. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** Message published -> received, of the same messages through a queue of their own, ms. */
  readonly baseline_p50_ms: number;
  readonly baseline_p99_ms: number;
  /** Ours minus the baseline's. */
  readonly added_p50_ms: number;
  readonly added_p99_ms: number;
}

const WARM_SECONDS = 3;
const ALERT_LIMIT = 30_000;

/**
 * A process `weir run` on one queue and a bare consumer on another; both queues get every message from one exchange. `plugins`: flags of
 * `weir run`.
 */
export async function alertLatency(
  url: string,
  cli: string,
  rate: number,
  seconds: number,
  name: string,
  plugins: readonly string[],
): Promise<LatencyFigure> {
  const id = `weir-bench-${process.pid}-live`;
  const [exchange, taken, bare, results] = [`${id}-all`, `${id}-in`, `${id}-bare`, `${id}-results`];
  const folder = mkdtempSync(join(tmpdir(), "weir-bench-"));
  const connection = await amqp.connect(url);
  let weir: ChildProcess | null = null;
  try {
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, "fanout", { durable: false, autoDelete: true });
    for (const queue of [taken, bare, results]) {
      await channel.assertQueue(queue, { durable: true });
      await channel.purgeQueue(queue);
    }
    for (const queue of [taken, bare]) await channel.bindQueue(queue, exchange, "");
    const words = ["run", url, "--queue", taken, "--results-queue", results, "--mapping", writeLiveMapping(folder), ...plugins];
    weir = spawn(process.execPath, [cli, ...words], { stdio: ["ignore", "ignore", "pipe"] });
    await consumerOf(channel, taken, weir);

    const rows = new LiveRows();
    const publishedAt: number[] = [];
    const turned = new Map<string, number>();
    const ours: number[] = [];
    const theirs: number[] = [];
    let missing = 0;
    let counting = false;
    let answered: (() => void) | null = null;
    await channel.consume(
      bare,
      (message) => {
        const at = publishedAt[Number(message?.properties.messageId)];
        if (counting && at !== undefined) theirs.push(performance.now() - at);
      },
      { noAck: true },
    );
    await channel.consume(
      results,
      (message) => {
        if (message === null) return;
        const { rule, time, key } = JSON.parse(String(message.content)) as {
          rule: string;
          time: number;
          key: { station: string };
        };
        const at = turned.get(`${key.station} ${time}`);
        if (rule !== "active-alarms" || at === undefined) return;
        turned.delete(`${key.station} ${time}`);
        ours.push(performance.now() - at);
        if (--missing === 0) answered?.();
      },
      { noAck: true },
    );
    const send = (): void => {
      const { body, turn } = rows.next(Date.now());
      const at = performance.now();
      const messageId = String(publishedAt.push(at) - 1);
      if (counting && turn !== null) {
        turned.set(turn, at);
        missing++;
      }
      channel.publish(exchange, "", body, { contentType: "text/csv", messageId });
    };
    await atRate(rate, WARM_SECONDS, send);
    counting = true;
    await atRate(rate, seconds, send);
    counting = false;
    const complete = new Promise<void>((resolve) => {
      answered = resolve;
    });
    if (missing > 0) await Promise.race([complete, new Promise((resolve) => setTimeout(resolve, ALERT_LIMIT))]);
    if (missing > 0) throw new Error(`bench amqp: ${missing} alerts did not come back`);
    const [p50, p99, basis50, basis99] = [
      quantile(ours, 0.5),
      quantile(ours, 0.99),
      quantile(theirs, 0.5),
      quantile(theirs, 0.99),
    ];
    return {
      case: name,
      messages_per_second: rate,
      alerts: ours.length,
      p50_ms: p50,
      p99_ms: p99,
      baseline_p50_ms: basis50,
      baseline_p99_ms: basis99,
      added_p50_ms: p50 - basis50,
      added_p99_ms: p99 - basis99,
    };
  } finally {
    if (weir !== null && weir.exitCode === null) {
      weir.kill("SIGINT");
      await once(weir, "close");
    }
    const channel = await connection.createChannel();
    for (const queue of [taken, bare, results]) await channel.deleteQueue(queue);
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when the process consumes the queue; throws its last line when it ended instead. */
async function consumerOf(channel: amqp.Channel, queue: string, weir: ChildProcess): Promise<void> {
  let said = "";
  weir.stderr?.on("data", (piece: Buffer) => {
    said = (said + piece.toString()).slice(-2000);
  });
  while ((await channel.checkQueue(queue)).consumerCount === 0) {
    if (weir.exitCode !== null) throw new Error(`bench amqp: weir run ended: ${said.trim().split("\n").at(-1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number;
}
