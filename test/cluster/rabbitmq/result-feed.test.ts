import amqp from "amqplib";
import { expect, inject, test } from "vitest";
import { ResultFeed } from "../../../src-main/cluster/result-feed.ts";

const url = inject("amqpUrl");
const key = { station: "s1", sensor: "111", alarm: "" };
const alert = (id: string) => JSON.stringify({ id, rule: "r", severity: "info", title: "x", time: 0, key });

test("what is no alert is passed over, what comes twice counts once, and a queue that is deleted is told", async () => {
  const queue = `weir-test-feed-${process.pid}`;
  const feed = new ResultFeed(url, queue);
  const connection = await amqp.connect(url);
  try {
    await feed.open();
    expect(feed.error).toBeNull();
    const channel = await connection.createChannel();
    for (const body of [alert("a"), "no JSON", '{"id":1}', alert("a"), alert("b")]) channel.sendToQueue(queue, Buffer.from(body));
    await expect.poll(() => feed.newest(10).map(({ id }) => id)).toEqual(["b", "a"]);
    expect(feed.total).toBe(2);
    await channel.deleteQueue(queue);
    await expect.poll(() => feed.error).toBe(`the results queue ${queue} was deleted; deploy again to listen anew`);
  } finally {
    await feed.close();
    await connection.close();
  }
});
