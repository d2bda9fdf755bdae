import { Command } from "commander";
import { brokerLogin } from "../cluster/broker-login.ts";
import { collectResults } from "../cluster/collect.ts";
import { defaultInterval, deployFlink } from "../cluster/deploy.ts";
import { type FlinkRest, flinkRest } from "../cluster/flink-rest.ts";
import { Patience } from "../cluster/patience.ts";
import { isAddress } from "../cluster/place.ts";
import { cancelJob, stopJob } from "../cluster/stop.ts";
import { type JobStatus, jobStatus, listJobs } from "../cluster/watch.ts";
import { bundleOf, type ClusterSourceOptions, withSourceOptions } from "./cluster-options.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { durationOption, positiveInteger } from "./options.ts";
import { print, printJson, say } from "./terminal.ts";

interface Where {
  readonly url: string;
}

interface FlinkOptions extends ClusterSourceOptions, Where {
  readonly parallelism?: number;
  readonly fromSavepoint?: string;
  readonly checkpointEvery?: number;
  readonly checkpoints?: string;
  readonly restarts: number;
}

/** ms a job manager may be away while the end of a job is waited for. */
const UNTIL_ANSWERED = 90_000;

/** Told when results are collected; the others stay in their files. */
const MOST_PROBLEMS = 20;

const URL_TEXT = "the cluster's REST address, such as http://host:8081";

/** `weir deploy flink|list|status|stop|collect`. */
export function deployCommand(workerDir: string): Command {
  const command = new Command("deploy").description("Run the same rules on an Apache Flink cluster, watch and stop them.");
  command.addCommand(listCommand());
  command.addCommand(statusCommand());
  command.addCommand(stopCommand());
  command.addCommand(collectCommand());
  command.addCommand(flinkCommand(workerDir));
  return command;
}

function listCommand(): Command {
  return new Command("list")
    .description("Jobs of a cluster, newest first, one a line.")
    .requiredOption("--url <url>", URL_TEXT)
    .action(async ({ url }: Where) => {
      const flink = await asUsage(() => flinkRest(url));
      for (const { id, state, started, name } of await listJobs(flink))
        print(`${id} ${state.padEnd(10)} ${new Date(started).toISOString()} ${name}`);
    });
}

function statusCommand(): Command {
  return new Command("status")
    .description("State, rates, back-pressure, checkpoints and counts of a job, as JSON; without one: the newest.")
    .argument("[job]", "id of the job")
    .requiredOption("--url <url>", URL_TEXT)
    .option("--wait", "until it has ended; exit code 1 when it failed")
    .action(async (job: string | undefined, { url, wait = false }: Where & { readonly wait?: boolean }) => {
      const flink = await asUsage(() => flinkRest(url));
      const id = job ?? (await listJobs(flink))[0]?.id;
      if (id === undefined) throw new Error(`the cluster at ${flink.url} has no job`);
      let status = await jobStatus(flink, id);
      if (wait) status = await untilEnded(flink, status);
      printJson(status);
      if (status.state === "FAILED") throw new Error(failed(status));
    });
}

/** A job manager that is away for a while does not end the wait. */
async function untilEnded(flink: FlinkRest, first: JobStatus): Promise<JobStatus> {
  const patience = new Patience(UNTIL_ANSWERED, say, true);
  for (let status = first; ; ) {
    if (status.ended !== null) return status;
    await new Promise((resolve) => setTimeout(resolve, 500));
    patience.renew();
    status = await patience.answer(() => jobStatus(flink, first.id));
  }
}

function stopCommand(): Command {
  return new Command("stop")
    .description("Stop a job with a savepoint, whose place is printed; --from-savepoint goes on from it.")
    .argument("<job>", "id of the job")
    .requiredOption("--url <url>", URL_TEXT)
    .option("--savepoint <dir>", "folder for the savepoint as the cluster sees it; else what the cluster is set to")
    .option("--cancel", "at once, without a savepoint")
    .action(async (job: string, { url, savepoint, cancel = false }: Where & { savepoint?: string; cancel?: boolean }) => {
      const flink = await asUsage(() => flinkRest(url));
      if (cancel) await cancelJob(flink, job);
      else print(await stopJob(flink, job, savepoint ?? null, say));
    });
}

function collectCommand(): Command {
  return new Command("collect")
    .description("Join the parts a job has written into alerts.jsonl, series.csv and rejects.csv, as weir run --out writes them.")
    .argument("<results>", "the folder given to weir deploy flink --results")
    .requiredOption("--out <dir>", "folder for the files")
    .action(async (results: string, { out }: { out: string }) => {
      const { parts, problems } = await asUsage(() => collectResults(results, out));
      say(
        `${out}: ${Object.entries(parts)
          .map(([file, n]) => `${file} of ${counted(n, "part")}`)
          .join(", ")}`,
      );
      for (const { rule, hook, message, count, switchedOff } of problems.slice(0, MOST_PROBLEMS))
        say(`rule ${rule}, ${hook}: ${message} (${counted(count, "time")})${switchedOff ? " — switched off" : ""}`);
      if (problems.length > MOST_PROBLEMS)
        say(`and ${counted(problems.length - MOST_PROBLEMS, "other problem")} in ${results}/problems`);
    });
}

function flinkCommand(workerDir: string): Command {
  return withSourceOptions(new Command("flink").description("Deploy to an Apache Flink 1.20 cluster."))
    .requiredOption("--url <url>", URL_TEXT)
    .option("--parallelism <n>", "tasks of the rules; without it as many as slots are free", positiveInteger)
    .option("--from-savepoint <path>", "go on from a savepoint, with the same or another parallelism")
    .option("--checkpoint-every <duration>", "time between checkpoints (10s; of a queue 1s, as they acknowledge)", durationOption)
    .option("--checkpoints <dir>", "folder for checkpoints as the cluster sees it; else what the cluster is set to")
    .option("--restarts <n>", "restarts after failures before the job is given up", positiveInteger, 10)
    .action(async (sources: string[], options: FlinkOptions, command: Command) => {
      const rest = await asUsage(() => flinkRest(options.url));
      const bundle = await asUsage(() => bundleOf(sources, options, command, workerDir));
      const { folder, rabbitmq } = bundle.layout.sinks;
      if (folder === null && rabbitmq === null)
        throw new UsageError(
          "nobody would see the results: name a folder with --results DIR, or a queue with --results-queue NAME",
        );
      const { jobId, parallelism, notes } = await deployFlink(rest, {
        bundle,
        workerDir,
        parallelism: options.parallelism,
        fromSavepoint: options.fromSavepoint,
        checkpointInterval: options.checkpointEvery ?? defaultInterval(bundle.layout),
        checkpoints: options.checkpoints,
        restarts: options.restarts,
        credentials: {
          source: brokerLogin(sources[0] ?? ""),
          results: brokerLogin(options.resultsAmqp ?? sources[0] ?? ""),
        },
      });
      print(jobId);
      for (const note of notes) say(note);
      say(`${bundle.layout.name} runs at parallelism ${parallelism}; ${rest.url}/#/job/running/${jobId}/overview`);
    });
}

function failed({ name, failure, checkpoints: { last } }: JobStatus): string {
  const on = last !== null && isAddress(last.path) ? `; its last checkpoint is kept: --from-savepoint ${last.path}` : "";
  return `job ${name} failed: ${failure ?? "Flink says no cause"}${on}`;
}
