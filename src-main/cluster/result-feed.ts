import type { ChannelModel } from "amqplib";
import { z } from "zod";
import { connectBroker, describeTarget } from "../sources/rabbitmq/broker-connection.ts";
import { explainBrokerError } from "../sources/rabbitmq/explain.ts";

const alertSchema = z.object({
  id: z.string(),
  rule: z.string(),
  severity: z.enum(["critical", "warning", "info"]),
  title: z.string(),
  time: z.number(),
  key: z.object({ station: z.string(), sensor: z.string(), alarm: z.string() }),
});

export type FedAlert = z.infer<typeof alertSchema>;

/** Alerts kept; more are counted. */
const KEPT = 1000;
/** Ids remembered to tell what comes twice: far more than a restart of the job sends again. */
const KNOWN = 100_000;

/** Reads the results queue of a job that runs elsewhere. An alert that comes twice (at least once) counts once. */
export class ResultFeed {
  readonly queue: string;
  readonly #url: string;
  readonly #known = new Set<string>();
  readonly #alerts: FedAlert[] = [];
  #connection: ChannelModel | null = null;
  #closed = false;
  total = 0;
  /** One line, when it does not listen. */
  error: string | null = null;

  constructor(url: string, queue: string) {
    this.#url = url;
    this.queue = queue;
  }

  /** Listens; what goes wrong stands in `error`. */
  async open(): Promise<void> {
    const shown = describeTarget({ url: this.#url });
    try {
      const connection = await connectBroker({ url: this.#url }, "weir deploy");
      if (this.#closed) return await connection.close();
      this.#connection = connection;
      connection.once("close", () => {
        if (!this.#closed) this.error ??= "the connection to the results queue's broker was lost; deploy or connect again";
      });
      const missing = await isMissing(connection, this.queue);
      const channel = await connection.createChannel();
      channel.on("error", (error) => {
        this.error = explainBrokerError(error, { ...shown, queue: this.queue });
      });
      // As the job makes it: whoever is first. One that is there may be of any kind.
      if (missing) await channel.assertQueue(this.queue, { durable: true });
      await channel.consume(
        this.queue,
        (message) => {
          // The broker ends a consumer whose queue goes.
          if (message === null) this.error ??= `the results queue ${this.queue} was deleted; deploy again to listen anew`;
          else this.#take(message.content.toString("utf8"));
        },
        { noAck: true },
      );
    } catch (error) {
      this.error = explainBrokerError(error, { ...shown, queue: this.queue });
    }
  }

  /** Newest first. */
  newest(limit: number): FedAlert[] {
    return limit === 0 ? [] : this.#alerts.slice(-limit).reverse();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close().catch(() => {});
  }

  #take(text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    const { success, data: alert } = alertSchema.safeParse(data);
    if (!success || this.#known.has(alert.id)) return;
    const [oldest] = this.#known;
    if (this.#known.size >= KNOWN && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(alert.id);
    this.total++;
    this.#alerts.push(alert);
    if (this.#alerts.length > 2 * KEPT) this.#alerts.splice(0, KEPT);
  }
}

/** Asked on a channel of its own, which the broker closes when the queue is not there. */
async function isMissing(connection: ChannelModel, queue: string): Promise<boolean> {
  const probe = await connection.createChannel();
  probe.on("error", () => {});
  const missing = await probe.checkQueue(queue).then(
    () => false,
    () => true,
  );
  await probe.close().catch(() => {});
  return missing;
}
