import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { checkVersion } from "../../src-main/cluster/deploy.ts";
import { overviewAnswer } from "../../src-main/cluster/flink-answers.ts";
import { explainFailure } from "../../src-main/cluster/flink-cause.ts";
import { flinkRest } from "../../src-main/cluster/flink-rest.ts";
import { Delivered } from "../../src-main/cluster/script/delivered.ts";
import { packJson, unpackJson } from "../../src-main/cluster/script/packed-json.ts";
import { partitionOf } from "../../src-main/cluster/script/partition.ts";
import { cancelJob, jobStatus, listJobs, stopJob } from "../../src-main/cluster/watch.ts";

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

/** A job whose answers are those states by turns, and whose savepoints end in those ways; the last of each is kept. */
function stopping(states: readonly string[], savepoints: readonly object[]): RequestListener {
  const [left, ends] = [[...states], [...savepoints]];
  const next = <T>(list: T[]): T => (list.length > 1 ? list.shift() : list[0]) as T;
  return ({ url = "", method }, response) => {
    const state = url === `/jobs/${JOB}` ? next(left) : "";
    const job = { jid: "a", name: "weir bts", state, "start-time": 1, "end-time": state === "FAILED" ? 2 : -1 };
    const vertices = [{ id: "v", name: "rules", parallelism: 1, status: state }];
    const answer =
      url === `/jobs/${JOB}` ? { ...job, vertices } : method === "POST" ? { "request-id": "r" } : { status: { id: "COMPLETED" } };
    response.end(JSON.stringify(url.includes("savepoints") ? { ...answer, operation: next(ends) } : answer));
  };
}

const failed = (trace: string): object => ({ "failure-cause": { "stack-trace": trace } });
const NOT_YET = failed(
  "o.a.f.CheckpointException: Checkpoint triggering task rules (1/2) of job a is not being executed at the moment. Aborting checkpoint. Failure reason: Not all required tasks are currently running.",
);

test("a job that starts again is stopped when its tasks run, which is told once", async () => {
  const told: string[] = [];
  await serving(stopping(["RESTARTING", "RUNNING"], [NOT_YET, { location: "file:/s" }]), async (url) => {
    expect(await stopJob(flinkRest(url), JOB, null, (name, state) => told.push(`${name} ${state}`))).toBe("file:/s");
  });
  expect(told).toEqual(["weir bts RESTARTING"]);
});

test("what is no id, a job the cluster does not know and one that has ended are told in one line each", async () => {
  const refuse: RequestListener = (_, response) => {
    response.statusCode = 404;
    response.end(
      JSON.stringify({ errors: [`org.a.NotFoundException: Could not find Flink job (${JOB})\n\tat b.C.d(E.java:1)`] }),
    );
  };
  await serving(refuse, async (url) => {
    const flink = flinkRest(url);
    for (const asked of [jobStatus(flink, "../a"), stopJob(flink, "../a", null), cancelJob(flink, "../a")])
      await expect(asked).rejects.toThrow(
        `"../a" is no id of a job, which has 32 digits from 0 to f; weir deploy list --url ${url} shows them`,
      );
    for (const asked of [jobStatus(flink, JOB), stopJob(flink, JOB, null), cancelJob(flink, JOB)])
      await expect(asked).rejects.toThrow(
        `there is no job ${JOB} on the cluster at ${url}, which forgets those that ended after a while; weir deploy list --url ${url} shows its jobs`,
      );
  });
  await serving(stopping(["FAILED"], []), async (url) => {
    await expect(cancelJob(flinkRest(url), JOB)).rejects.toThrow("job weir bts has ended already: it is FAILED");
  });
});

test("a savepoint that fails is told in one line when the job goes on without it, and tried again when it was the job that failed", async () => {
  const full = failed("java.util.concurrent.CompletionException: x\nCaused by: java.io.IOException: No space left on device");
  await serving(stopping(["RUNNING"], [full]), async (url) => {
    await expect(stopJob(flinkRest(url), JOB, null)).rejects.toThrow(
      /^no savepoint was made: No space left on device; the job goes on$/,
    );
  });
  await serving(stopping(["RUNNING", "RESTARTING", "RUNNING"], [full, { location: "file:/s" }]), async (url) => {
    expect(await stopJob(flinkRest(url), JOB, null)).toBe("file:/s");
  });
  // It failed and runs again before anybody asks.
  const suspended = failed(
    "java.util.concurrent.CompletionException: org.a.CheckpointException: Checkpoint Coordinator is suspending.",
  );
  await serving(stopping(["RUNNING"], [suspended, { location: "file:/s" }]), async (url) => {
    expect(await stopJob(flinkRest(url), JOB, null)).toBe("file:/s");
  });
  await serving(stopping(["RUNNING", "RESTARTING", "FAILED"], [full]), async (url) => {
    await expect(stopJob(flinkRest(url), JOB, null)).rejects.toThrow("job weir bts has ended already: it is FAILED");
  });
});

/** A server on this machine while `use` runs. */
async function serving(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
