import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { jobAnswer, savepointAnswer, stateAnswer, stopAnswer } from "./flink-answers.ts";
import { explainFailure } from "./flink-cause.ts";
import { type FlinkRest, Unknown, Unreached } from "./flink-rest.ts";
import { Patience } from "./patience.ts";
import { addressOf, isAddress } from "./place.ts";
import { type JobStatus, jobPath, jobStatus } from "./watch.ts";

type Job = z.output<typeof jobAnswer>;

/** ms a savepoint waits for its job's tasks, and for a cluster that does not answer: a little more than the longest wait before a restart. */
const UNTIL_TASKS_RUN = 90_000;

/** What Flink says where the job failed, or was not yet whole, and no savepoint of it could be made: it may be made when its tasks run. */
const OF_THE_JOB = new RegExp(
  [
    "Not all required tasks are currently running",
    "Checkpoint Coordinator is suspending",
    "CheckpointCoordinator shutdown",
    "FailoverRegion is restarting",
    "Flink job is currently not executing",
    "Task has failed\\.",
    "declined \\((?:tasks not ready|task is closing)\\)",
    // A task manager is lost, which the job manager learns only some seconds later.
    "the recipient is unreachable",
    "Trigger checkpoint failure",
    "TaskManager with id \\S+ (?:is no longer reachable|timed out)",
    "remote task manager",
    "failed during stopping",
  ].join("|"),
);

/** Of a savepoint that was made of a job that failed as it stopped: the place. */
const HALF = /A savepoint has been created at: (\S+), but/;

/** What Flink says before it turns to the tasks: these have not noticed. All else ends them, and they start again from the last checkpoint. */
const BEFORE_THE_TASKS = /IO-problem detected|No savepoint directory configured|Blocking output edge exists/;

/** An operation that the job manager has forgotten, as it started anew. */
const FORGOTTEN = "the job manager started anew and forgot it";

/**
 * Stops with a savepoint and answers where it is. A job that starts, or starts again, has none before its tasks run: they are waited for,
 * as is a cluster that does not answer for a while; `tell` gets a line whenever it waits for something else. `target` null: where the
 * cluster is set to. Throws an Error of one line that says what state the job is in and what to do.
 */
export async function stopJob(
  flink: FlinkRest,
  id: string,
  target: string | null,
  tell: (said: string) => void = () => {},
  time: number = UNTIL_TASKS_RUN,
): Promise<string> {
  const path = jobPath(flink, id);
  const patience = new Patience(time, tell);
  let pending = false;
  let half: string | null = null;
  try {
    for (;;) {
      const job = await patience.answer(() => flink.get(path, jobAnswer));
      if (ends(job)) {
        const status = await patience.answer(() => jobStatus(flink, id));
        if (pending && status.savepoint !== null) return status.savepoint;
        throw new Refused(whyNone(status));
      }
      let trouble = stateOf(job);
      if (tasksRun(job)) {
        pending = true;
        const { place, failure } = await stopWithSavepoint(flink, path, target, patience);
        if (failure === null) return place;
        pending = failure === FORGOTTEN;
        half = HALF.exec(failure)?.[1] ?? half;
        if (!pending && !OF_THE_JOB.test(failure)) throw new Refused(await whyFailed(flink, id, failure));
        trouble = pending ? failure : explainFailure(failure);
      }
      if (patience.over) throw new Refused(whyNotYet(await jobStatus(flink, id), trouble, patience.seconds));
      await patience.wait(
        `the savepoint waits until all tasks of job ${job.name} run, ${patience.seconds} s at most (${trouble})`,
      );
    }
  } catch (error) {
    if (error instanceof Refused && half !== null)
      throw new Error(`the job failed as it stopped with the savepoint ${half}, and there is no later one: ${error.why}`);
    if (!pending || error instanceof Refused) throw error;
    const { message } = error as Error;
    throw new Error(`whether a savepoint was made is not known: ${message}`, { cause: error });
  }
}

/** Ends it at once, without a savepoint. Throws an Error of one line for a job that has ended already. */
export async function cancelJob(flink: FlinkRest, id: string): Promise<void> {
  const path = jobPath(flink, id);
  const { name, state, "end-time": end } = await flink.get(path, jobAnswer);
  if (end > 0) throw new Error(`job ${name} has ended already: it is ${state}`);
  await flink.patch(`${path}?mode=cancel`);
}

/** It is known that there is none. */
class Refused extends Error {
  readonly why: string;

  constructor(why: string) {
    super(`no savepoint was made: ${why}`);
    this.why = why;
  }
}

/** `failure`: a stack trace, or that it was forgotten; null: the savepoint is at `place`. */
async function stopWithSavepoint(
  flink: FlinkRest,
  path: string,
  target: string | null,
  patience: Patience,
): Promise<{ readonly place: string; readonly failure: string | null }> {
  // Of ours: asked again where the answer was lost, it is one operation still.
  const triggerId = randomUUID().replaceAll("-", "");
  const body = { drain: false, triggerId, ...(target === null ? {} : { targetDirectory: addressOf(target) }) };
  const posted = patience.answer(() => flink.post(`${path}/stop`, body, stopAnswer));
  const { "request-id": request } = await posted.catch((error: Error) => {
    throw error instanceof Unreached ? error : new Refused(error.message);
  });
  const operation = `${path}/savepoints/${encodeURIComponent(request)}`;
  try {
    for (;;) {
      const began = Date.now();
      const { status, operation: end } = await patience.answer(() => flink.get(operation, savepointAnswer));
      if (status.id === "COMPLETED")
        return { place: end?.location ?? "", failure: end?.["failure-cause"]?.["stack-trace"] ?? null };
      await patience.wait("the savepoint is being written");
      patience.spare(began);
    }
  } catch (error) {
    if (error instanceof Unknown) return { place: "", failure: FORGOTTEN };
    throw error;
  }
}

/** No way leads from there to tasks that run. */
function ends({ state, "end-time": end }: Job): boolean {
  return end > 0 || state === "CANCELLING" || state === "FAILING";
}

function tasksRun({ state, vertices }: Job): boolean {
  const runs = (one: string): boolean => one === "RUNNING" || one === "FINISHED";
  return (
    state === "RUNNING" &&
    vertices.every(({ status, tasks = {} }) => runs(status) && Object.entries(tasks).every(([one, n]) => n === 0 || runs(one)))
  );
}

/** Flink's word for a job's state says RUNNING of one whose tasks have no place to run yet. */
function stateOf({ state, vertices }: Job): string {
  if (state !== "RUNNING") return `it is ${state}`;
  const waits = vertices.some(({ status, tasks }) => status === "CREATED" || status === "SCHEDULED" || tasks?.["SCHEDULED"]);
  return waits ? WAITS_FOR_SLOTS : "its tasks start";
}

const WAITS_FOR_SLOTS = "its tasks wait for slots";

function whyNone({ name, state, savepoint, ...status }: JobStatus): string {
  const ended = `job ${name} has ended already: it is ${state}`;
  if (state === "FAILED" || state === "FAILING") return `${ended}: ${status.failure ?? "Flink says no cause"}${keeps(status)}`;
  if (state === "CANCELLING") return `job ${name} is being cancelled`;
  if (state === "CANCELED") return `${ended}, and a cancelled job keeps nothing to go on from`;
  if (savepoint !== null) return `${ended}, stopped with the savepoint ${savepoint}`;
  return `${ended}, it has read all there was`;
}

/** The job was well, the savepoint was not. */
async function whyFailed(flink: FlinkRest, id: string, failure: string): Promise<string> {
  const why = explainFailure(failure);
  // The failure is what is to be told, also where nobody says what became of the job.
  const after = await flink.get(`${jobPath(flink, id)}/status`, stateAnswer).catch(() => null);
  if (after === null) return why;
  if (after.status === "FAILED" || after.status === "FAILING")
    return `${why}; the job failed with it${keeps(await jobStatus(flink, id))}`;
  return `${why}; the job goes on${BEFORE_THE_TASKS.test(failure) ? "" : " from its last checkpoint"}`;
}

function whyNotYet({ name, state, failure, ...status }: JobStatus, trouble: string, seconds: number): string {
  const after = failure === null ? "" : `, after: ${failure}`;
  const not = `the tasks of job ${name} did not all run within ${seconds} s (${trouble}${after})`;
  if (trouble === WAITS_FOR_SLOTS) return `${not}; add a task manager and stop it again`;
  if (state === "SUSPENDED")
    return `${not}; its job manager gave it up, and only one with high availability takes it up again${keeps(status)}`;
  return `${not}; stop it again when they do: a job that fails for good keeps its last checkpoint, a cancelled one keeps nothing`;
}

function keeps({ checkpoints: { last } }: Pick<JobStatus, "checkpoints">): string {
  return last !== null && isAddress(last.path) ? `; go on from its last checkpoint, ${last.path}` : "";
}
