import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { Workbench } from "../../../src-main/session/workbench.ts";
import { address, client, csvRows, HEADER } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const opened = () => new Workbench({ workerDir, onChange: () => {}, onProblem: () => {} });
const queueInput = (queue: string) => ({ ...address(url, queue, { guarantee: "at-least-once" }), resultsQueue: null });

test("where a queue cannot be gone on with, another one can be opened in its place", async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, "queue.weir.json");
  const [first, second] = [await client(url), await client(url)];
  const before = opened();
  await before.openQueue(queueInput(first.queue), { outOfOrderness: 0 });
  before.save(path);
  await before.restart();
  await first.send(csvRows(10), () => ({ headers: { "weir-columns": HEADER } }));
  await expect.poll(() => before.session?.analysis.session.metrics.read, { timeout: 20_000 }).toBe(10);
  await before.shutDown();
  await first.close();

  const after = opened();
  await after.openWorkspace(path);
  await after.allow();
  expect(after.resumable).not.toBeNull();
  await expect(after.goOn(true)).rejects.toThrow(/does not exist/);
  await after.openQueue(queueInput(second.queue), { outOfOrderness: 0 });
  expect(after.openError).toBeNull();
  await second.send(csvRows(5), () => ({ headers: { "weir-columns": HEADER } }));
  await expect.poll(() => after.session?.analysis.session.metrics.read, { timeout: 20_000 }).toBe(5);
  await after.shutDown();
  await second.close();
  folder.remove();
});
