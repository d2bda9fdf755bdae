import type { Channel, ChannelModel, ConfirmChannel, Message, Options } from "amqplib";
import type { BrokerPort } from "./broker-port.ts";
import { declareTarget, type PublishTarget } from "./publish-target.ts";

/** Unconfirmed messages above which `send` waits. */
const UNCONFIRMED_HIGH = 5000;

export interface OutMessage {
  readonly id: string;
  readonly routingKey: string;
  readonly body: Buffer;
  /** AMQP properties beside the id and persistence. */
  readonly properties: {
    readonly type?: string;
    readonly contentType: string;
    readonly contentEncoding?: string;
    readonly timestamp?: number;
    readonly headers?: Readonly<Record<string, string | number>>;
  };
}

/**
 * `refused`: connected, and the broker takes no more at the moment, as where a queue is full or it is short of memory; what waits is sent
 * when it does.
 */
export type OnPublisherState = (state: "connected" | "reconnecting" | "refused", detail: string) => void;

export interface ConfirmedPublisherOptions extends PublishTarget {
  readonly broker: BrokerPort;
  /** Shown in the broker's list of connections. */
  readonly name: string;
  /** false: nothing is waited for or sent again; what a lost connection costs is not known. Absent: true. */
  readonly confirms?: boolean;
  readonly onState: OnPublisherState;
}

/**
 * Persistent messages with publisher confirms. Unconfirmed ones are sent again after a lost connection: a consumer may see one
 * twice and knows it by its id.
 */
export class ConfirmedPublisher {
  readonly #options: ConfirmedPublisherOptions;
  #connection: ChannelModel | null = null;
  #channel: ConfirmChannel | Channel | null = null;
  /** Of a channel without confirms: its socket takes more again. */
  #drained = true;
  readonly #unconfirmed = new Map<number, OutMessage>();
  readonly #returned = new Set<string>();
  #sequence = 0;
  #waiting: (() => void)[] = [];
  #closed = false;
  /** Ends the wait for the next attempt to connect. */
  readonly #stop = new AbortController();
  #refused = false;
  /** The broker reads nothing from this connection: it is short of memory or disk. */
  #blocked = false;
  #failure: Error | null = null;
  sent = 0;
  confirmed = 0;
  /** Messages the exchange had no queue for. */
  unroutable = 0;
  reconnects = 0;

  constructor(options: ConfirmedPublisherOptions) {
    this.#options = options;
  }

  get unconfirmed(): number {
    return this.#unconfirmed.size;
  }

  /** Nothing gets through at the moment: there is no connection, or the broker refuses. */
  get stuck(): boolean {
    return this.#refused || this.#blocked || this.#channel === null;
  }

  /** First connection: throws one explained line. */
  async open(): Promise<void> {
    await this.#connect();
  }

  /** Resolves at once, or when the broker has confirmed enough, or it is closed. Throws one line when the broker will never come back. */
  async send(message: OutMessage): Promise<void> {
    if (this.#options.confirms === false) return this.#sendUnconfirmed(message);
    while (this.#unconfirmed.size >= UNCONFIRMED_HIGH && this.#failure === null && !this.#closed) await this.#room();
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) return;
    const number = this.#sequence++;
    this.#unconfirmed.set(number, message);
    this.sent++;
    this.#publish(number, message);
  }

  async #sendUnconfirmed(message: OutMessage): Promise<void> {
    while ((this.#channel === null || !this.#drained) && this.#failure === null && !this.#closed) await this.#room();
    if (this.#failure !== null) throw this.#failure;
    const channel = this.#channel;
    if (channel === null) return;
    try {
      this.#drained = channel.publish(...this.#wire(message));
      this.sent++;
    } catch {
      // The channel closed under us: it goes out on the next one.
      this.#channel = null;
      await this.#sendUnconfirmed(message);
    }
  }

  /** Waits for every confirm, or until it is closed; without confirms, until the broker has read what was sent. */
  async flush(): Promise<void> {
    // Any question asked on the channel is answered after what was sent on it.
    if (this.#options.confirms === false) await this.#channel?.prefetch(0).catch(() => {});
    while (this.#unconfirmed.size > 0 && this.#failure === null && !this.#closed) await this.#room();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Waits for the confirms of what was sent before this call, also while more is sent. */
  async settled(): Promise<void> {
    const until = this.#sequence;
    const waits = (): boolean => (this.#unconfirmed.keys().next().value ?? until) < until;
    while (waits() && this.#failure === null && !this.#closed) await this.#room();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Closes without waiting. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop.abort();
    this.#wakeAll();
    const connection = this.#connection;
    this.#connection = null;
    this.#channel = null;
    await connection?.close().catch(() => {});
  }

  #publish(number: number, message: OutMessage): void {
    const channel = this.#channel;
    if (channel === null) return; // sent by #connect when there is a channel again
    try {
      (channel as ConfirmChannel).publish(...this.#wire(message), (error) =>
        this.#settled(channel as ConfirmChannel, number, message, error),
      );
    } catch {
      // The channel closed under us: #lost reconnects and sends again.
    }
  }

  #wire({ id, routingKey, body, properties }: OutMessage): [string, string, Buffer, Options.Publish] {
    const { queue, exchange } = this.#options;
    const options = { ...properties, messageId: id, persistent: true, mandatory: true };
    return [exchange ?? "", exchange === null ? (queue ?? "") : routingKey, body, options];
  }

  #settled(channel: ConfirmChannel, number: number, message: OutMessage, error: unknown): void {
    if (channel !== this.#channel && error !== null && error !== undefined) return; // sent again by #connect
    if (error !== null && error !== undefined) {
      // Nacked: the broker could not take it now.
      if (!this.#refused) {
        this.#refused = true;
        const { queue, exchange, onState } = this.#options;
        onState("refused", `"${queue ?? exchange}" takes no more (a full queue refuses); sent again until it does`);
      }
      void this.#options.broker.wait(0).then(() => {
        if (this.#channel === channel) this.#publish(number, message);
      });
      return;
    }
    if (this.#returned.delete(message.id)) {
      if (this.#options.exchange === null && this.#options.create) {
        // The queue was deleted while we were sending.
        this.#restore(number, message);
        return;
      }
      this.unroutable++;
    } else this.confirmed++;
    this.#unconfirmed.delete(number);
    if (this.#refused && this.#unconfirmed.size === 0) {
      this.#refused = false;
      this.#options.onState("connected", "");
    }
    this.#wakeAll();
  }

  #restore(number: number, message: OutMessage): void {
    const connection = this.#connection;
    if (connection === null) return;
    void declareTarget(connection, this.#options).then(
      () => this.#publish(number, message),
      () => connection.close().catch(() => {}),
    );
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #connect(): Promise<void> {
    const { broker, name, queue, exchange, onState } = this.#options;
    const connection = await broker.connect(name);
    // From here on: it may go before its channel is open.
    let gone = false;
    connection.once("close", () => {
      gone = true;
      this.#lost(connection);
    });
    connection.on("blocked", (reason: unknown) => this.#block(connection, reason));
    connection.on("unblocked", () => this.#block(connection, null));
    try {
      await declareTarget(connection, this.#options);
      const confirms = this.#options.confirms !== false;
      const channel = await (confirms ? connection.createConfirmChannel() : connection.createChannel());
      channel.on("error", () => {});
      channel.on("drain", () => {
        this.#drained = true;
        if (!confirms) this.#wakeAll();
      });
      channel.on("return", (message: Message) => {
        if (!confirms) {
          this.unroutable++;
          return;
        }
        const id: unknown = message.properties.messageId;
        if (typeof id === "string") this.#returned.add(id);
      });
      if (this.#closed) throw new Error("closed meanwhile");
      if (gone) throw new Error("the connection was lost as it was opened; try again");
      this.#connection = connection;
      this.#channel = channel;
      this.#drained = true;
      if (!confirms) this.#wakeAll();
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

  /** `reason`: the broker's own words; null: it reads on. */
  #block(connection: ChannelModel, reason: unknown): void {
    if (this.#closed || connection !== this.#connection || this.#blocked === (reason !== null)) return;
    this.#blocked = reason !== null;
    const { onState } = this.#options;
    if (reason === null) onState("connected", "");
    else
      onState(
        "refused",
        `the broker takes nothing at the moment (${String(reason).slice(0, 100)} on its machine); waiting for it`,
      );
  }

  /** The connection in use is gone; one that is still being opened is for #connect to tell. */
  #lost(connection: ChannelModel): void {
    if (this.#closed || this.#connection !== connection) return;
    this.#connection = null;
    this.#refused = false;
    this.#blocked = false;
    this.#channel = null;
    this.#returned.clear();
    this.#options.onState("reconnecting", "connection lost");
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt++) {
      await this.#options.broker.wait(attempt, this.#stop.signal);
      if (this.#closed) return;
      try {
        await this.#connect();
        this.reconnects++;
        return;
      } catch (error) {
        if (this.#options.broker.isPermanent((error as Error).message)) {
          this.#failure = error as Error;
          this.#wakeAll();
          return;
        }
        this.#options.onState("reconnecting", (error as Error).message);
      }
    }
  }
}
