import { KeyTable } from "../../engine/key-table.ts";
import { ownText } from "../../engine/own-text.ts";
import type { Mapping } from "../mapping.ts";
import type { FileReading } from "./file-reading.ts";
import { RowReader } from "./row-reader.ts";

/** A reader for each way in which the files of a source are read, all with the same dictionary of keys. */
export class FileReaders {
  /** Names in it are parts of rows. */
  readonly keys = new KeyTable(ownText);
  readonly #readers = new Map<Mapping, RowReader>();

  of({ mapping, columns }: FileReading): RowReader {
    const known = this.#readers.get(mapping);
    if (known !== undefined) return known;
    const reader = new RowReader(mapping, columns, this.keys);
    this.#readers.set(mapping, reader);
    return reader;
  }
}
