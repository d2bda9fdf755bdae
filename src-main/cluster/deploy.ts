import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ClusterBundle } from "./bundle.ts";
import { configAnswer, jarsAnswer, overviewAnswer, runAnswer } from "./flink-answers.ts";
import type { FlinkRest } from "./flink-rest.ts";
import type { JobLayout } from "./job.ts";

export interface DeployOptions {
  readonly bundle: ClusterBundle;
  readonly workerDir: string;
  /** undefined: as many slots as are free, at most `partitions`. */
  readonly parallelism?: number;
  readonly fromSavepoint?: string;
  /** ms between checkpoints. */
  readonly checkpointInterval: number;
  /** Where checkpoints go, as the cluster sees it; undefined: what the cluster is set to. */
  readonly checkpoints?: string;
  /** Restarts after failures before the job is given up. */
  readonly restarts: number;
  /** user:password of the source's broker and of the results', or "". */
  readonly credentials: { readonly source: string; readonly results: string };
}

export interface Deployed {
  readonly jobId: string;
  readonly parallelism: number;
}

/** The version whose classes the job's jar was built against. */
const FLINK_LINE = "1.20";

/**
 * ms between checkpoints when nobody says. A queue's messages are acknowledged by them, and no more than its prefetch come in between.
 */
export function defaultInterval({ sources }: Pick<JobLayout, "sources">): number {
  return sources.some(({ kind }) => kind === "rabbitmq") ? 1000 : 10_000;
}

/** Uploads the job's jar when the cluster has not got it yet, and runs the bundle. Throws an Error of one line. */
export async function deployFlink(flink: FlinkRest, options: DeployOptions): Promise<Deployed> {
  const { bundle, workerDir, fromSavepoint, checkpointInterval, checkpoints, restarts, credentials } = options;
  await checkVersion(flink);
  const parallelism = options.parallelism ?? (await freeSlots(flink, bundle.layout.partitions));
  if (parallelism > bundle.layout.partitions)
    throw new Error(`--parallelism ${parallelism} is more than --max-parallelism ${bundle.layout.partitions}; raise that`);
  const jar = await uploadOnce(flink, findJar(workerDir));
  const { layout, script } = bundle;
  const description = {
    ...layout,
    rules: layout.lanes.flat().join(", "),
    checkpointInterval,
    checkpoints: checkpoints ?? null,
    restarts,
  };
  const body = {
    parallelism,
    programArgsList: [
      Buffer.from(JSON.stringify(description)).toString("base64"),
      gzipSync(script, { level: 9 }).toString("base64"),
      credentials.source,
      credentials.results,
    ],
    ...(fromSavepoint === undefined ? {} : { savepointPath: fromSavepoint }),
  };
  const running = flink.post(`/jars/${encodeURIComponent(jar)}/run`, body, runAnswer);
  const { jobid } = await running.catch((error: Error) => {
    if (fromSavepoint === undefined) throw error;
    throw new Error(`the job does not go on from savepoint ${fromSavepoint}: ${error.message}`, { cause: error });
  });
  return { jobId: jobid, parallelism };
}

/** The cluster's version. Throws an Error of one line for one that cannot run the job. */
export async function checkVersion(flink: FlinkRest): Promise<string> {
  const { "flink-version": version } = await flink.get("/config", configAnswer);
  if (!version.startsWith(`${FLINK_LINE}.`))
    throw new Error(
      `the cluster at ${flink.url} runs Flink ${version}; Weir's job is for ${FLINK_LINE} (the RabbitMQ connector needs it): use a ${FLINK_LINE} cluster`,
    );
  return version;
}

async function freeSlots(flink: FlinkRest, most: number): Promise<number> {
  const { "slots-available": free } = await flink.get("/overview", overviewAnswer);
  if (free < 1) throw new Error(`the cluster at ${flink.url} has no free slot; stop a job or add a task manager`);
  return Math.min(free, most);
}

/** Jar files are kept on the cluster under their content's name. */
async function uploadOnce(flink: FlinkRest, path: string): Promise<string> {
  const jar = readFileSync(path);
  const name = `weir-flink-${createHash("sha256").update(jar).digest("hex").slice(0, 16)}.jar`;
  const { files } = await flink.get("/jars", jarsAnswer);
  return files.find((file) => file.name === name)?.id ?? (await flink.upload(name, jar));
}

function findJar(workerDir: string): string {
  const places = [join(workerDir, "weir-flink.jar"), join(workerDir, "..", "..", "src-flink", "target", "weir-flink.jar")];
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error("the job's jar is not built; run npm run build:flink (it needs JDK 17 and Maven)");
  return found;
}
