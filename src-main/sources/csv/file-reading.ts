import type { Mapping } from "../mapping.ts";
import type { InputFile } from "./input-files.ts";

/** How one file is read: what its columns are called, by place, and which of them become events. */
export interface FileReading {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
}

/** A file with how it is read. Those read alike share their mapping. */
export interface CsvFile extends InputFile, FileReading {}
