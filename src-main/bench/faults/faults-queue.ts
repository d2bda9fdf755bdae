import { join } from "node:path";
import amqp, { type Options } from "amqplib";
import { type Bodies, benchBodies, dropQueues } from "../amqp-load.ts";
import { compareLive, readMetrics } from "./compare-runs.ts";
import {
  CHECKPOINT_EVERY,
  type FaultsFigure,
  type FaultsOptions,
  type FaultsRound,
  figure,
  isEqual,
  MOST_KILLS,
} from "./faults-round.ts";
import { runKilled, runOnce } from "./killed-run.ts";

/** A round over a queue. */
export interface QueueRound extends FaultsRound {
  /** Messages recognised as delivered again. */
  readonly duplicates: number;
  /** Messages acknowledged whose results are in no file: those gone from the queue less those counted. */
  readonly acknowledged_but_unprocessed: number;
  /** Messages still in the queue. */
  readonly waiting: number;
  /** Results published more than once, and whether each id is published with one body, that of the run never killed. */
  readonly results_repeated: number;
  readonly results: boolean;
}

/** A queue at least once, with its results published: every other message has an id. */
export async function faultsQueue(options: FaultsOptions, url: string, messages: number): Promise<FaultsFigure> {
  const { folder, main, random, kills: wanted, onRound } = options;
  const queue = `weir-faults-${process.pid}`;
  const results = `${queue}-results`;
  const bodies = benchBodies(messages, 1);
  const way = [
    ...["run", url, "--queue", queue, "--guarantee", "at-least-once", "--results-queue", results],
    ...["--idle-timeout", "0", "--stop-after-idle", "3s"],
  ];
  try {
    const reference = join(folder, "never-killed-queue");
    await fill(url, queue, bodies);
    await runOnce(main, [...way, "--out", reference]);
    const expected = await drain(url, results);
    const rounds: QueueRound[] = [];
    for (let left = wanted, round = 0; left > 0; round++) {
      const killed = join(folder, `killed-queue-${round}`);
      await fill(url, queue, bodies);
      const args = [...way, "--out", killed, "--resume", "--checkpoint-every", CHECKPOINT_EVERY];
      const kills = await runKilled({
        main,
        args,
        checkpoints: join(killed, "checkpoint"),
        kills: Math.min(left, MOST_KILLS),
        random,
      });
      const waiting = await depth(url, queue);
      const published = await drain(url, results);
      const { records_read_total: read, records_dropped_total: dropped } = readMetrics(killed);
      const ended: QueueRound = {
        kills,
        ...compareLive(reference, killed),
        duplicates: dropped.duplicate,
        acknowledged_but_unprocessed: messages - waiting - (read - dropped.duplicate),
        waiting,
        results_repeated: published.count - published.bodies.size,
        results: sameResults(expected.bodies, published.bodies),
      };
      rounds.push(ended);
      onRound("queue", ended, isEqual(ended) && owesNothing(ended));
      left -= kills;
    }
    const whole = figure("queue", messages, rounds);
    return { ...whole, equal: whole.equal && rounds.every(owesNothing) };
  } finally {
    await dropQueues(url, [queue, results]).catch(() => {});
  }
}

function owesNothing({ acknowledged_but_unprocessed, waiting }: QueueRound): boolean {
  return acknowledged_but_unprocessed === 0 && waiting === 0;
}

interface Published {
  readonly count: number;
  /** By id; a second body under one id is kept as well. */
  readonly bodies: ReadonlyMap<string, string>;
}

function sameResults(a: Published["bodies"], b: Published["bodies"]): boolean {
  return a.size === b.size && [...a].every(([id, body]) => b.get(id) === body);
}

async function fill(url: string, queue: string, { raw, ends }: Bodies): Promise<void> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true });
    await channel.purgeQueue(queue);
    for (let i = 0; i < ends.length; i++) {
      const id: Options.Publish = i % 2 === 0 ? { messageId: `row-${i}` } : {};
      const body = raw.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
      if (!channel.sendToQueue(queue, body, { contentType: "text/csv", persistent: true, ...id }))
        await new Promise((resolve) => channel.once("drain", resolve));
    }
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

async function depth(url: string, queue: string): Promise<number> {
  const connection = await amqp.connect(url);
  try {
    return (await (await connection.createChannel()).checkQueue(queue)).messageCount;
  } finally {
    await connection.close();
  }
}

async function drain(url: string, queue: string): Promise<Published> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createChannel();
    const bodies = new Map<string, string>();
    for (let count = 0; ; count++) {
      const message = await channel.get(queue, { noAck: true });
      if (message === false) return { count, bodies };
      const id = String(message.properties.messageId);
      const body = message.content.toString();
      bodies.set(bodies.has(id) && bodies.get(id) !== body ? `${id} ${count}` : id, body);
    }
  } finally {
    await connection.close();
  }
}
