import type { ConsumeMessage } from "amqplib";
import { asQueueMessage, insertionTime } from "./message-properties.ts";
import { type DatedMessage, decideMapping, type QueueMapping } from "./queue-mapping.ts";
import type { OpenQueueOptions, QueueAddress } from "./queue-source.ts";

/** Messages that decide the mapping, and how long they are waited for after the first, ms. */
const ENOUGH = 200;
const LONGEST_WAIT = 1000;

/** A message, and the connection it came by. */
export interface Delivery {
  readonly message: ConsumeMessage;
  readonly epoch: number;
}

/** The first messages of a queue, which decide how all of them are read. */
export class FirstMessages {
  readonly #address: QueueAddress;
  readonly #options: Pick<OpenQueueOptions, "mapping" | "presets">;
  #messages: Delivery[] = [];
  /** When the first one came, ms of `performance.now`. */
  #since = 0;

  constructor(address: QueueAddress, options: Pick<OpenQueueOptions, "mapping" | "presets">) {
    this.#address = address;
    this.#options = options;
  }

  add(messages: readonly ConsumeMessage[], epoch: number): void {
    if (this.#messages.length === 0) this.#since = performance.now();
    for (const message of messages) this.#messages.push({ message, epoch });
  }

  /** null: too few have come, unless they are the `last`. Throws an Error of one line when they cannot be read. */
  decide(last: boolean, now: number): QueueMapping | null {
    const enough = this.#messages.length >= ENOUGH || now - this.#since >= LONGEST_WAIT || last;
    if (this.#messages.length === 0 || !enough) return null;
    const { format, queue, tap } = this.#address;
    const { mapping, presets } = this.#options;
    const sample = this.#messages.slice(0, ENOUGH).map(({ message }) => asQueueMessage(message));
    try {
      return decideMapping(sample, mapping, format, presets);
    } catch (error) {
      const { message } = error as Error;
      const help = message.includes("mapping") || message.includes("--format") ? "" : "; give a mapping file";
      throw new Error(`the first ${this.#messages.length} messages of ${queue ?? tap} cannot be read: ${message}${help}`, {
        cause: error,
      });
    }
  }

  /** Those that wait, also when they cannot be read: at most `most`. */
  waiting(most: number): readonly DatedMessage[] {
    return this.#messages.slice(0, most).map(({ message }) => ({ ...asQueueMessage(message), inserted: insertionTime(message) }));
  }

  /** Those that wait to be read themselves; none from here on. */
  take(): readonly Delivery[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}
