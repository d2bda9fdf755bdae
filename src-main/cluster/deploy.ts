import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ClusterBundle } from "./bundle.ts";
import { configAnswer, jarsAnswer, overviewAnswer, runAnswer, settingsAnswer } from "./flink-answers.ts";
import type { FlinkRest } from "./flink-rest.ts";
import type { JobLayout } from "./job.ts";
import { addressOf } from "./place.ts";

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
  /** What the one who deployed should know, a line each. */
  readonly notes: readonly string[];
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
  const { partitions } = bundle.layout;
  if (options.parallelism !== undefined && options.parallelism > partitions)
    throw new Error(`--parallelism ${options.parallelism} is more than --max-parallelism ${partitions}; raise that`);
  const { "slots-available": free } = await flink.get("/overview", overviewAnswer);
  if (free < 1 && options.parallelism === undefined)
    throw new Error(`the cluster at ${flink.url} has no free slot; stop a job or add a task manager`);
  const parallelism = options.parallelism ?? Math.min(free, partitions);
  const jar = await uploadOnce(flink, findJar(workerDir));
  const { layout, script } = bundle;
  const description = {
    ...layout,
    rules: layout.lanes.flat().join(", "),
    checkpointInterval,
    checkpoints: checkpoints === undefined ? null : addressOf(checkpoints),
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
    ...(fromSavepoint === undefined ? {} : { savepointPath: addressOf(fromSavepoint) }),
  };
  const running = flink.post(`/jars/${encodeURIComponent(jar)}/run`, body, runAnswer);
  const { jobid } = await running.catch((error: Error) => {
    if (fromSavepoint === undefined) throw error;
    // Flink tells an operator by its hash.
    const why = error.message.includes("because the operator is not available")
      ? "it is of a job with another source, filter or place for results, which this one has not; deploy with it, or without the savepoint"
      : error.message;
    throw new Error(`the job does not go on from savepoint ${fromSavepoint}: ${why}`, { cause: error });
  });
  const notes: string[] = [];
  if (free < parallelism)
    notes.push(
      `the job wants ${parallelism} slot${parallelism === 1 ? "" : "s"} and ${free} ${free === 1 ? "is" : "are"} free: it waits for task managers`,
    );
  if (checkpoints === undefined && !(await hasCheckpointFolder(flink)))
    notes.push(
      "the cluster names no folder for checkpoints, so they stay in the job manager's memory, at most 5 MB a task, and go with it; name one with --checkpoints DIR or in Flink's execution.checkpointing.dir",
    );
  return { jobId: jobid, parallelism, notes };
}

/** Whether Flink is set to write checkpoints somewhere; true where it does not tell. */
async function hasCheckpointFolder(flink: FlinkRest): Promise<boolean> {
  const settings = await flink.get("/jobmanager/config", settingsAnswer).catch(() => null);
  if (settings === null) return true;
  return settings.some(({ key, value }) => /^(state\.checkpoints|execution\.checkpointing)\.dir$/.test(key) && value !== "");
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
