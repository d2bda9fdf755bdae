import type { ConsumeMessage } from "amqplib";
import type { DeliveredMessage, MessageInlet } from "./message-inlet.ts";
import type { Redelivery } from "./redelivery.ts";

export interface AcknowledgementsOptions {
  readonly inlet: Pick<MessageInlet, "acknowledgeUpTo" | "depth">;
  /** Told what the broker surely knows to be acknowledged; null: nothing is. */
  readonly redelivery: Pick<Redelivery, "acknowledged"> | null;
  /** `done`: when its results are; `taken`: as it is taken; `sent`: by the broker, as it sends it. */
  readonly when: "done" | "taken" | "sent";
  /** Messages on their way at once. */
  readonly prefetch: number;
  /** Chunks asked for behind one after which its messages are taken to be done; null: whoever uses them says so. */
  readonly afterChunks: number | null;
  /** Messages taken, and acknowledged, before. */
  readonly taken: number;
}

/** The last message of a take, and the connection it came by. */
interface TakenTo {
  readonly upTo: number;
  readonly message: DeliveredMessage;
  readonly epoch: number;
}

/** Messages taken from a queue, counted from 1, and which of them are acknowledged. */
export class Acknowledgements {
  readonly #options: AcknowledgementsOptions;
  #taken: number;
  #acknowledged: number;
  /** Of each take that is not acknowledged. */
  readonly #open: TakenTo[] = [];
  /** Positions behind chunks handed out that are not taken to be done. */
  readonly #handed: number[] = [];

  constructor(options: AcknowledgementsOptions) {
    this.#options = options;
    this.#taken = options.taken;
    this.#acknowledged = options.taken;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Half of what may be on its way waits to be acknowledged. */
  get pressed(): boolean {
    return this.#waiting * 2 >= this.#options.prefetch;
  }

  /** The broker sends no more before something is acknowledged. */
  get full(): boolean {
    return this.#waiting >= this.#options.prefetch;
  }

  /** These have come on connection `epoch`; not empty. */
  take(messages: readonly ConsumeMessage[], epoch: number): void {
    const { when, inlet } = this.#options;
    const { fields } = messages[messages.length - 1] as ConsumeMessage;
    const message = { fields };
    this.#taken += messages.length;
    if (when === "done") this.#open.push({ upTo: this.#taken, message, epoch });
    else {
      this.#acknowledged = this.#taken;
      if (when === "taken") inlet.acknowledgeUpTo(message, epoch);
    }
  }

  /** The results of the first `upTo` messages are durable. */
  upTo(upTo: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, upTo);
    let last: TakenTo | undefined;
    while ((this.#open[0]?.upTo ?? Number.POSITIVE_INFINITY) <= upTo) last = this.#open.shift();
    if (last !== undefined && this.#options.inlet.acknowledgeUpTo(last.message, last.epoch)) void this.#confirm(upTo);
  }

  /** A chunk has been handed out, and the next one asked for; `position`: messages handed out so far. */
  handedOut(position: number): void {
    const { afterChunks } = this.#options;
    if (afterChunks === null) return;
    const handed = this.#handed;
    handed.push(position);
    while (handed.length > afterChunks) {
      // A take may give several chunks: its messages are done with the last of them.
      const upTo = handed.shift() as number;
      if ((handed[0] ?? upTo + 1) > upTo) this.upTo(upTo);
    }
  }

  /** Nothing comes: a prefetch smaller than what waits to be acknowledged would stop the queue for good. */
  idle(): void {
    const oldest = this.#handed.shift();
    if (oldest !== undefined) this.upTo(oldest);
  }

  /** The source came to its end after `position` messages. */
  ended(position: number): void {
    if (this.#options.afterChunks !== null) this.upTo(position);
  }

  get #waiting(): number {
    return this.#taken - this.#acknowledged;
  }

  /**
   * An acknowledgement has no answer, and one that a busy broker has not read yet is lost with a process that is killed: only when the
   * broker has answered a question asked behind it on the same channel is it known to be there.
   */
  async #confirm(upTo: number): Promise<void> {
    if ((await this.#options.inlet.depth()) !== null) this.#options.redelivery?.acknowledged(upTo);
  }
}
