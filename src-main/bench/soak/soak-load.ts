import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { Channel } from "amqplib";

/** ms that the events of a soak span. */
export const SIMULATED = 8 * 3_600_000;
const ROWS_A_MESSAGE = 50;
/** Messages in the queue before the publisher waits. */
const DEEPEST = 2000;
/** ms that the queue may stay so deep. */
const LONGEST_WAIT = 300_000;
/** Messages between two looks how deep the queue is. */
const LOOK_EVERY = 200;
const STATIONS = 300;

/**
 * The simulated hours, as many rows in each minute of them as in every other, whatever the machine is busy with: what rules, windows and
 * the reorder buffer hold of an hour is no more at the end than at the start. Published at `rate` rows a second, slower where the session
 * does not keep up.
 */
export class SoakLoad {
  readonly #rate: number;
  readonly #messages: number;
  #published = 0;

  /** `minutes` that it takes at least. */
  constructor(rate: number, minutes: number) {
    this.#rate = rate;
    this.#messages = Math.max(1, Math.round((rate * minutes * 60) / ROWS_A_MESSAGE));
  }

  /** Of the hours, 0…1. */
  get share(): number {
    return this.#published / this.#messages;
  }

  /** Publishes all of it to `queue`; answers how many rows that were. Rejects when the session takes nothing any more. */
  async publish(channel: Channel, queue: string): Promise<number> {
    const start = Date.now() - SIMULATED;
    const started = performance.now();
    for (let message = 0; message < this.#messages; message++) {
      const body = rowsAt(start + Math.floor(this.share * SIMULATED), message * ROWS_A_MESSAGE);
      const options = { messageId: `soak-${message}`, contentType: "text/csv", persistent: false };
      if (!channel.sendToQueue(queue, Buffer.from(body), options)) await new Promise((resolve) => channel.once("drain", resolve));
      this.#published = message + 1;
      const ahead = started + ((message + 1) * ROWS_A_MESSAGE * 1000) / this.#rate - performance.now();
      if (ahead > 1) await wait(ahead);
      if (message % LOOK_EVERY === 0) await roomIn(channel, queue);
    }
    return this.#messages * ROWS_A_MESSAGE;
  }
}

async function roomIn(channel: Channel, queue: string): Promise<void> {
  const since = performance.now();
  while ((await channel.checkQueue(queue)).messageCount > DEEPEST) {
    if (performance.now() - since > LONGEST_WAIT)
      throw new Error(`the session took nothing from its queue for ${LONGEST_WAIT / 1000} s`);
    await wait(20);
  }
}

function rowsAt(ms: number, first: number): string {
  const time = `${new Date(ms).toISOString().slice(0, 19)}Z`;
  let body = "";
  for (let row = first; row < first + ROWS_A_MESSAGE; row++) {
    const station = row % STATIONS;
    const value = (20 + 10 * Math.sin(row / 5000 + station) + (row % 7) / 10).toFixed(2);
    body += `${time},s${station},${111 + (row % 4)},322,${value},29,${Math.floor(row / 40_000) % 5 === 0}\n`;
  }
  return body;
}
