import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { checkVersion } from "../../src-main/cluster/deploy.ts";
import { overviewAnswer } from "../../src-main/cluster/flink-answers.ts";
import { explainFailure } from "../../src-main/cluster/flink-cause.ts";
import { flinkRest } from "../../src-main/cluster/flink-rest.ts";
import { Delivered } from "../../src-main/cluster/script/delivered.ts";
import { packJson, unpackJson } from "../../src-main/cluster/script/packed-json.ts";
import { partitionOf } from "../../src-main/cluster/script/partition.ts";
import { stopJob } from "../../src-main/cluster/stop.ts";
import { jobStatus, listJobs } from "../../src-main/cluster/watch.ts";

import { serving } from "./fake-flink.ts";

const JOB = "a".repeat(32);

test("a snapshot's text keeps typed arrays, NaN, infinities and -0", () => {
  const value = {
    times: Float64Array.of(1.5, Number.NaN, Number.NEGATIVE_INFINITY, -0),
    ids: Uint32Array.of(4_294_967_295),
    flags: Uint8Array.of(0, 2),
    max: Number.POSITIVE_INFINITY,
    $a: "a name of ours",
    nested: [{ kept: null, text: "x" }],
  };
  expect(unpackJson(packJson(value))).toEqual(value);
  expect(() => packJson({ big: BigInt64Array.of(1n) })).toThrow(/BigInt64Array/);
});

test("all keys of a group are in one partition, groups are spread", () => {
  const by = ["station"] as const;
  expect(partitionOf(["a", "1", "x"], by, 32)).toBe(partitionOf(["a", "2", "y"], by, 32));
  const counts = new Int32Array(8);
  for (let i = 0; i < 8000; i++) counts[partitionOf([`station ${i}`, "", ""], by, 8)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(partitionOf(["a", "b", "c"], [], 32)).toBe(partitionOf(["d", "e", "f"], [], 32));
});

test("a message that comes again is known until the checkpoint after the one that acknowledged it, whatever failed between", () => {
  const body = (text: string): Uint8Array => new TextEncoder().encode(text);
  const before = new Delivered();
  expect(before.isRepeat("1", body("a"), false)).toBe(false);
  // Three checkpoints that never become complete, then one that does: only now the broker is told.
  for (const number of [1, 2, 3]) before.snapshot(number);
  expect(before.isRepeat("2", body("b"), false)).toBe(false);
  const saved = before.snapshot(4);
  before.completed(4);
  const after = new Delivered();
  after.restore(saved);
  expect(after.isRepeat("1", body("a"), true)).toBe(true);
  expect(after.isRepeat("2", body("b"), true)).toBe(true);
  expect(after.isRepeat("2", body("other"), true)).toBe(false);
  expect(after.isRepeat("", body("a"), true)).toBe(false);
  // Acknowledged for good: forgotten, so that the state does not grow.
  before.snapshot(5);
  before.completed(5);
  expect(before.snapshot(6)).toEqual([]);
});

test("a Java trace becomes the line that says why", () => {
  const trace = `org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy
\tat org.apache.flink.runtime.executiongraph.Failover.handle(Failover.java:180)
Caused by: java.io.IOException: the script failed: Error: the bundle has no rule x
\tat weir.flink.Script.call(Script.java:1)
Caused by: com.caoccao.javet.exceptions.JavetExecutionException: Error: the bundle has no rule x
\t... 9 more`;
  expect(explainFailure(trace)).toBe("the script failed: Error: the bundle has no rule x");
  expect(explainFailure("org.a.RestHandlerException: Could not read it\nCaused by: java.io.EOFException")).toBe(
    "Could not read it",
  );
  expect(
    explainFailure(
      "java.lang.Exception: outer\n\tat a.B.c(D.java)\nCaused by: java.io.FileNotFoundException: /f.csv (No such file)",
    ),
  ).toBe("/f.csv (No such file)");
});

test("what our own side says of a broker goes before the exception it was", () => {
  const line = "the queue bts of amqp://localhost is not reached from task manager worker-3: Connection refused";
  const trace = `java.io.IOException: ${line}\n\tat weir.flink.Brokers.failure(Brokers.java:1)\nCaused by: java.net.ConnectException: Connection refused`;
  expect(explainFailure(trace)).toBe(line);
  expect(
    explainFailure(
      "a.b.FlinkException: x\nCaused by: a.b.NoResourceAvailableException: Could not acquire the minimum required resources.",
    ),
  ).toBe("the cluster has too few slots for the job; add a task manager, or deploy it with less --parallelism");
  expect(
    explainFailure(
      "a.b.LocalTransportException: x\nCaused by: a.b.Errors$NativeIoException: recvAddress(..) failed: Connection reset by peer",
    ),
  ).toBe("a task manager is not reached: it may be lost");
  // What went wrong afterwards, while the task was closed, says less.
  expect(
    explainFailure("java.io.IOException: disk full\n\tat a.B.c(D.java:1)\n\tSuppressed: a.b.AlreadyClosedException: gone"),
  ).toBe("disk full");
});

test("a cluster that is not there, and an address that is none, are told in one line", async () => {
  expect(() => flinkRest("somewhere")).toThrow("somewhere is no address of a Flink cluster; write it as http://host:8081");
  await expect(flinkRest("http://127.0.0.1:9").get("/overview", overviewAnswer)).rejects.toThrow(
    /^no Flink cluster answers at http:\/\/127\.0\.0\.1:9 \(.+\); start it or correct the address$/,
  );
});

test("an answer without end is given up in one line, and no more of it is taken", async () => {
  let left = 0;
  const piece = Buffer.alloc(1 << 20, "[");
  const endless: RequestListener = (_, response) => {
    response.once("close", () => left++);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  await serving(endless, async (url) => {
    await expect(flinkRest(url).get("/overview", overviewAnswer)).rejects.toThrow(
      `what answers at ${url} is no Flink cluster (an answer of more than 64 MB); correct the address`,
    );
    await expect.poll(() => left).toBe(1);
  });
});

test("JSON of something that is no Flink is told in one line, whatever was asked", async () => {
  for (const body of ["{}", "[]", "null", '{"jobs":[{}]}', '{"flink-version":1}'])
    await serving(
      (_, response) => response.end(body),
      async (url) => {
        const flink = flinkRest(url);
        const asked = [listJobs(flink), jobStatus(flink, JOB), checkVersion(flink), stopJob(flink, JOB, null)];
        for (const answer of await Promise.allSettled(asked))
          expect(String((answer as PromiseRejectedResult).reason)).toMatch(
            /^Error: what answers at \S+ is no Flink cluster \(its answer to \/[\w/]+ has another shape\); correct the address$/,
          );
      },
    );
});

test("a metric that a task cannot tell yet hides no other one", async () => {
  const answers: Readonly<Record<string, unknown>> = {
    [`/jobs/${JOB}`]: {
      ...{ jid: "a", name: "job", state: "RUNNING", "start-time": 1, "end-time": -1 },
      vertices: [{ id: "v", name: "rules", parallelism: 1, status: "RUNNING" }],
    },
    [`/jobs/${JOB}/checkpoints`]: {},
    [`/jobs/${JOB}/exceptions?maxExceptions=1`]: {},
    [`/jobs/${JOB}/vertices/v/subtasks/metrics`]: [{ id: "0.rules.events_total" }],
    [`/jobs/${JOB}/vertices/v/subtasks/metrics?get=0.rules.events_total,backPressuredTimeMsPerSecond,busyTimeMsPerSecond`]: [
      { id: "0.rules.events_total", sum: 7 },
      { id: "backPressuredTimeMsPerSecond", max: 250 },
      { id: "busyTimeMsPerSecond", max: "NaN" },
    ],
  };
  await serving(
    ({ url = "" }, response) => response.end(JSON.stringify(answers[decodeURIComponent(url)])),
    async (url) => {
      const { counts, vertices } = await jobStatus(flinkRest(url), JOB);
      expect(counts).toEqual({ events_total: 7 });
      expect(vertices).toMatchObject([{ backPressure: 0.25, busy: null }]);
    },
  );
});
