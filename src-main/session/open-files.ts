import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import { type CsvSource, openCsv } from "../sources/csv/open-csv.ts";
import { type CsvThread, csvThread } from "../sources/csv/read-in-worker.ts";
import type { Mapping } from "../sources/mapping.ts";
import { InputError, type OrderFrom } from "../sources/source.ts";

export interface OpenFilesOptions {
  /** A mapping file's path, or a mapping already read. */
  readonly mapping?: string | Mapping;
  readonly order: "time" | "arrival";
  /** As in OpenCsvOptions. */
  readonly once?: boolean;
  readonly presets?: readonly NamedPreset[];
  /** Where the built workers are; absent: read in this thread. */
  readonly workerDir?: string;
  /** As in OpenCsvOptions. */
  readonly onlyRefuser?: boolean;
  readonly orderFrom?: OrderFrom;
  /** From `beginReading`; taken over, also when this fails. */
  readonly reading?: CsvThread | null;
}

/** Starts the worker that will read files, before anything is known of them. null: what comes from stdin is read in this thread. */
export function beginReading(inputs: readonly string[], workerDir: string): CsvThread | null {
  return inputs.includes("-") ? null : csvThread(workerDir);
}

/** Opens CSV files (globs, `.gz`, `-`) as one source. Throws an Error of one line that names the file. */
export async function openFiles(inputs: readonly string[], options: OpenFilesOptions): Promise<CsvSource> {
  try {
    const mapping = await mappingAt(options.mapping);
    return await openCsv([...inputs], {
      mapping,
      presets: options.presets ?? [],
      order: options.order,
      once: options.once,
      workerDir: options.workerDir,
      onlyRefuser: options.onlyRefuser,
      orderFrom: options.orderFrom,
      thread: options.reading,
    });
  } catch (error) {
    await options.reading?.close();
    throw new InputError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What checks mappings is loaded for those that are named alone. */
async function mappingAt(mapping: string | Mapping | undefined): Promise<Mapping | undefined> {
  if (typeof mapping !== "string") return mapping;
  const { readMappingFile } = await import("../sources/mapping.ts");
  return readMappingFile(mapping);
}
