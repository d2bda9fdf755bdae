import type { Mapping } from "../mapping.ts";
import { alignedMapping } from "./aligned-mapping.ts";
import type { CommonReading } from "./common-reading.ts";
import type { Detection } from "./detect/detect.ts";
import type { NamedPreset } from "./detect/presets.ts";
import { FileLook } from "./file-look.ts";
import { HEAD_BYTES, type InputFile } from "./input-files.ts";
import { RowReader } from "./row-reader.ts";

/** Times that are mere numbers: those of another scale read as well, as moments of another century. */
const NUMBERS = /^epoch-|^excel-/;

/** The first of several files, by which the others are read. */
export interface First {
  readonly look: FileLook;
  readonly common: CommonReading;
  /** Its own: without what only other files have. */
  readonly mapping: Mapping;
  readonly detection: Detection | null;
}

/** The first file that can be understood; of those that are named the first must be. */
export async function firstOf(
  files: readonly InputFile[],
  given: Mapping | undefined,
  presets: readonly NamedPreset[],
): Promise<First> {
  let problem: unknown = null;
  for (const file of files) {
    const look = await FileLook.at(file, HEAD_BYTES);
    try {
      return given === undefined ? detectedFirst(look, presets) : givenFirst(look, given, presets);
    } catch (error) {
      if (file.found !== true) throw error;
      problem ??= error;
    }
  }
  throw problem;
}

function detectedFirst(look: FileLook, presets: readonly NamedPreset[]): First {
  const detection = look.detect(presets);
  const { mapping, columns } = detection;
  const counted = NUMBERS.test(mapping.time.format);
  const head = { header: look.header(mapping), below: look.belowHeader(mapping) };
  const common = { name: look.file.name, mapping, columns, ...head, detected: true, counted };
  // As those of the others: files of one header and dialect have one mapping.
  const own = alignedMapping(mapping, columns, columns, [...columns.keys()]).mapping ?? mapping;
  return { look, common, mapping: own, detection };
}

/** A column of values may be one that only others have. */
function givenFirst(look: FileLook, given: Mapping, presets: readonly NamedPreset[]): First {
  const { name, found } = look.file;
  const header = look.header(given);
  const columns = columnsGiven(look, given, header);
  const places = columns.map((_, i) => i);
  const { mapping } = alignedMapping(given, columns, columns, places);
  // Made for its errors: a mapping that names a column which is not there.
  if (mapping === null) new RowReader(given, columns);
  const own = look.withReadings({ mapping: mapping ?? given, columns });
  const { rows, refused } = look.refused({ mapping: own, columns });
  if (found === true && rows > 0 && rows === refused) throw new Error(`${name}: none of its first rows can be read`);
  const counted = NUMBERS.test(given.time.format) && look.timeFormat(given.time.columns[0], presets) === given.time.format;
  const below = look.belowHeader(own);
  const common = { name, mapping: { ...given, below: own.below }, columns, header, below, detected: false, counted };
  return { look, common, mapping: own, detection: null };
}

/** Those of the mapping name the columns by place where there are as many; else they are those of several files, each of which has its own. */
export function columnsGiven(
  look: FileLook,
  { header: present, columns }: Mapping,
  header: readonly string[],
): readonly string[] {
  if (columns === undefined) return header;
  if (!present || columns.length === header.length) return columns;
  const own = look.own([]);
  if (own instanceof Error) return header;
  return own.columns.length === columns.length ? columns : own.columns;
}
