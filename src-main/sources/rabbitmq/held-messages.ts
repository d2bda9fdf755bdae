import type { ConsumeMessage } from "amqplib";

/** When enough is held, and when there is room again. */
export interface HoldingMarks {
  /** Messages held above which the consumer is cancelled, and below which it starts again. */
  readonly highMark: number;
  readonly lowMark: number;
  /** Bytes of messages held, however few they are, above which it is cancelled too; below half of it it starts again. */
  readonly highBytes: number;
}

/** Messages that have come and wait to be taken; knows whether more may come. */
export class HeldMessages {
  readonly #marks: HoldingMarks;
  #messages: ConsumeMessage[] = [];
  #bytes = 0;

  constructor(marks: HoldingMarks) {
    this.#marks = marks;
  }

  get length(): number {
    return this.#messages.length;
  }

  add(message: ConsumeMessage): void {
    this.#messages.push(message);
    this.#bytes += message.content.length;
  }

  /** All of them, in the order they came; none is held from here on. */
  take(): ConsumeMessage[] {
    const messages = this.#messages;
    this.#messages = [];
    this.#bytes = 0;
    return messages;
  }

  /** Below the marks: the lower ones unless messages are `coming`, so that a consumer is not started and cancelled by turns. */
  hasRoom(coming: boolean): boolean {
    const { highMark, lowMark, highBytes } = this.#marks;
    return coming
      ? this.#messages.length < highMark && this.#bytes < highBytes
      : this.#messages.length < lowMark && this.#bytes < highBytes / 2;
  }
}
