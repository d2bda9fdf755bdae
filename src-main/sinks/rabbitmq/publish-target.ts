import type { ChannelModel } from "amqplib";

/** Where messages are published to. */
export interface PublishTarget {
  /** A queue (through the default exchange) … */
  readonly queue: string | null;
  /** … or an exchange. */
  readonly exchange: string | null;
  /** Create the queue, durable, when it is missing; never changes one that is there. */
  readonly create: boolean;
}

/** Passive first: what is there is never changed. Throws the broker's own error when it is missing and not to be created. */
export async function declareTarget(connection: ChannelModel, { queue, exchange, create }: PublishTarget): Promise<void> {
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
      channel.on("error", () => {});
      await channel.assertQueue(queue, { durable: true });
      await channel.close();
      return;
    }
  }
  await probe.close();
}
