import { resolve } from "node:path";
import type { Command } from "commander";
import { type ClusterBundle, jobName, makeBundle } from "../cluster/bundle.ts";
import { isAddress } from "../cluster/place.ts";
import { parsePluginChoice } from "../session/plugin-choice.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { isBrokerUrl } from "../sources/rabbitmq/broker-url.ts";
import { checkFittingFlags, IDLE_CLUSTER_FLAGS, sayUnusedBound } from "./fitting-flags.ts";
import { choiceFlag, collect, durationFlag, orderFlag, positiveInteger } from "./options.ts";
import { resolveInput, sourceKind } from "./run-input.ts";

/** What `weir bundle` and `weir deploy flink` read, as `weir run` has it. */
export interface ClusterSourceOptions {
  readonly mapping?: string;
  readonly order: "time" | "arrival";
  readonly outOfOrderness: number;
  readonly plugin?: string[];
  readonly results?: string;
  readonly queue?: string;
  readonly format: "auto" | "csv" | "json";
  readonly resultsQueue?: string;
  readonly resultsAmqp?: string;
  readonly idleTimeout: number;
  readonly futureTolerance: number;
  readonly consumers: number;
  readonly maxParallelism: number;
  readonly name?: string;
}

export function withSourceOptions(command: Command): Command {
  return command
    .argument("<sources...>", "a *.weir.json workspace, CSV files the cluster sees under the same path, or an amqp:// URL")
    .option("--mapping <file>", "a mapping file instead of detection")
    .addOption(orderFlag("files: in which rows are taken; in order of time everything waits for their end"))
    .addOption(
      durationFlag(
        "--out-of-orderness <duration>",
        "how far events may be out of order: of a queue, and with --order arrival",
        0,
      ),
    )
    .option("--plugin <id[:key=value,…]>", "a rule or filter by id or folder; repeat for several", collect)
    .option("--results <dir>", "folder for alerts/, series/, rejects/ and problems/, as the cluster sees it")
    .option("--queue <name>", "amqp: the queue to take from")
    .addOption(choiceFlag("--format <format>", "amqp: what a message holds", ["auto", "csv", "json"], "auto"))
    .option("--results-queue <name>", "send alerts to this queue")
    .option("--results-amqp <url>", "broker of the results queue; without it the source's")
    .option("--consumers <n>", "amqp: consumers of the queue, each with its own watermark", positiveInteger, 1)
    .addOption(
      durationFlag("--idle-timeout <duration>", "amqp: move the watermark when nothing came for so long; 0 = never", 30_000),
    )
    .addOption(durationFlag("--future-tolerance <duration>", "amqp: refuse events further ahead of the clock", 60_000))
    .option("--max-parallelism <n>", "partitions of the keys; fixed for the life of a job's state", positiveInteger, 32)
    .option("--name <name>", "name of the job");
}

/** `command`: whose flags `options` are. Throws an Error of one line. */
export async function bundleOf(
  sources: readonly string[],
  options: ClusterSourceOptions,
  command: Command,
  workerDir: string,
): Promise<ClusterBundle> {
  const kind = sourceKind(sources);
  if (kind === "store")
    throw new Error(`${sources[0]} is a store, which a cluster cannot read; weir export STORE --out F.csv makes a CSV of it`);
  checkFittingFlags(command, kind, IDLE_CLUSTER_FLAGS);
  sayUnusedBound(command, kind);
  if (kind === "queue" && options.queue === undefined)
    throw new Error("name the queue to take from with --queue NAME (a cluster cannot tap an exchange: bind a queue to it)");
  const input = await resolveInput(sources, {
    ...options,
    speed: "max",
    rejectCap: 0,
    workers: 1,
    guarantee: "at-least-once",
    prefetch: 0,
    checkpointEvery: 0,
  });
  if (input.queue === null && command.getOptionValueSource("consumers") === "cli")
    throw new Error(`--consumers is for a queue, and ${sources[0]} reads files; leave it out`);
  const plugins = options.plugin === undefined ? input.plugins : options.plugin.map(parsePluginChoice);
  return makeBundle({
    input: { ...input, plugins },
    workerDir,
    version: WEIR_VERSION,
    name: options.name ?? jobName(input),
    partitions: options.maxParallelism,
    consumers: options.consumers,
    folder: folderOf(options.results),
    results: resultsTo(sources[0] ?? "", options),
  });
}

function folderOf(results: string | undefined): string | null {
  if (results === undefined) return null;
  return isAddress(results) ? results : resolve(results);
}

function resultsTo(source: string, { resultsQueue: queue, resultsAmqp: url }: ClusterSourceOptions) {
  if (queue === undefined) {
    if (url !== undefined) throw new Error("--results-amqp names a broker; name the queue with --results-queue");
    return null;
  }
  if (url !== undefined) return { url, queue };
  if (isBrokerUrl(source)) return { url: source, queue };
  throw new Error("--results-queue: name its broker with --results-amqp amqp://…");
}
