import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { client, csvRows, HEADER } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
test("a run that came to its end owes the queue nothing: every message is acknowledged", async () => {
  const server = await client(url);
  await server.send(csvRows(3000), () => ({ headers: { "weir-columns": HEADER } }));
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const args = [
    "run",
    url,
    "--queue",
    server.queue,
    "--plugin",
    "alarm-counts",
    "--guarantee",
    "at-least-once",
    "--stop-after-idle",
    "500ms",
    "--out",
    folder.path,
  ];
  const said = await new Promise<string>((resolve, reject) =>
    execFile(process.execPath, [join(workerDir, "main.js"), ...args], (error, _out, err) =>
      error === null ? resolve(err) : reject(error),
    ),
  );
  expect(said).toContain("read 3,000 rows");
  expect(said).not.toContain("nothing is saved");
  // A connection that ended owing some gives them back.
  await expect.poll(async () => (await server.channel.checkQueue(server.queue)).consumerCount).toBe(0);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(0);
  await server.close();
});
