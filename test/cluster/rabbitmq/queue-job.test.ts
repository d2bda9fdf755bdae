import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { client, csvRows, HEADER } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";
import { scriptContext } from "../script-host.ts";

test("a queue that the command line sends to a cluster is read as it comes, and event time goes on with its rows", async () => {
  const folder = temporaryFolder();
  const { queue, send, close } = await client(inject("amqpUrl"));
  try {
    const rows = csvRows(10);
    await send(rows, () => ({ headers: { "weir-columns": HEADER } }));
    const out = join(folder.path, "job.js");
    const words = ["bundle", inject("amqpUrl"), "--queue", queue, "--plugin", "sensor-statistics", "--out", out];
    execFileSync(process.execPath, [join(workerDir, "main.js"), ...words], { stdio: "ignore" });
    const parser = scriptContext(readFileSync(out, "utf8")).parser(0);
    for (const row of rows) parser.message(Buffer.from(row), "", HEADER, "", false);
    const [watermark] = parser.flush(Date.now());
    expect(watermark).toBe(Date.parse(rows.at(-1)?.split(",")[0] ?? "") - 1);
  } finally {
    await close();
    folder.remove();
  }
});
