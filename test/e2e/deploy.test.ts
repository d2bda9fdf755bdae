import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failed, JOB, job } from "../cluster/fake-flink.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

// The Deploy page on a cluster in trouble, which is a fake of Flink's REST API.

let weir: LaunchedApp;
let server: Server;
let url: string;
let looks = 0;
/** As it is now. */
const cluster = { job: job("RUNNING"), savepoint: {}, checkpoints: {}, exceptions: {} };

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    if (request.method === "PATCH") cluster.job = job("CANCELLING");
    if (path === `/jobs/${JOB}`) looks++;
    const answers: Readonly<Record<string, object>> = {
      "/config": { "flink-version": "1.20.5" },
      "/overview": { taskmanagers: 1, "slots-total": 2, "slots-available": 0 },
      "/jobs/overview": { jobs: [cluster.job] },
      [`/jobs/${JOB}`]: cluster.job,
      [`/jobs/${JOB}/checkpoints`]: cluster.checkpoints,
      [`/jobs/${JOB}/exceptions`]: cluster.exceptions,
      [`/jobs/${JOB}/status`]: { status: "RUNNING" },
      [`/jobs/${JOB}/stop`]: { "request-id": "r" },
      [`/jobs/${JOB}/savepoints/r`]: cluster.savepoint,
    };
    response.end(JSON.stringify(answers[path] ?? {}));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  weir = await launchApp();
});
afterAll(async () => {
  await weir?.close();
  server?.closeAllConnections();
  server?.close();
});

const alert = (text: string) => weir.page.getByRole("alert").filter({ hasText: text });

test("a job that starts again: the page says why, and what its savepoint waits for", async () => {
  const { page } = weir;
  cluster.job = job("RESTARTING");
  cluster.exceptions = {
    exceptionHistory: { entries: [{ stacktrace: "a.b.JobMasterException: TaskManager with id x is gone." }] },
  };
  await page.getByTestId("activity-deploy").click();
  await page.getByTestId("deploy-url").fill(url);
  await page.getByTestId("deploy-connect").click();
  await page.getByTestId("deploy-failure").filter({ hasText: "Last failure: TaskManager with id x is gone" }).waitFor();
  await page.getByTestId("deploy-stop").click();
  await page
    .getByTestId("deploy-waits")
    .filter({ hasText: "The savepoint waits until all tasks of job weir bts run, 90 s at most (it is RESTARTING)" })
    .waitFor();
  await weir.screenshot("deploy-waits");
});

test("a savepoint that fails says why until something else is asked for, however often the page looks at the job", async () => {
  cluster.savepoint = failed(
    "a.b.CheckpointException: Asynchronous task checkpoint failed.\nCaused by: a.IOException: disk full",
  );
  cluster.job = job("RUNNING");
  const said = alert("No savepoint was made: disk full; the job goes on from its last checkpoint");
  await said.waitFor();
  const before = looks;
  await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(before + 3);
  expect(await said.isVisible()).toBe(true);
  await weir.page.getByTestId("deploy-failure").filter({ hasText: "Recovered from: TaskManager" }).waitFor();
});

test("a job whose savepoint is waited for can be cancelled, which ends the wait; the savepoint of one that was stopped is shown", async () => {
  const { page } = weir;
  cluster.job = job("RESTARTING");
  await page.getByTestId("deploy-state").filter({ hasText: "restarting" }).waitFor();
  await page.getByTestId("deploy-stop").click();
  await page.getByTestId("deploy-waits").waitFor();
  await page.getByTestId("deploy-cancel").click();
  await alert("No savepoint was made: job weir bts is being cancelled").waitFor();
  cluster.job = job("FINISHED");
  cluster.checkpoints = { latest: { savepoint: { checkpoint_type: "SYNC_SAVEPOINT", external_path: "file:/s/savepoint-1" } } };
  await page.getByTestId("deploy-stopped").filter({ hasText: "file:/s/savepoint-1" }).waitFor();
  await page.getByRole("button", { name: "Go on from it" }).click();
  expect(await page.getByTestId("deploy-savepoint").inputValue()).toBe("file:/s/savepoint-1");
});
