import type { Channel, ChannelModel } from "amqplib";

/** What a queue of our own must be bound with to get a copy of every message of an exchange. */
export interface TapBinding {
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** Give each message to one of their queues: one more of them would take messages away. */
const SHARING = /^x-(consistent-hash|modulus-hash|random|local-random)$/;

/**
 * How to copy from the exchange `tap`; changes nothing at the broker. `routingKey` null: every message. Throws one line that says why it
 * cannot be tapped, what is not there as the broker said it.
 */
export async function tapBinding(connection: ChannelModel, tap: string, routingKey: string | null): Promise<TapBinding> {
  if (tap === "" || /^(amq\.)?default$/.test(tap))
    throw new Error(
      "the default exchange cannot be tapped: RabbitMQ lets no queue be bound to it; take from the queue with --queue",
    );
  if ((await refusal(connection, (channel) => channel.checkExchange(tap))) !== null) {
    if ((await refusal(connection, (channel) => channel.checkQueue(tap))) === null)
      throw new Error(
        `"${tap}" is a queue; what it holds cannot be copied without taking it: tap the exchange that feeds it, or take from it with --queue ${tap}`,
      );
    throw new Error(`404 NOT_FOUND: no exchange ${tap}`);
  }
  const type = await exchangeType(connection, tap);
  if (type !== null && SHARING.test(type))
    throw new Error(
      `"${tap}" cannot be tapped: an exchange of type ${type} gives each message to one of its queues, so a copy would be missing elsewhere`,
    );
  if (type === "direct" && routingKey === null)
    throw new Error(
      `"${tap}" cannot be tapped without a routing key: it is a direct exchange, which compares keys letter by letter; name one with --routing-key KEY`,
    );
  // All of no headers: every message.
  if (type === "headers") return { routingKey: "", arguments: { "x-match": "all" } };
  return { routingKey: routingKey ?? (type === "fanout" ? "" : "#"), arguments: {} };
}

/**
 * Type of an exchange that is there; null: this user may not ask. AMQP has no question for it, but declaring it as a topic exchange is
 * refused with the type it has, and does nothing when it is one.
 */
async function exchangeType(connection: ChannelModel, exchange: string): Promise<string | null> {
  const why = await refusal(connection, (channel) => channel.assertExchange(exchange, "topic"), /406|403/);
  if (why === null) return "topic";
  const told = /arg 'type'.*current is '([\w-]+)'/.exec(why);
  if (told !== null) return told[1] ?? null;
  // Types are compared first: another difference means that this is one.
  return /406/.test(why) ? "topic" : null;
}

/** null: the broker did it; else why not, if that is one of the `expected`. On a channel of its own: a refusal closes it. */
async function refusal(
  connection: ChannelModel,
  act: (channel: Channel) => Promise<unknown>,
  expected = /404/,
): Promise<string | null> {
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  try {
    await act(channel);
    await channel.close();
    return null;
  } catch (error) {
    if (expected.test(String(error))) return String(error);
    throw error;
  }
}
