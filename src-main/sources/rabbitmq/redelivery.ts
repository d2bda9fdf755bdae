import { createHash } from "node:crypto";
import type { ConsumeMessage } from "amqplib";

/** Messages remembered: far more than a prefetch holds, so that whatever a broker may deliver again is known. */
const REMEMBERED = 100_000;

/** Knows messages that were delivered before. A message without an id is one only when the broker says it delivers again. */
export class Redelivery {
  readonly #seen = new Set<string>();

  /** Also remembers the message. */
  isRepeat({ content, properties, fields }: ConsumeMessage): boolean {
    const id: unknown = properties.messageId;
    const named = typeof id === "string" && id !== "";
    // With the body: producers that give every message one id must not lose their rows.
    const digest = createHash("md5").update(content).digest("base64");
    const identity = named ? `${id.slice(0, 200)} ${digest}` : digest;
    if (this.#seen.has(identity)) {
      if (fields.redelivered || named) return true;
    } else {
      if (this.#seen.size >= REMEMBERED) {
        for (const oldest of this.#seen) {
          this.#seen.delete(oldest);
          break;
        }
      }
      this.#seen.add(identity);
    }
    return false;
  }
}
