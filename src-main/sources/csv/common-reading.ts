import type { Mapping } from "../mapping.ts";
import type { AlignedMapping } from "./aligned-mapping.ts";

/** What several files have in common, as the first of them shows it. */
export interface CommonReading {
  /** The first file. */
  readonly name: string;
  readonly mapping: Mapping;
  /** Its columns as the mapping calls them. */
  readonly columns: readonly string[];
  /** What stands in its header. */
  readonly header: readonly string[];
  /** What stands below it before the first reading. */
  readonly below: string;
  /** Nobody has said how it is read: it was found out. */
  readonly detected: boolean;
  /** Its times are numbers of the scale that is found in them: other files may have another. */
  readonly counted: boolean;
}

/** The columns of one of them, by the names of the first. */
export interface AlignedBy {
  readonly aligned: AlignedMapping;
  readonly columns: readonly string[];
  readonly places: readonly number[];
}
