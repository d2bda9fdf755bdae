import { resolve } from "node:path";
import { type AnalysisInput, type QueueInput, withoutPassword } from "../session/analysis-input.ts";
import { mappingOf } from "../session/open-recorded-input.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import { openCsv } from "../sources/csv/open-csv.ts";
import { isUtf16 } from "../sources/csv/utf16.ts";
import { type Mapping, readMappingFile } from "../sources/mapping.ts";
import { decideMapping } from "../sources/rabbitmq/queue-mapping.ts";
import { peekQueue } from "../sources/rabbitmq/try-connection.ts";
import type { JobSource } from "./job.ts";

const MOST_SOURCES = 64;
/** Messages looked at of a queue, which stay in it. */
const PEEKED = 200;
/** Messages on their way to a consumer: they are acknowledged by checkpoints, so no more than this are read between two. */
const PREFETCH = 60_000;

/** What a job reads, and how: on the cluster nothing is guessed. */
export interface JobInput {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  readonly sources: readonly JobSource[];
}

/**
 * Looks at the files, or the first messages of the queue, of an input. Throws an Error of one line for what a cluster cannot read.
 * `consumers`: of a queue.
 */
export async function readSources(input: AnalysisInput, presets: readonly NamedPreset[], consumers: number): Promise<JobInput> {
  const named = await mappingOf(input);
  const given = typeof named === "string" ? readMappingFile(named) : named;
  const read =
    input.queue === null ? await readFiles(input, given, presets) : await readQueue(input.queue, given, presets, consumers);
  const { encoding } = read.mapping;
  if (encoding !== "utf-8" && encoding !== "latin1")
    throw new Error(`a cluster reads UTF-8 and latin1; convert the file (iconv -f ${iconvName(encoding)} -t UTF-8) first`);
  return read;
}

const iconvName = (encoding: Mapping["encoding"]): string => (isUtf16(encoding) ? "UTF-16" : encoding.toUpperCase());

async function readFiles(
  { paths, order, once }: AnalysisInput,
  given: Mapping | undefined,
  presets: readonly NamedPreset[],
): Promise<JobInput> {
  if (once === true) throw new Error("a cluster does not compare rows of files; leave out once, or write them to one file first");
  if (paths.includes("-")) throw new Error("a cluster cannot read stdin; write it to a file the cluster sees");
  const source = await openCsv(paths, { mapping: given, presets, order: "arrival" });
  await source.close();
  const { files, mapping, columns } = source;
  const parquet = files.find(({ path, name }) => path !== name);
  if (parquet !== undefined) throw new Error(`a cluster cannot read ${parquet.name}: it is no CSV; write it to one first`);
  const [first] = files;
  const other = files.find((file) => file.mapping !== first?.mapping);
  if (other !== undefined)
    throw new Error(`a cluster reads files of one header and dialect; ${other.name} is read otherwise than ${first?.name}`);
  const all = files.map(({ path }) => resolve(path));
  // What is late is decided in the order of arrival: on the desktop too, files are then read one after the other. In order of time
  // nothing is late, so they may be read side by side.
  const sources = (order === "arrival" ? [all] : sideBySide(all)).map((own): JobSource => ({ kind: "files", paths: own }));
  return { mapping, columns, sources };
}

/** A source each, as long as a job can have so many; neighbours share one then. */
function sideBySide(paths: readonly string[]): string[][] {
  const each = Math.ceil(paths.length / MOST_SOURCES);
  return Array.from({ length: Math.ceil(paths.length / each) }, (_, i) => paths.slice(i * each, (i + 1) * each));
}

async function readQueue(
  queue: QueueInput,
  given: Mapping | undefined,
  presets: readonly NamedPreset[],
  consumers: number,
): Promise<JobInput> {
  if (queue.caFile != null || queue.certFile != null)
    throw new Error("certificates of a broker do not travel to a cluster; put its authority into the JDK's trust store there");
  if (queue.queue === null) throw new Error("a cluster takes from a queue; bind one to the exchange and name it");
  // Where the columns are named only the queue itself is looked for.
  const named = (given?.columns ?? []).length > 0;
  const samples = await peekQueue({ url: queue.url }, queue.queue, named ? 0 : PEEKED);
  if (samples.length === 0 && !named)
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
