import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import amqp, { type Channel } from "amqplib";
import { z } from "zod";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { atRate, LiveRows, writeLiveMapping } from "./live-rows.ts";
import { quantile } from "./quantiles.ts";

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

export interface LatencyCase {
  readonly name: string;
  /** Flags of `weir run`. */
  readonly plugins: readonly string[];
  /** Messages a second. */
  readonly rate: number;
  readonly seconds: number;
}

const WARM_SECONDS = 3;
const ALERT_LIMIT = 30_000;

const alertSchema = z.object({ rule: z.string(), time: z.number(), key: z.object({ station: z.string() }) });

/**
 * A process `weir run` on one queue and a bare consumer on another; both queues get every message from one exchange. `cli`: the built
 * command line.
 */
export async function alertLatency(
  url: string,
  cli: string,
  { name, plugins, rate, seconds }: LatencyCase,
): Promise<LatencyFigure> {
  const id = `weir-bench-${process.pid}-live`;
  const [exchange, taken, bare, results] = [`${id}-all`, `${id}-in`, `${id}-bare`, `${id}-results`];
  const folder = temporaryFolder("bench");
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

    const trips = new RoundTrips(channel, exchange);
    await trips.listen(bare, results);
    await atRate(rate, WARM_SECONDS, () => trips.send());
    trips.counting = true;
    await atRate(rate, seconds, () => trips.send());
    trips.counting = false;
    await trips.complete();
    return { case: name, messages_per_second: rate, ...trips.figures() };
  } finally {
    if (weir !== null && weir.exitCode === null) {
      weir.kill("SIGINT");
      await once(weir, "close");
    }
    const channel = await connection.createChannel();
    for (const queue of [taken, bare, results]) await channel.deleteQueue(queue);
    await connection.close();
    removeTemporaryFolder(folder);
  }
}

/** Messages sent, and how long each took to be received bare and to come back as an alert. */
class RoundTrips {
  /** What is sent meanwhile counts. */
  counting = false;
  readonly #channel: Channel;
  readonly #exchange: string;
  readonly #rows = new LiveRows();
  /** By message id. */
  readonly #publishedAt: number[] = [];
  /** When the row was published that an alert is still owed for, by its station and time. */
  readonly #owed = new Map<string, number>();
  /** ms. */
  readonly #alerted: number[] = [];
  readonly #received: number[] = [];
  #onComplete: (() => void) | null = null;

  constructor(channel: Channel, exchange: string) {
    this.#channel = channel;
    this.#exchange = exchange;
  }

  async listen(bare: string, results: string): Promise<void> {
    const takeBare = (message: amqp.ConsumeMessage | null): void => {
      const at = this.#publishedAt[Number(message?.properties.messageId)];
      if (this.counting && at !== undefined) this.#received.push(performance.now() - at);
    };
    const takeResult = (message: amqp.ConsumeMessage | null): void => {
      if (message === null) return;
      const { rule, time, key } = alertSchema.parse(JSON.parse(String(message.content)));
      const turn = `${key.station} ${time}`;
      const at = this.#owed.get(turn);
      if (rule !== "active-alarms" || at === undefined) return;
      this.#owed.delete(turn);
      this.#alerted.push(performance.now() - at);
      if (this.#owed.size === 0) this.#onComplete?.();
    };
    await this.#channel.consume(bare, takeBare, { noAck: true });
    await this.#channel.consume(results, takeResult, { noAck: true });
  }

  send(): void {
    const { body, turn } = this.#rows.next(Date.now());
    const at = performance.now();
    const messageId = String(this.#publishedAt.push(at) - 1);
    if (this.counting && turn !== null) this.#owed.set(turn, at);
    this.#channel.publish(this.#exchange, "", body, { contentType: "text/csv", messageId });
  }

  /** Resolves when every alert is back. Throws an Error of one line when some do not come. */
  async complete(): Promise<void> {
    if (this.#owed.size > 0) {
      const complete = new Promise<void>((resolve) => {
        this.#onComplete = resolve;
      });
      await Promise.race([complete, new Promise((resolve) => setTimeout(resolve, ALERT_LIMIT))]);
    }
    if (this.#owed.size > 0) throw new Error(`bench amqp: ${this.#owed.size} alerts did not come back`);
  }

  figures(): Omit<LatencyFigure, "case" | "messages_per_second"> {
    const [p50, p99] = [quantile(this.#alerted, 0.5), quantile(this.#alerted, 0.99)];
    const [bare50, bare99] = [quantile(this.#received, 0.5), quantile(this.#received, 0.99)];
    return {
      alerts: this.#alerted.length,
      p50_ms: p50,
      p99_ms: p99,
      baseline_p50_ms: bare50,
      baseline_p99_ms: bare99,
      added_p50_ms: p50 - bare50,
      added_p99_ms: p99 - bare99,
    };
  }
}

/** Resolves when the process consumes the queue; throws its last line when it ended instead. */
async function consumerOf(channel: Channel, queue: string, weir: ChildProcess): Promise<void> {
  let said = "";
  weir.stderr?.on("data", (piece: Buffer) => {
    said = (said + piece.toString()).slice(-2000);
  });
  while ((await channel.checkQueue(queue)).consumerCount === 0) {
    if (weir.exitCode !== null) throw new Error(`bench amqp: weir run ended: ${said.trim().split("\n").at(-1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
