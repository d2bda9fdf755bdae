import { brokerLogin } from "../cluster/broker-login.ts";
import { jobName, makeBundle } from "../cluster/bundle.ts";
import { checkVersion, defaultInterval, deployFlink } from "../cluster/deploy.ts";
import { overviewAnswer } from "../cluster/flink-answers.ts";
import { flinkRest } from "../cluster/flink-rest.ts";
import { ResultFeed } from "../cluster/result-feed.ts";
import { cancelJob, stopJob } from "../cluster/stop.ts";
import { jobStatus, listJobs } from "../cluster/watch.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Mapping } from "../sources/mapping.ts";
import type { QueueSource } from "../sources/rabbitmq/queue-source.ts";
import type { Source } from "../sources/source.ts";
import { type Answers, sessionOf } from "./answers.ts";

type Method = "deploy.connect" | "deploy.start" | "deploy.status" | "deploy.stop" | "deploy.results";

/** Keys are spread over so many partitions: the most parallelism a job can be rescaled to. */
const PARTITIONS = 32;

/** What is open, sent to a Flink cluster and watched there. */
export function deployAnswers(bench: Workbench, version: string): { answers: Answers<Method>; close(): Promise<void> } {
  let feed: ResultFeed | null = null;
  /** What the savepoints of jobs that are being stopped wait for. */
  const waits = new Map<string, string>();
  const answers: Answers<Method> = {
    "deploy.connect": async ({ url }) => {
      const flink = flinkRest(url);
      const [known, overview, jobs] = await Promise.all([
        checkVersion(flink),
        flink.get("/overview", overviewAnswer),
        listJobs(flink),
      ]);
      return {
        url: flink.url,
        version: known,
        taskManagers: overview.taskmanagers,
        slots: overview["slots-total"],
        freeSlots: overview["slots-available"],
        jobs,
      };
    },
    "deploy.start": async ({ url, parallelism, fromSavepoint, folder, results }) => {
      const { input, analysis } = sessionOf(bench);
      const flink = flinkRest(url);
      await checkVersion(flink);
      const bundle = await makeBundle({
        input: { ...input, plugins: await bench.plugins.choices(), mapping: knownMapping(analysis.source) ?? input.mapping },
        workerDir: bench.workerDir,
        version,
        name: jobName(input),
        partitions: PARTITIONS,
        consumers: 1,
        folder,
        results,
      });
      const source = input.queue?.url ?? "";
      const to = bundle.layout.sinks.rabbitmq;
      const broker = results?.url ?? source;
      if (to !== null) {
        await feed?.close();
        feed = new ResultFeed(broker, to.queue);
        await feed.open();
        if (feed.error !== null) throw new Error(`results queue: ${feed.error}`);
      }
      const deployed = await deployFlink(flink, {
        bundle,
        workerDir: bench.workerDir,
        ...(parallelism === null ? {} : { parallelism }),
        ...(fromSavepoint === null ? {} : { fromSavepoint }),
        checkpointInterval: defaultInterval(bundle.layout),
        restarts: 10,
        credentials: { source: brokerLogin(source), results: brokerLogin(broker) },
      });
      return { job: deployed.jobId, parallelism: deployed.parallelism, notes: deployed.notes };
    },
    "deploy.status": async ({ url, job }) => ({ ...(await jobStatus(flinkRest(url), job)), waits: waits.get(job) ?? null }),
    "deploy.stop": async ({ url, job, cancel }) => {
      const flink = flinkRest(url);
      if (cancel) {
        await cancelJob(flink, job);
        return { savepoint: null };
      }
      try {
        return { savepoint: await stopJob(flink, job, null, (said) => waits.set(job, said)) };
      } finally {
        waits.delete(job);
      }
    },
    "deploy.results": ({ limit }) => ({
      queue: feed?.queue ?? null,
      error: feed?.error ?? null,
      total: feed?.total ?? 0,
      alerts: (feed?.newest(limit) ?? []).map(({ key, ...alert }) => ({ ...alert, ...key })),
    }),
  };
  return {
    answers,
    close: async () => {
      await feed?.close();
    },
  };
}

/** As it was decided when the source was opened: on the cluster nothing is to be guessed again. */
function knownMapping(source: Source): Mapping | null {
  const { mapping, columns } = source as Partial<Pick<QueueSource, "mapping" | "columns">>;
  return mapping == null || columns == null ? null : { ...mapping, columns: [...columns] };
}
