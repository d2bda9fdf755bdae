import { setTimeout as wait } from "node:timers/promises";
import type { Channel } from "amqplib";

/** ms that the events of a soak span. */
export const SIMULATED = 8 * 3_600_000;
const ROWS_A_MESSAGE = 50;
/** Messages in the queue before the publisher waits. */
const DEEPEST = 2000;
const STATIONS = 300;

/** Publishes rows of the simulated hours to `queue` until they are over (`share` 0…1 says where they stand); answers how many. */
export async function publishHours(channel: Channel, queue: string, share: () => number): Promise<number> {
  const start = Date.now() - SIMULATED;
  let row = 0;
  for (let message = 0; share() < 1; message++) {
    const time = `${new Date(start + share() * SIMULATED).toISOString().slice(0, 19)}Z`;
    let body = "";
    for (let i = 0; i < ROWS_A_MESSAGE; i++, row++) {
      const station = row % STATIONS;
      const value = (20 + 10 * Math.sin(row / 5000 + station) + (row % 7) / 10).toFixed(2);
      body += `${time},s${station},${111 + (row % 4)},322,${value},29,${Math.floor(row / 40_000) % 5 === 0}\n`;
    }
    const options = { messageId: `soak-${message}`, contentType: "text/csv", persistent: false };
    if (!channel.sendToQueue(queue, Buffer.from(body), options)) await new Promise((resolve) => channel.once("drain", resolve));
    if (message % 200 === 0) while (share() < 1 && (await channel.checkQueue(queue)).messageCount > DEEPEST) await wait(20);
  }
  return row;
}
