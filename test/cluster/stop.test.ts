import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { flinkRest } from "../../src-main/cluster/flink-rest.ts";
import { cancelJob, stopJob } from "../../src-main/cluster/stop.ts";
import { jobStatus } from "../../src-main/cluster/watch.ts";
import { type FakeJob, failed, fakeFlink, JOB, job, made, serving } from "./fake-flink.ts";

const checkpoint = (type: string, path: string): object => ({
  ...{ checkpoint_type: type, state_size: 1, end_to_end_duration: 1, latest_ack_timestamp: 1, external_path: path },
});
const KEPT = { latest: { completed: checkpoint("CHECKPOINT", "file:/c/chk-7") } };
const STOPPED = { latest: { savepoint: checkpoint("SYNC_SAVEPOINT", "file:/s/savepoint-1") } };
const LOST = { exceptionHistory: { entries: [{ stacktrace: "a.b.JobMasterException: TaskManager with id x is gone." }] } };

/** As Flink 1.20 tells them. */
const CHECKPOINT_FAILURE = "java.util.concurrent.CompletionException: org.a.CheckpointException: ";
const FULL = failed(
  `${CHECKPOINT_FAILURE}Asynchronous task checkpoint failed.\nCaused by: java.lang.Exception: Could not materialize checkpoint 5 for operator rules (3/3)#0.\nCaused by: java.util.concurrent.ExecutionException: java.io.IOException: No space left on device`,
);
const UNREACHED = failed(
  `${CHECKPOINT_FAILURE}Trigger checkpoint failure.\nCaused by: org.a.RecipientUnreachableException: Could not send message [RemoteRpcInvocation(TaskExecutorGateway.triggerCheckpoint(long))] from sender [Actor[pekko://flink/temp/taskmanager_0]] to recipient [Actor[pekko.tcp://flink@localhost:1]], because the recipient is unreachable. This can either mean that the recipient has been terminated or that the remote RpcService is currently not reachable.`,
);
const NOT_YET = failed(
  `${CHECKPOINT_FAILURE}Checkpoint triggering task rules (1/2) of job a is not being executed at the moment. Aborting checkpoint. Failure reason: Not all required tasks are currently running.`,
);
const SUSPENDED = failed(`${CHECKPOINT_FAILURE}Checkpoint Coordinator is suspending.`);

/** What `stopJob` said and how it ended: the savepoint's place, or why there is none. */
async function stopped(fake: FakeJob, time?: number): Promise<{ said: string[]; end: string; stops: number }> {
  const said: string[] = [];
  const asked: { path: string; body: string }[] = [];
  let end = "";
  await serving(fakeFlink(fake, asked), async (url) => {
    const stop = stopJob(flinkRest(url), JOB, null, (line) => said.push(line.replaceAll(url, "URL")), time);
    end = await stop.catch((error: Error) => error.message.replaceAll(url, "URL"));
  });
  return { said, end, stops: asked.filter(({ path }) => path === "POST /stop").length };
}

test("a savepoint right behind a lost task manager waits until the job runs again: it is told what for and how long, and made", async () => {
  const restarts = [
    job("RUNNING"),
    job("RESTARTING"),
    job("RUNNING", { CREATED: 2 }),
    job("RUNNING", { RUNNING: 1, INITIALIZING: 1 }),
  ];
  const { said, end, stops } = await stopped({
    job: [...restarts, job("RUNNING")],
    savepoint: [UNREACHED, NOT_YET, { status: { id: "IN_PROGRESS" } }, made("file:/s")],
  });
  expect(end).toBe("file:/s");
  expect(stops).toBe(3);
  const waits = "the savepoint waits until all tasks of job weir bts run, 90 s at most";
  expect(said).toEqual([
    `${waits} (a task manager is not reached: it may be lost)`,
    `${waits} (it is RESTARTING)`,
    `${waits} (its tasks wait for slots)`,
    `${waits} (its tasks start)`,
    `${waits} (not all of its tasks run yet)`,
    "the savepoint is being written",
  ]);
});

test.each([
  ["CREATED", job("CREATED"), "it is CREATED"],
  ["INITIALIZING", job("INITIALIZING"), "it is INITIALIZING"],
  ["RECONCILING", job("RECONCILING"), "it is RECONCILING"],
  ["SUSPENDED", job("SUSPENDED"), "it is SUSPENDED"],
])("a job that is %s is waited for", async (_, state, why) => {
  const { said, end } = await stopped({ job: [state, job("RUNNING")], savepoint: [made("file:/s")] });
  expect(said).toEqual([`the savepoint waits until all tasks of job weir bts run, 90 s at most (${why})`]);
  expect(end).toBe("file:/s");
});

test("a job whose tasks do not run in time is told with its state, its last failure and what to do", async () => {
  const not = "no savepoint was made: the tasks of job weir bts did not all run within 0 s";
  expect(await stopped({ job: [job("RESTARTING")], exceptions: LOST }, 0)).toEqual({
    said: [],
    end: `${not} (it is RESTARTING, after: TaskManager with id x is gone); stop it again when they do: a job that fails for good keeps its last checkpoint, a cancelled one keeps nothing`,
    stops: 0,
  });
  const slots = await stopped({ job: [job("RUNNING", { SCHEDULED: 2 })] }, 0);
  expect(slots.end).toBe(`${not} (its tasks wait for slots); add a task manager and stop it again`);
  const suspended = await stopped({ job: [job("SUSPENDED")], checkpoints: KEPT }, 0);
  expect(suspended.end).toBe(
    `${not} (it is SUSPENDED); its job manager gave it up, and only one with high availability takes it up again; go on from its last checkpoint, file:/c/chk-7`,
  );
  const unreached = await stopped({ job: [job("RUNNING")], savepoint: [UNREACHED] }, 0);
  expect(unreached.end).toContain(`${not} (a task manager is not reached: it may be lost); stop it again when they do`);
});

test("a job that has ended, or that nothing leads back from, is told at once, with what there is to go on from", async () => {
  const end = async (fake: FakeJob): Promise<string> => (await stopped(fake)).end.replace("no savepoint was made: ", "");
  const ended = "job weir bts has ended already: it is";
  expect(await end({ job: [job("FINISHED")] })).toBe(`${ended} FINISHED, it has read all there was`);
  expect(await end({ job: [job("FINISHED")], checkpoints: STOPPED })).toBe(
    `${ended} FINISHED, stopped with the savepoint file:/s/savepoint-1`,
  );
  expect(await end({ job: [job("CANCELED")] })).toBe(`${ended} CANCELED, and a cancelled job keeps nothing to go on from`);
  for (const state of ["FAILED", "FAILING"])
    expect(await end({ job: [job(state)], exceptions: LOST, checkpoints: KEPT })).toBe(
      `${ended} ${state}: TaskManager with id x is gone; go on from its last checkpoint, file:/c/chk-7`,
    );
  expect(await end({ job: [job("CANCELLING")] })).toBe("job weir bts is being cancelled");
  // It failed while its savepoint was made, or had read all.
  expect(await end({ job: [job("RUNNING"), job("FAILED")], savepoint: [SUSPENDED] })).toBe(
    `${ended} FAILED: Flink says no cause`,
  );
  expect(await end({ job: [job("RUNNING"), job("FINISHED")], savepoint: [SUSPENDED] })).toBe(
    `${ended} FINISHED, it has read all there was`,
  );
});

test("a savepoint that fails by itself is not tried again, which would cost the job another start each time, and says what it costs", async () => {
  const full = { job: [job("RUNNING")], savepoint: [FULL, made("file:/s")] };
  expect(await stopped({ ...full, status: [{ status: "RESTARTING" }] })).toEqual({
    said: [],
    end: "no savepoint was made: No space left on device; the job goes on from its last checkpoint",
    stops: 1,
  });
  const last = await stopped({ ...full, status: [{ status: "FAILED" }], checkpoints: KEPT });
  expect(last.end).toBe(
    "no savepoint was made: No space left on device; the job failed with it; go on from its last checkpoint, file:/c/chk-7",
  );
  expect((await stopped({ ...full, status: [503] })).end).toBe("no savepoint was made: No space left on device");
  // The job manager turns to the tasks only when it has a folder.
  const folder = failed(
    `${CHECKPOINT_FAILURE}An Exception occurred while triggering the checkpoint. IO-problem detected.\nCaused by: java.io.IOException: Failed to create savepoint directory at file:/proc/x`,
  );
  expect((await stopped({ job: [job("RUNNING")], savepoint: [folder] })).end).toBe(
    "no savepoint was made: Failed to create savepoint directory at file:/proc/x; the job goes on",
  );
  const none = await stopped({ job: [job("RUNNING")], stop: [400] });
  expect(none.end).toBe(
    "no savepoint was made: Flink at URL refused: the cluster names no folder for savepoints; name one with --savepoint DIR or in Flink's execution.checkpointing.savepoint-dir",
  );
});

test("a savepoint that was made of a job that failed as it stopped is made again when it runs", async () => {
  const half = failed(
    "org.a.StopWithSavepointStoppingException: A savepoint has been created at: file:/s1, but the corresponding job a failed during stopping. The savepoint is consistent, but might have uncommitted transactions.",
  );
  const { end, stops } = await stopped({
    job: [job("RUNNING"), job("RESTARTING"), job("RUNNING")],
    savepoint: [half, made("file:/s2")],
  });
  expect([end, stops]).toEqual(["file:/s2", 2]);
  // What there is of it is not hidden.
  const cancelled = await stopped({ job: [job("RUNNING"), job("CANCELLING")], savepoint: [half] });
  expect(cancelled.end).toBe(
    "the job failed as it stopped with the savepoint file:/s1, and there is no later one: job weir bts is being cancelled",
  );
});

test("a job manager that does not answer for a while ends nothing: what stops the job is one operation however often it is sent", async () => {
  const asked: { path: string; body: string }[] = [];
  const said: string[] = [];
  const fake: FakeJob = {
    job: [503, job("RUNNING")],
    stop: ["breaks", 503, { "request-id": "r" }],
    savepoint: [503, "breaks", made("file:/s")],
  };
  await serving(fakeFlink(fake, asked), async (url) => {
    expect(await stopJob(flinkRest(url), JOB, null, (line) => said.push(line.replaceAll(url, "URL")))).toBe("file:/s");
  });
  expect(asked.map(({ path }) => path)).toEqual(["POST /stop", "POST /stop", "POST /stop"]);
  const ids = asked.map(({ body }) => (JSON.parse(body) as { triggerId: string }).triggerId);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(said[0]).toBe("the job manager does not answer: it is waited for, 90 s at most");
});

test("a job manager that never answered, and one that does not come back in time, are told", async () => {
  expect((await stopped({ job: ["breaks"] })).end).toMatch(
    /^no Flink cluster answers at URL \(.+\); start it or correct the address$/,
  );
  expect((await stopped({ job: [job("RUNNING")], savepoint: [503] }, 0)).end).toBe(
    "whether a savepoint was made is not known: no job manager is ready behind URL (HTTP 503); try again when one is",
  );
});

test("a job manager that started anew has forgotten the operation: the savepoint is found by the job, or asked for again", async () => {
  const found = await stopped({ job: [job("RUNNING"), job("FINISHED")], savepoint: [404], checkpoints: STOPPED });
  expect(found.end).toBe("file:/s/savepoint-1");
  const again = await stopped({ job: [job("RUNNING"), job("RECONCILING"), job("RUNNING")], savepoint: [404, made("file:/s")] });
  expect([again.end, again.stops]).toEqual(["file:/s", 2]);
});

test("a job is told to be stopped with a savepoint only by that one", async () => {
  const shown = async (fake: FakeJob): Promise<string | null> => {
    let savepoint: string | null = null;
    await serving(fakeFlink(fake), async (url) => {
      ({ savepoint } = await jobStatus(flinkRest(url), JOB));
    });
    return savepoint;
  };
  expect(await shown({ job: [job("FINISHED")], checkpoints: STOPPED })).toBe("file:/s/savepoint-1");
  // Asked for on the way.
  const other = { latest: { savepoint: checkpoint("SAVEPOINT", "file:/s/other") } };
  expect(await shown({ job: [job("FINISHED")], checkpoints: other })).toBeNull();
  expect(await shown({ job: [job("RESTARTING")], checkpoints: STOPPED })).toBeNull();
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
        `there is no job ${JOB} on the cluster at ${url}, which forgets those that ended after a while, and all when its job manager starts anew without high availability (their checkpoints stay in their folder); weir deploy list --url ${url} shows its jobs`,
      );
  });
  await serving(fakeFlink({ job: [job("FAILED")] }), async (url) => {
    await expect(cancelJob(flinkRest(url), JOB)).rejects.toThrow("job weir bts has ended already: it is FAILED");
  });
});
