import { z } from "zod";

/** What Flink 1.20's REST API answers, as far as it is looked at (nightlies.apache.org/flink/flink-docs-release-1.20, REST API). */

export const configAnswer = z.object({ "flink-version": z.string() });

/** What the cluster is set to. */
export const settingsAnswer = z.array(z.object({ key: z.string(), value: z.string() }));

export const overviewAnswer = z.object({ taskmanagers: z.number(), "slots-total": z.number(), "slots-available": z.number() });

export const jarsAnswer = z.object({ files: z.array(z.object({ id: z.string(), name: z.string() })) });
export const uploadAnswer = z.object({ filename: z.string() });
export const runAnswer = z.object({ jobid: z.string() });

/** Times in ms; `end-time` -1 while it runs. */
const job = z.object({
  jid: z.string(),
  name: z.string(),
  state: z.string(),
  "start-time": z.number(),
  "end-time": z.number(),
});
export type FlinkJob = z.infer<typeof job>;
export const jobsAnswer = z.object({ jobs: z.array(job) });

const vertex = z.object({
  id: z.string(),
  name: z.string(),
  parallelism: z.number(),
  status: z.string(),
  /** Tasks by state: `status` is RUNNING as soon as one of them is. */
  tasks: z.record(z.string(), z.number()).optional(),
  metrics: z.object({ "read-records": z.number(), "write-records": z.number() }).partial().optional(),
});
export type FlinkVertex = z.infer<typeof vertex>;
export const jobAnswer = job.extend({ vertices: z.array(vertex) });

export const checkpointsAnswer = z.object({
  counts: z.object({ completed: z.number(), failed: z.number(), restored: z.number() }).optional(),
  latest: z
    .object({
      completed: z
        .object({
          state_size: z.number(),
          end_to_end_duration: z.number(),
          latest_ack_timestamp: z.number(),
          external_path: z.string().nullish(),
        })
        .nullish(),
      savepoint: z.object({ checkpoint_type: z.string().optional(), external_path: z.string().nullish() }).nullish(),
    })
    .optional(),
});

/** Of a job; never from the cache that the other answers about one may come from. */
export const stateAnswer = z.object({ status: z.string() });

export const exceptionsAnswer = z.object({
  "root-exception": z.string().nullish(),
  exceptionHistory: z.object({ entries: z.array(z.object({ stacktrace: z.string().optional() })).optional() }).optional(),
});
export type FlinkExceptions = z.infer<typeof exceptionsAnswer>;

export const accumulatorsAnswer = z.object({
  "user-task-accumulators": z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

export const metricNamesAnswer = z.array(z.object({ id: z.string() }));
/** What a task cannot tell yet comes as the text "NaN". */
const figure = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === "number" ? value : Number.NaN));
export const metricsAnswer = z.array(z.object({ id: z.string(), sum: figure, max: figure }));

export const stopAnswer = z.object({ "request-id": z.string() });
export const savepointAnswer = z.object({
  status: z.object({ id: z.string() }),
  operation: z
    .object({
      location: z.string().nullish(),
      "failure-cause": z.object({ "stack-trace": z.string().optional() }).nullish(),
    })
    .nullish(),
});
