import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { ChannelModel } from "amqplib";

type BrokerSocket = Pick<Socket, "bytesRead" | "destroy">;

/** Undefined: amqplib does not show it any more. */
export function socketOf({ connection }: ChannelModel): BrokerSocket | undefined {
  return (connection as unknown as { readonly stream?: BrokerSocket }).stream;
}

/**
 * Waits until a connection answers, or is dead: true when it gave no answer `within` ms, nor anything else, as the answer may stand behind
 * large messages. `inUse`: whether it is still wanted to know.
 */
export async function isDead(
  connection: ChannelModel,
  answer: Promise<unknown>,
  within: number,
  inUse: () => boolean,
): Promise<boolean> {
  for (;;) {
    const heard = socketOf(connection)?.bytesRead;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(resolve, within, "late");
    });
    const first = await Promise.race([answer, late]);
    clearTimeout(timer);
    // This thread may have been at work all the time: what lies in the socket is read first.
    await turn();
    if (first !== "late" || !inUse()) return false;
    if (socketOf(connection)?.bytesRead === heard) return true;
  }
}
