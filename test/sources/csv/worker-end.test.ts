import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CsvJob } from "../../../src-main/sources/csv/csv-job.ts";
import { CsvThread } from "../../../src-main/sources/csv/read-in-worker.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

// A thread that waits in the kernel ends as little as one that waits for the threads of V8: only the pipe's other end frees it.
test.skipIf(process.platform === "win32")("a reader's thread that cannot end holds up nobody", async () => {
  const pipe = join(folder.path, "pipe");
  execFileSync("mkfifo", [pipe]);
  const worker = join(folder.path, "worker.mjs");
  writeFileSync(
    worker,
    `import { openSync } from "node:fs";
import { parentPort } from "node:worker_threads";
parentPort.postMessage({ chunk: { rows: 1 }, length: 0, memory: null });
parentPort.postMessage({ end: true });
openSync(${JSON.stringify(pipe)}, "r");
`,
  );
  const rows: number[] = [];
  const thread = new CsvThread(worker);
  thread.begin({ files: [] as CsvJob["files"] } as CsvJob);
  for await (const chunk of thread.read(new AbortController().signal)) rows.push(chunk.rows);
  expect(rows).toEqual([1]);
  closeSync(openSync(pipe, constants.O_RDWR));
});
