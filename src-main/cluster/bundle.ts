import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type AnalysisInput, withoutPassword } from "../session/analysis-input.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { isFolderChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { createIanaZone } from "../sources/csv/iana-zone.ts";
import { zoneChanges } from "../sources/csv/zone-changes.ts";
import { isNamedZone } from "../sources/csv/zone-offset.ts";
import { type ClusterJob, JOB_FORMAT, type JobLayout } from "./job.ts";
import { lanesOf } from "./lanes.ts";
import { readSources } from "./read-sources.ts";

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

/**
 * Engine, enabled plugins and source as one ES2022 script. Files are named as the cluster will find them (absolute paths). Throws an Error
 * of one line.
 */
export async function makeBundle(options: BundleOptions): Promise<ClusterBundle> {
  const { input, workerDir, version, name, partitions, consumers, folder } = options;
  const folders = (input.plugins ?? []).flatMap(({ plugin, folder: own }) => own ?? (isFolderChoice(plugin) ? plugin : []));
  const library = await PluginLibrary.open({ workerDir, folders: [...new Set(folders)] });
  try {
    const { rules, filters } = await activated(library, input);
    const used = new Set([...rules, ...filters].map(({ declaration }) => declaration.plugin));
    const { mapping, columns, sources } = await readSources(input, presetsOf(library.set.catalogues), consumers);
    const common = {
      format: JOB_FORMAT,
      weir: version,
      name,
      partitions,
      idleTimeout: input.idleTimeout,
      sources,
      sinks: { folder, rabbitmq: resultsOf(options) },
    } as const;
    const job: ClusterJob = {
      ...common,
      mapping,
      columns,
      zone: isNamedZone(mapping.time.zone) ? zoneChanges(createIanaZone(mapping.time.zone)) : null,
      messageFormat: input.queue?.format ?? "csv",
      // A queue is read as it comes: in order of time everything would wait for its end.
      order: input.queue === null ? input.order : "arrival",
      outOfOrderness: input.outOfOrderness,
      futureTolerance: input.futureTolerance,
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
    const layout: JobLayout = {
      ...common,
      filters: filters.map(({ declaration }) => declaration.id),
      lanes: lanesOf(rules, ({ declaration }) => declaration.by).map((lane) => lane.map(({ declaration }) => declaration.id)),
    };
    return { script: scriptOf(job, workerDir), layout };
  } finally {
    await library.close();
  }
}

/** Rules and filters that are on. Throws an Error of one line for a plugin that does not load, and when there are none. */
async function activated(library: PluginLibrary, { plugins }: AnalysisInput) {
  const { rules, filters, problems } = await library.activate(plugins);
  const [problem] = [...library.problems, ...problems];
  if (problem !== undefined) {
    const { plugin, message, file, line } = problem;
    throw new Error(`plugin ${plugin}: ${message}${line === null ? "" : ` (${file}:${line})`}`);
  }
  if (rules.length === 0 && filters.length === 0) throw new Error("no rule is on; enable one or name it with --plugin");
  return { rules, filters };
}

/** The script of a job: its data, then the engine. */
function scriptOf(job: ClusterJob, workerDir: string): string {
  const path = join(workerDir, "cluster-script.js");
  if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build`);
  return `"use strict";\nglobalThis.weirJob = ${JSON.stringify(job)};\n${readFileSync(path, "utf8")}`;
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
