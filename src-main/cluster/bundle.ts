import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type AnalysisInput, withoutPassword } from "../session/analysis-input.ts";
import { isFolderChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { findInputs } from "../sources/csv/find-inputs.ts";
import { type detectFile, openCsv } from "../sources/csv/open-csv.ts";
import { isUtf16 } from "../sources/csv/utf16.ts";
import { type Mapping, parseMapping, readMappingFile } from "../sources/mapping.ts";
import { decideMapping } from "../sources/rabbitmq/queue-mapping.ts";
import { peekQueue } from "../sources/rabbitmq/try-connection.ts";
import { type ClusterJob, JOB_FORMAT, type JobLayout, type JobSource } from "./job.ts";
import { lanesOf } from "./lanes.ts";

export interface BundleOptions {
  readonly input: AnalysisInput;
  readonly workerDir: string;
  /** Version of Weir, for the job's description. */
  readonly version: string;
  readonly name: string;
  /** Most parallelism the job can ever have. */
  readonly partitions: number;
  /** Consumers of a queue, each with its own watermark. */
  readonly consumers: number;
  /** Folder for results as the cluster sees it; null: none. */
  readonly folder: string | null;
  /** Alerts go to this queue; null: to that of the input, if it names one. `url` may carry credentials: they do not travel in it. */
  readonly results?: { readonly url: string; readonly queue: string } | null;
}

/** The script a cluster runs, and its description beside it. */
export interface ClusterBundle {
  readonly script: string;
  readonly layout: JobLayout;
}

const MOST_SOURCES = 64;
/** Messages on their way to a consumer: they are acknowledged by checkpoints, so no more than this are read between two. */
const PREFETCH = 60_000;

/**
 * Engine, enabled plugins and source as one ES2022 script. Files are named as the cluster will find them (absolute paths). Throws an Error
 * of one line.
 */
export async function makeBundle(options: BundleOptions): Promise<ClusterBundle> {
  const { input, workerDir, version, name, partitions, consumers, folder } = options;
  const choices = input.plugins ?? [];
  const folders = choices.flatMap(({ plugin, folder: own }) => own ?? (isFolderChoice(plugin) ? plugin : []));
  const library = await PluginLibrary.open({ workerDir, folders: [...new Set(folders)] });
  try {
    const { rules, filters, problems } = await library.activate(input.plugins);
    const problem = [...library.problems, ...problems][0];
    if (problem !== undefined)
      throw new Error(
        `plugin ${problem.plugin}: ${problem.message}${problem.line === null ? "" : ` (${problem.file}:${problem.line})`}`,
      );
    if (rules.length === 0 && filters.length === 0) throw new Error("no rule is on; enable one or name it with --plugin");
    const used = new Set([...rules, ...filters].map(({ declaration }) => declaration.plugin));
    const presets = library.set.catalogues.flatMap(({ id, mapping }) =>
      mapping === undefined ? [] : [{ name: id, preset: mapping }],
    );
    const { mapping, columns, sources } = await readSources(input, presets, consumers);
    if (!/^(UTC|Z|GMT|[+-]\d{2}:?\d{2})$/.test(mapping.time.zone))
      throw new Error(
        `the times are in the zone ${mapping.time.zone}, which a cluster's bare JavaScript engine does not know; give the mapping UTC or an offset such as +02:00`,
      );
    if (isUtf16(mapping.encoding))
      throw new Error("a cluster reads UTF-8 and latin1; convert the file (iconv -f UTF-16 -t UTF-8) first");
    const job: ClusterJob = {
      format: JOB_FORMAT,
      weir: version,
      name,
      mapping,
      columns,
      messageFormat: input.queue?.format ?? "csv",
      order: input.order,
      outOfOrderness: input.outOfOrderness,
      idleTimeout: input.idleTimeout,
      futureTolerance: input.futureTolerance,
      sources,
      sinks: {
        folder,
        rabbitmq: resultsOf(options),
      },
      partitions,
      plugins: library.set.bundles
        .filter(({ name: plugin }) => used.has(plugin))
        .map(({ name: plugin, version: own, code }) => ({ name: plugin, version: own, code })),
      catalogues: library.set.catalogues,
      filters: filters.map(({ declaration: { id }, settings }) => ({ id, settings })),
      rules: rules.map(({ declaration: { id }, settings, window, windowsPerKey = [], off = [] }) => ({
        id,
        settings,
        window,
        windowsPerKey,
        off,
      })),
    };
    const lanes = lanesOf(rules, ({ declaration }) => declaration.by);
    const layout: JobLayout = {
      format: JOB_FORMAT,
      weir: version,
      name,
      partitions,
      idleTimeout: input.idleTimeout,
      sources,
      sinks: job.sinks,
      filters: filters.map(({ declaration }) => declaration.id),
      lanes: lanes.map((lane) => lane.map(({ declaration }) => declaration.id)),
    };
    return { script: scriptOf(job, workerDir), layout };
  } finally {
    await library.close();
  }
}

/** The script of a job: its data, then the engine. */
function scriptOf(job: ClusterJob, workerDir: string): string {
  const path = join(workerDir, "cluster-script.js");
  if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build`);
  return `"use strict";\nglobalThis.weirJob = ${JSON.stringify(job)};\n${readFileSync(path, "utf8")}`;
}

interface Sources {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  readonly sources: readonly JobSource[];
}

async function readSources(input: AnalysisInput, presets: Parameters<typeof detectFile>[1], consumers: number): Promise<Sources> {
  const given =
    input.mapping === undefined
      ? undefined
      : typeof input.mapping === "string"
        ? readMappingFile(input.mapping)
        : parseMapping(input.mapping, "workspace mapping");
  const { queue } = input;
  if (queue === null) {
    if (input.paths.includes("-")) throw new Error("a cluster cannot read stdin; write it to a file the cluster sees");
    const files = await findInputs(input.paths);
    const parquet = files.find(({ path, name }) => path !== name);
    if (parquet !== undefined) throw new Error(`a cluster cannot read ${parquet.name}: it is no CSV; write it to one first`);
    if (files.length > MOST_SOURCES)
      throw new Error(`${files.length} files: each is a source of its own and a job has at most ${MOST_SOURCES}; join some`);
    const source = await openCsv([...input.paths], { mapping: given, presets, order: "arrival" });
    await source.close();
    return {
      mapping: source.mapping,
      columns: source.columns,
      sources: files.map(({ path }) => ({ kind: "file", path: resolve(path) })),
    };
  }
  if (queue.caFile != null || queue.certFile != null)
    throw new Error("certificates of a broker do not travel to a cluster; put its authority into the JDK's trust store there");
  if (queue.queue === null) throw new Error("a cluster takes from a queue; bind one to the exchange and name it");
  const samples = await peekQueue({ url: queue.url }, queue.queue, 200);
  if (samples.length === 0 && (given?.columns ?? []).length === 0)
    throw new Error(
      `the queue ${queue.queue} is empty, so its columns cannot be seen; give a mapping with "columns", or send rows first`,
    );
  const { mapping, columns } = decideMapping(samples, given, queue.format, presets);
  const one: JobSource = {
    kind: "rabbitmq",
    url: withoutPassword(queue.url),
    queue: queue.queue,
    prefetch: PREFETCH,
  };
  return { mapping, columns, sources: Array.from({ length: consumers }, () => one) };
}

function resultsOf({ input: { queue }, results }: BundleOptions): ClusterJob["sinks"]["rabbitmq"] {
  if (results != null) {
    if (!/^amqps?:\/\/./.test(results.url)) throw new Error("the results queue's broker must be an amqp:// or amqps:// URL");
    return { url: withoutPassword(results.url), queue: results.queue };
  }
  return queue?.resultsQueue == null ? null : { url: withoutPassword(queue.url), queue: queue.resultsQueue };
}

/** Name of a job from what it reads. */
export function jobName(input: AnalysisInput): string {
  const first = input.queue?.queue ?? input.paths.map((path) => basename(path)).join(", ");
  return `weir ${first}`.slice(0, 100);
}
