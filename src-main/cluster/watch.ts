import type { z } from "zod";
import {
  accumulatorsAnswer,
  checkpointsAnswer,
  exceptionsAnswer,
  type FlinkExceptions,
  type FlinkJob,
  type FlinkVertex,
  jobAnswer,
  jobsAnswer,
  metricNamesAnswer,
  metricsAnswer,
} from "./flink-answers.ts";
import { explainFailure } from "./flink-cause.ts";
import type { FlinkRest } from "./flink-rest.ts";

/** A job of the cluster in a list. Times in ms. */
export interface JobSummary {
  readonly id: string;
  readonly name: string;
  /** Flink's: RUNNING, FINISHED, FAILED, CANCELED, RESTARTING, … */
  readonly state: string;
  readonly started: number;
  readonly ended: number | null;
}

/** One operator chain of a job. */
export interface VertexStatus {
  readonly name: string;
  readonly parallelism: number;
  readonly state: string;
  /** Records since the start, in blocks of events. */
  readonly read: number;
  readonly written: number;
  /** Share of time it waits for those behind it, and works, 0…1; null: not known yet. */
  readonly backPressure: number | null;
  readonly busy: number | null;
}

export interface CheckpointStatus {
  readonly completed: number;
  readonly failed: number;
  readonly restored: number;
  /** null: none yet. Bytes, ms. */
  readonly last: { readonly bytes: number; readonly duration: number; readonly time: number; readonly path: string } | null;
}

export interface JobStatus extends JobSummary {
  readonly url: string;
  readonly vertices: readonly VertexStatus[];
  readonly checkpoints: CheckpointStatus;
  /** Counted by the script's operators, by the names of `metrics.json`: sums over all tasks since they started. */
  readonly counts: Readonly<Record<string, number>>;
  /** Place of the savepoint it was stopped with; null: it was not. */
  readonly savepoint: string | null;
  /** One line; null: it has not failed. The last failure it recovered from, while it runs. */
  readonly failure: string | null;
}

const COUNTED = [
  "records_read_total",
  "bytes_read_total",
  "records_accepted_total",
  "malformed",
  "unconvertible",
  "early",
  "late",
  "duplicate",
  "filtered",
  "out_of_order_events_total",
  "events_total",
  "alerts_total",
  "series_points_total",
  "runtime_errors_total",
];

/** Jobs that Weir deployed and others, newest first. */
export async function listJobs(flink: FlinkRest): Promise<JobSummary[]> {
  const { jobs } = await flink.get("/jobs/overview", jobsAnswer);
  return jobs.map(summary).sort((a, b) => b.started - a.started);
}

/** Throws an Error of one line for an id the cluster does not know. */
export async function jobStatus(flink: FlinkRest, id: string): Promise<JobStatus> {
  const path = jobPath(flink, id);
  const [job, checkpoints, exceptions] = await Promise.all([
    flink.get(path, jobAnswer),
    flink.get(`${path}/checkpoints`, checkpointsAnswer),
    flink.get(`${path}/exceptions?maxExceptions=1`, exceptionsAnswer),
  ]);
  const counts: Record<string, number> = {};
  const ended = job["end-time"] > 0;
  const vertices = await Promise.all(job.vertices.map((vertex) => readVertex(flink, id, vertex, counts)));
  // Metrics end with their tasks; what was counted in all stays with the job.
  if (ended) {
    const { "user-task-accumulators": totals = [] } = await flink.get(`${path}/accumulators`, accumulatorsAnswer);
    for (const { name, value } of totals) if (COUNTED.includes(name)) counts[name] = Number(value);
  }
  // Events a filter drops were accepted by the parser before it.
  if (counts["filtered"] !== undefined)
    counts["records_accepted_total"] = (counts["records_accepted_total"] ?? 0) - counts["filtered"];
  const last = checkpoints.latest?.completed ?? null;
  return {
    ...summary(job),
    url: `${flink.url}/#/job/${ended ? "completed" : "running"}/${id}/overview`,
    vertices,
    checkpoints: {
      completed: checkpoints.counts?.completed ?? 0,
      failed: checkpoints.counts?.failed ?? 0,
      restored: checkpoints.counts?.restored ?? 0,
      last:
        last === null
          ? null
          : {
              bytes: last.state_size,
              duration: last.end_to_end_duration,
              time: last.latest_ack_timestamp,
              path: last.external_path ?? "",
            },
    },
    counts,
    savepoint: stoppedWith(job.state, checkpoints),
    failure: failureOf(exceptions),
  };
}

/** Throws an Error of one line for what is no id of a job. */
export function jobPath({ url }: FlinkRest, id: string): string {
  if (!/^[0-9a-f]{32}$/i.test(id))
    throw new Error(
      `${JSON.stringify(id).slice(0, 100)} is no id of a job, which has 32 digits from 0 to f; weir deploy list --url ${url} shows them`,
    );
  return `/jobs/${id}`;
}

async function readVertex(
  flink: FlinkRest,
  job: string,
  vertex: FlinkVertex,
  counts: Record<string, number>,
): Promise<VertexStatus> {
  const { id, name, parallelism, status, metrics } = vertex;
  const path = `/jobs/${job}/vertices/${id}/subtasks/metrics`;
  // Operators' own metrics carry the operator's name before theirs; a job that ended has none.
  const known = await flink.get(path, metricNamesAnswer).catch(() => []);
  const own = known.map(({ id: metric }) => metric).filter((metric) => COUNTED.some((count) => metric.endsWith(`.${count}`)));
  const rates = ["backPressuredTimeMsPerSecond", "busyTimeMsPerSecond"];
  const asked = [...own, ...rates].map(encodeURIComponent).join(",");
  const values = await flink.get(`${path}?get=${asked}`, metricsAnswer).catch(() => []);
  let backPressure: number | null = null;
  let busy: number | null = null;
  for (const { id: metric, sum, max } of values) {
    if (metric === rates[0]) backPressure = share(max);
    else if (metric === rates[1]) busy = share(max);
    else {
      const count = metric.slice(metric.lastIndexOf(".") + 1);
      if (Number.isFinite(sum)) counts[count] = (counts[count] ?? 0) + sum;
    }
  }
  return {
    name,
    parallelism,
    state: status,
    read: metrics?.["read-records"] ?? 0,
    written: metrics?.["write-records"] ?? 0,
    backPressure,
    busy,
  };
}

/** Of ms a second; null for NaN. */
function share(perSecond: number): number | null {
  return Number.isFinite(perSecond) ? Math.min(1, perSecond / 1000) : null;
}

function summary(job: FlinkJob): JobSummary {
  const ended = job["end-time"];
  return { id: job.jid, name: job.name, state: job.state, started: job["start-time"], ended: ended > 0 ? ended : null };
}

/** A savepoint that was asked for on the way stops nothing. */
function stoppedWith(state: string, { latest }: z.output<typeof checkpointsAnswer>): string | null {
  const { checkpoint_type: type, external_path: place } = latest?.savepoint ?? {};
  return state === "FINISHED" && type === "SYNC_SAVEPOINT" ? (place ?? null) : null;
}

function failureOf(exceptions: FlinkExceptions): string | null {
  const trace = exceptions.exceptionHistory?.entries?.[0]?.stacktrace ?? exceptions["root-exception"];
  return trace == null || trace === "" ? null : explainFailure(trace);
}
