import { setTimeout as pass } from "node:timers/promises";
import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import { type BrokerTarget, backOff, connectBroker, describeTarget, isPermanent } from "./broker-connection.ts";
import { isDead, socketOf } from "./dead-connection.ts";
import { explainBrokerError } from "./explain.ts";
import { HeldMessages, type HoldingMarks } from "./held-messages.ts";
import { queueKind } from "./queue-kind.ts";
import { tapBinding } from "./tap.ts";

export type InletState = "connecting" | "connected" | "paused" | "reconnecting" | "failed" | "closed";

/** What acknowledges a message: without its body, which may be large. */
export type DeliveredMessage = Pick<ConsumeMessage, "fields">;

/** How the connection is. `nextTryMs`: until the next attempt, while reconnecting. */
export interface InletReport {
  readonly state: InletState;
  /** Attempts since the connection was lost. */
  readonly attempt: number;
  readonly nextTryMs: number | null;
  /** One line; no credentials. */
  readonly detail: string;
}

export interface InletOptions extends HoldingMarks {
  readonly target: BrokerTarget;
  /** Take from this queue … */
  readonly queue: string | null;
  /** … or copy from this exchange through an own exclusive queue. */
  readonly tap: string | null;
  /** Of the tap: which messages; null = all. */
  readonly routingKey: string | null;
  readonly acknowledge: boolean;
  readonly prefetch: number;
  /** Without acknowledging: the connection broke, and what was on its way is lost. */
  readonly onMayBeLost?: (detail: string) => void;
  readonly onState: (report: InletReport) => void;
}

/**
 * Least time between two takes, ms. A broker sends a few messages a packet: at high rates a batch of their own for each would cost more
 * than reading them. At low rates nothing waits.
 */
const GATHER = 5;

/**
 * Messages of a queue as they come, with reconnecting and flow control. Held messages never exceed `highMark`, nor `highBytes`, by more
 * than what the socket had already delivered: above it the consumer is cancelled and the queue keeps the rest, as automatic
 * acknowledgement knows no prefetch.
 */
export class MessageInlet {
  readonly #options: InletOptions;
  readonly #shown: { host: string; vhost: string };
  #connection: ChannelModel | null = null;
  #channel: Channel | null = null;
  /** Of the queue that is taken from: of a tap, its own. */
  #queueName = "";
  #consumerTag: string | null = null;
  readonly #held: HeldMessages;
  /** ms of `performance.now`. */
  #lastTake = 0;
  #wake: (() => void) | null = null;
  #paused = false;
  #closed = false;
  #failure: Error | null = null;
  /** Starting and cancelling the consumer of a channel come one after the other: settles when none of both is under way. */
  #changing: Promise<unknown> = Promise.resolve();
  /** A connection is being made: whoever makes it is told when it breaks, and tries again. */
  #connecting = false;
  /** Why the connection broke that is being made. */
  #broken: unknown;
  /** Counts connections: a delivery tag means nothing on another channel. */
  #epoch = 0;
  #state: InletState = "connecting";
  /** Ends the wait for the next attempt to connect. */
  readonly #stop = new AbortController();
  reconnects = 0;

  constructor(options: InletOptions) {
    this.#options = options;
    this.#held = new HeldMessages(options);
    this.#shown = describeTarget(options.target);
  }

  get state(): InletState {
    return this.#state;
  }

  get held(): number {
    return this.#held.length;
  }

  /** First connection: throws one explained line when it cannot be made or the queue is missing. */
  async open(): Promise<void> {
    this.#report("connecting", this.#shown.host);
    await this.#connect();
  }

  /** What has come since the last call, at once or after waiting up to `wait` ms for the first message. */
  async take(wait: number, signal: AbortSignal): Promise<{ messages: ConsumeMessage[]; epoch: number }> {
    if (this.#held.length === 0 && !signal.aborted && this.#failure === null) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          this.#wake = null;
          resolve();
        };
        const timer = setTimeout(done, wait);
        signal.addEventListener("abort", done, { once: true });
        this.#wake = done;
      });
    }
    if (this.#failure !== null && this.#held.length === 0) throw this.#failure;
    const early = this.#held.length === 0 ? 0 : this.#lastTake + GATHER - performance.now();
    if (early > 0) await pass(early);
    this.#lastTake = performance.now();
    const messages = this.#held.take();
    this.#flow();
    return { messages, epoch: this.#epoch };
  }

  /** Acknowledges everything up to and including `message`, if its channel still lives. */
  acknowledgeUpTo(message: DeliveredMessage, epoch: number): boolean {
    if (epoch !== this.#epoch || this.#channel === null) return false;
    // Of a message it reads the delivery tag alone.
    this.#channel.ack(message as ConsumeMessage, true);
    return true;
  }

  pause(): void {
    this.#paused = true;
    this.#flow();
  }

  resume(): void {
    this.#paused = false;
    this.#flow();
  }

  /** Messages ready in the queue; null when it cannot be asked now. */
  async depth(): Promise<number | null> {
    const channel = this.#channel;
    if (channel === null) return null;
    try {
      return (await channel.checkQueue(this.#queueName)).messageCount;
    } catch {
      return null;
    }
  }

  /** Whether what is taken from is a stream. */
  async takesFromStream(): Promise<boolean> {
    const connection = this.#connection;
    return connection !== null && (await queueKind(connection, this.#queueName).catch(() => null)) === "stream";
  }

  /** Asks the broker something; a connection that is dead is made anew. `within`: ms it may be silent. `slept`: seconds, for the user. */
  async probe(within: number, slept: number): Promise<void> {
    const connection = this.#connection;
    if (connection === null) return;
    if (!(await isDead(connection, this.depth(), within, () => connection === this.#connection))) return;
    this.#lost(connection, new Error(`no answer after ${slept} s in which the computer slept or stood still`));
    // A farewell would wait for an answer as well.
    socketOf(connection)?.destroy();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake?.();
    this.#stop.abort();
    await this.#changing;
    const connection = this.#connection;
    const channel = this.#channel;
    this.#connection = null;
    this.#channel = null;
    // First: RabbitMQ may drop acknowledgements that are on their way when the whole connection closes.
    await channel?.close().catch(() => {});
    await connection?.close().catch(() => {});
    this.#report("closed", "");
  }

  /** Throws one explained line when no connection comes about, or breaks before its consumer is there. */
  async #connect(): Promise<void> {
    this.#connecting = true;
    this.#broken = undefined;
    try {
      await this.#makeConnection();
    } finally {
      this.#connecting = false;
    }
  }

  async #makeConnection(): Promise<void> {
    const { target, queue, tap, routingKey, acknowledge, prefetch } = this.#options;
    const connection = await connectBroker(target, "weir");
    const gone = new AbortController();
    // From now on: a broker may close right behind an answer, and nobody would hear of it after that.
    const lost = (error?: unknown): void => {
      gone.abort(error ?? new Error("connection closed"));
      this.#lost(connection, error);
    };
    connection.once("close", lost);
    try {
      const channel = await connection.createChannel();
      channel.on("error", () => {});
      channel.once("error", (error) => {
        connection.removeListener("close", lost);
        connection.close().catch(() => {});
        lost(error);
      });
      if (acknowledge) await channel.prefetch(prefetch);
      let name = queue;
      if (tap !== null) {
        const binding = await tapBinding(connection, tap, routingKey);
        // It ends with the connection, not with its consumer: a pause cancels that, and what arrives meanwhile must wait.
        name = (await channel.assertQueue("", { exclusive: true, autoDelete: false, durable: false })).queue;
        await channel.bindQueue(name, tap, binding.routingKey, binding.arguments);
      } else if (queue !== null) {
        // Passive: never creates or changes somebody's queue.
        await channel.checkQueue(queue);
      }
      if (this.#closed) throw new Error("closed meanwhile");
      gone.signal.throwIfAborted();
      this.#queueName = name ?? "";
      this.#connection = connection;
      this.#channel = channel;
      this.#epoch++;
      this.#consumerTag = null;
      await this.#inTurn(async () => {
        if (!this.#paused) await this.#consume(channel);
      });
      if (connection !== this.#connection) throw new Error("connection closed");
      this.#report(this.#consumerTag === null ? "paused" : "connected", this.#shown.host);
    } catch (error) {
      connection.close().catch(() => {});
      const cause = this.#broken ?? error;
      throw new Error(explainBrokerError(cause, { ...this.#shown, queue: queue ?? tap ?? "" }), { cause });
    }
    // What was asked for meanwhile.
    this.#flow();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(act);
    this.#changing = done.catch(() => {});
    return done;
  }

  async #consume(channel: Channel): Promise<void> {
    const { acknowledge } = this.#options;
    const { consumerTag } = await channel.consume(
      this.#queueName,
      (message) => {
        if (channel !== this.#channel) return;
        if (message === null) {
          // The broker cancelled us: the queue was deleted or its node went away.
          this.#consumerTag = null;
          const connection = this.#connection;
          if (connection !== null) {
            connection.close().catch(() => {});
            this.#lost(connection, new Error("404 NOT_FOUND: the queue was deleted"));
          }
          return;
        }
        this.#held.add(message);
        if (this.#held.length === 1) this.#wake?.();
        if (this.#consumerTag !== null && !this.#hasRoom) this.#flow();
      },
      { noAck: !acknowledge },
    );
    if (channel === this.#channel) this.#consumerTag = consumerTag;
  }

  get #hasRoom(): boolean {
    return this.#held.hasRoom(this.#consumerTag !== null);
  }

  /** Starts or cancels the consumer as the marks and the pause want it; changes run one after another. */
  #flow(): void {
    const want = !this.#paused && this.#hasRoom;
    if (want === (this.#consumerTag !== null)) return;
    void this.#inTurn(async () => {
      const channel = this.#channel;
      if (channel === null || this.#closed) return;
      const wanted = !this.#paused && this.#hasRoom;
      try {
        if (wanted && this.#consumerTag === null) {
          await this.#consume(channel);
          this.#report("connected", this.#shown.host);
        } else if (!wanted && this.#consumerTag !== null) {
          const tag = this.#consumerTag;
          await channel.cancel(tag);
          if (channel !== this.#channel) return;
          this.#consumerTag = null;
          if (this.#paused) this.#report("paused", this.#shown.host);
        }
      } catch {
        // The channel died meanwhile: `#lost` reconnects.
        return;
      }
      this.#flow();
    });
  }

  #lost(connection: ChannelModel, error?: unknown): void {
    if (this.#closed || connection !== this.#connection) return;
    this.#connection = null;
    this.#channel = null;
    this.#consumerTag = null;
    // What was under way on the old channel has no say any more, whether it is ever answered or not.
    this.#changing = Promise.resolve();
    const detail =
      error === undefined ? "connection closed" : explainBrokerError(error, { ...this.#shown, queue: this.#queueName });
    // What was not acknowledged comes again; what was acknowledged by being sent does not.
    if (this.#options.acknowledge) this.#held.take();
    else if (this.#options.onMayBeLost !== undefined) this.#options.onMayBeLost(detail);
    if (this.#connecting) this.#broken = error;
    else void this.#reconnect(detail);
  }

  async #reconnect(first: string): Promise<void> {
    let detail = first;
    for (let attempt = 0; !this.#closed; attempt++) {
      const wait = backOff(attempt, Math.random());
      this.#report("reconnecting", detail, attempt + 1, Math.round(wait));
      await pass(wait, undefined, { signal: this.#stop.signal }).catch(() => {});
      if (this.#closed) return;
      try {
        await this.#connect();
        this.reconnects++;
        return;
      } catch (error) {
        detail = (error as Error).message;
        if (!isPermanent(detail)) continue;
        this.#failure = error as Error;
        this.#report("failed", detail, attempt + 1);
        this.#wake?.();
        return;
      }
    }
  }

  #report(state: InletState, detail: string, attempt = 0, nextTryMs: number | null = null): void {
    this.#state = state;
    this.#options.onState({ state, attempt, nextTryMs, detail });
  }
}
