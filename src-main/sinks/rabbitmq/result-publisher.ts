import type { ChannelModel, ConfirmChannel } from "amqplib";
import { isoTime } from "../files/csv-text.ts";
import { alertLine } from "../files/result-files.ts";
import type { ResultBatch, ResultSink } from "../sink.ts";
import type { BrokerPort } from "./broker-port.ts";

/** Unconfirmed messages above which `write` waits. */
const UNCONFIRMED_HIGH = 2000;

export interface PublisherOptions {
  readonly broker: BrokerPort;
  /** A queue (through the default exchange) or an exchange with routing keys `rule.station`. */
  readonly queue: string | null;
  readonly exchange: string | null;
  /** Create the queue when it is missing. */
  readonly create: boolean;
  /** Series sent beside alerts, as `rule/series`. */
  readonly series: ReadonlySet<string>;
  readonly onState: (state: "connected" | "reconnecting", detail: string) => void;
}

interface Message {
  readonly id: string;
  readonly type: "alert" | "series";
  readonly routingKey: string;
  readonly body: Buffer;
}

/**
 * Alerts and chosen series as JSON messages, message id = the result's id, with publisher confirms. Unconfirmed messages are sent
 * again after a lost connection: a consumer may see one twice and drops it by its id.
 */
export class ResultPublisher implements ResultSink {
  readonly #options: PublisherOptions;
  #connection: ChannelModel | null = null;
  #channel: ConfirmChannel | null = null;
  #unconfirmed = new Map<number, Message>();
  #sequence = 0;
  #waiting: (() => void)[] = [];
  #closed = false;
  #failure: Error | null = null;
  sent = 0;
  confirmed = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** First connection: throws one explained line. */
  async open(): Promise<void> {
    await this.#connect();
  }

  async write(results: ResultBatch): Promise<void> {
    for (const alert of results.alerts) {
      const line = alertLine(alert);
      await this.#send({
        id: alert.id,
        type: "alert",
        routingKey: `${alert.rule}.${alert.key.station || "all"}`,
        body: Buffer.from(line),
      });
    }
    for (const rule of results.series) {
      const { points } = rule;
      for (let i = 0; i < points.length; i++) {
        const name = rule.names[points.series[i] as number] ?? "";
        if (!this.#options.series.has(`${rule.rule}/${name}`)) continue;
        const [station, sensor, alarm] = rule.groupKey(points.group[i] as number);
        const time = points.time[i] as number;
        const point = { time: isoTime(time), station, sensor, alarm, rule: rule.rule, series: name, value: points.value[i] };
        const id = `${rule.rule}/${name}/${station}/${sensor}/${alarm}/${time}`;
        await this.#send({
          id,
          type: "series",
          routingKey: `${rule.rule}.${station || "all"}`,
          body: Buffer.from(JSON.stringify(point)),
        });
      }
    }
  }

  /** Waits for every confirm, then closes. */
  async close(): Promise<void> {
    while (this.#unconfirmed.size > 0 && this.#failure === null) await this.#room();
    this.#closed = true;
    await this.#connection?.close().catch(() => {});
    if (this.#failure !== null) throw this.#failure;
  }

  async #send(message: Message): Promise<void> {
    while (this.#unconfirmed.size >= UNCONFIRMED_HIGH && this.#failure === null) await this.#room();
    if (this.#failure !== null) throw this.#failure;
    const number = this.#sequence++;
    this.#unconfirmed.set(number, message);
    this.sent++;
    this.#publish(number, message);
  }

  #publish(number: number, { id, type, routingKey, body }: Message): void {
    const channel = this.#channel;
    if (channel === null) return; // sent by #connect when there is a channel again
    const { queue, exchange } = this.#options;
    try {
      channel.publish(
        exchange ?? "",
        exchange === null ? (queue ?? "") : routingKey,
        body,
        { messageId: id, type, contentType: "application/json", contentEncoding: "utf-8", persistent: true },
        (error) => {
          if (error !== null && error !== undefined) return; // nacked or lost: stays, and is sent again
          this.confirmed++;
          this.#unconfirmed.delete(number);
          for (const wake of this.#waiting.splice(0)) wake();
        },
      );
    } catch {
      // The channel closed under us: #lost reconnects and sends again.
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  async #connect(): Promise<void> {
    const { broker, queue, exchange, create, onState } = this.#options;
    const connection = await broker.connect("weir results");
    try {
      const probe = await connection.createChannel();
      probe.on("error", () => {});
      if (exchange !== null) await probe.checkExchange(exchange);
      else if (queue !== null) {
        const missing = await probe.checkQueue(queue).then(
          () => false,
          (error: unknown) => {
            if (!create || !/404/.test(String(error))) throw error;
            return true;
          },
        );
        if (missing) {
          const channel = await connection.createChannel();
          await channel.assertQueue(queue, { durable: true });
          await channel.close();
        } else await probe.close();
      }
      const channel = await connection.createConfirmChannel();
      channel.on("error", () => {});
      this.#connection = connection;
      this.#channel = channel;
      connection.once("close", () => this.#lost(connection));
      channel.once("close", () => {
        if (this.#connection === connection) connection.close().catch(() => {});
      });
      for (const [number, message] of [...this.#unconfirmed]) this.#publish(number, message);
      onState("connected", "");
    } catch (error) {
      connection.close().catch(() => {});
      throw new Error(broker.explain(error, queue ?? exchange ?? ""), { cause: error });
    }
  }

  #lost(connection: ChannelModel): void {
    if (this.#closed || this.#connection !== connection) return;
    this.#connection = null;
    this.#channel = null;
    this.#options.onState("reconnecting", "connection for results lost");
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt++) {
      await this.#options.broker.wait(attempt);
      try {
        await this.#connect();
        return;
      } catch (error) {
        if (this.#options.broker.isPermanent((error as Error).message)) {
          this.#failure = error as Error;
          for (const wake of this.#waiting.splice(0)) wake();
          return;
        }
        this.#options.onState("reconnecting", (error as Error).message);
      }
    }
  }
}
