import type { Catalogue } from "../../plugins/api.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import type { CsvThread } from "../sources/csv/read-in-worker.ts";
import type { Mapping } from "../sources/mapping.ts";
import type { OrderFrom, Source } from "../sources/source.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { isStore } from "./is-store.ts";
import { openFiles } from "./open-files.ts";

/** File formats the catalogues recognise. */
export const presetsOf = (catalogues: readonly Catalogue[]): NamedPreset[] =>
  catalogues.flatMap(({ id, mapping }) => (mapping === undefined ? [] : [{ name: id, preset: mapping }]));

/** A mapping file's path, or a mapping that is what it must be. Throws an Error of one line. */
export async function mappingOf({ mapping }: AnalysisInput): Promise<string | Mapping | undefined> {
  if (mapping === undefined || typeof mapping === "string") return mapping;
  // A run that names no mapping needs nothing to check one.
  return (await import("../sources/mapping.ts")).parseMapping(mapping, "workspace mapping");
}

/** Looks into the file that is named. */
export const readsStore = ({ queue, paths: [path = "", ...more] }: AnalysisInput): boolean =>
  queue === null && more.length === 0 && isStore(path);

export interface RecordedOptions {
  readonly catalogues: readonly Catalogue[];
  /** As in OpenFilesOptions. */
  readonly workerDir?: string;
  readonly onlyRefuser?: boolean;
  readonly orderFrom?: OrderFrom;
  readonly reading?: CsvThread | null;
  /** What `readsStore` says of the input, when it was asked before. */
  readonly store?: boolean;
  /** One line about what is read. */
  readonly say?: (line: string) => void;
}

/** The files or the store of an input that names no queue. Throws an Error of one line that names the file; nothing is left open then. */
export async function openRecordedInput(
  input: AnalysisInput,
  { catalogues, store = readsStore(input), say, ...how }: RecordedOptions,
): Promise<Source> {
  const mapping = await mappingOf(input);
  if (store) {
    const { openHistory } = await import("./open-history.ts");
    return openHistory(input.paths[0] ?? "", input.stretch ?? {}, say);
  }
  return openFiles(input.paths, { mapping, order: input.order, once: input.once, presets: presetsOf(catalogues), ...how });
}
