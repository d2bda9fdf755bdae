import { groupedDigits } from "../grouped-digits.ts";
import type { Mapping } from "../mapping.ts";
import { alignedMapping } from "./aligned-mapping.ts";
import type { CommonReading } from "./common-reading.ts";
import type { Detection } from "./detect/detect.ts";
import type { NamedPreset } from "./detect/presets.ts";
import { withoutCopies } from "./file-copies.ts";
import { FileLook } from "./file-look.ts";
import type { Misfit } from "./file-misfit.ts";
import type { CsvFile, FileReading } from "./file-reading.ts";
import type { FoundInputs } from "./find-inputs.ts";
import { columnsGiven, type First, firstOf } from "./first-file.ts";
import { type FittingReading, fittingReading, sameNames } from "./fitting-reading.ts";
import type { LeftOut } from "./found-files.ts";
import { HEAD_BYTES, type InputFile } from "./input-files.ts";
import { MoreSensors, withSensors } from "./more-sensors.ts";
import { differencesNotes, leftOutNotes } from "./reading-notes.ts";
import { RowReader } from "./row-reader.ts";

/** Events name their file by a number of 16 bits. */
const MOST_FILES = 65_536;
/** Bytes of a file that are looked at beside the first one, and for each of the first one's header. */
const LOOK_BYTES = 32_768;
const ROWS_OF_HEADERS = 20;

/** Files that are read as one, each by its own header and dialect, under one mapping. */
export interface ReadTogether {
  readonly files: readonly CsvFile[];
  /** Of all of them: its columns are those of the first, then those only others have. */
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** How it was found; null: it was given. */
  readonly detection: Detection | null;
  /** What a person should know: what is left out, and what is read otherwise than the first. One line each. */
  readonly notes: readonly string[];
}

/**
 * Looks at files and says how each is read. What nobody has named and is no table is left out; copies are read once. Throws an Error of one
 * line that names the file, and the column, for one that does not fit the others.
 */
export async function readTogether(
  { files: all, leftOut: found }: FoundInputs,
  given: Mapping | undefined,
  presets: readonly NamedPreset[],
): Promise<ReadTogether> {
  const [only, ...rest] = all;
  if (only !== undefined && rest.length === 0) return alone(only, found, given, presets);
  const { files, copies } = await withoutCopies(all);
  if (files.length > MOST_FILES)
    throw new Error(
      `${groupedDigits(files.length)} files are more than the ${groupedDigits(MOST_FILES)} Weir reads as one; name fewer`,
    );
  const first = await firstOf(files, given, presets);
  const { fits, strays, names } = await lookAtAll(files, first, presets);
  const { common, detection } = first;
  const read = readingsWith(fits, names);
  const others = [...(common.mapping.columns ?? []), ...names].filter((name) => !common.columns.includes(name));
  const columns = [...common.columns, ...others];
  const mapping = names.length > 0 ? { ...withSensors(common.mapping, names), columns } : common.mapping;
  const values = mapping.values ?? [];
  // Only now is it known that a column is in none of them.
  if (values.some((name) => typeof name === "string" && !read.some((file) => file.columns.includes(name))))
    new RowReader(mapping, common.columns);
  const notes = [...leftOutNotes([...found, ...copies, ...strays]), ...differencesNotes(fits, common.name, values.map(String))];
  return { files: read, mapping, columns, detection, notes };
}

interface FittingFile {
  readonly file: InputFile;
  readonly fit: FittingReading;
}

interface Looks {
  readonly fits: readonly FittingFile[];
  readonly strays: readonly LeftOut[];
  /** Columns that are a sensor each, and that the first file does not show. */
  readonly names: readonly string[];
}

/** Looks at each file beside the first. Throws an Error of one line for one that does not fit, unless it is a stray that nobody has named. */
async function lookAtAll(files: readonly InputFile[], first: First, presets: readonly NamedPreset[]): Promise<Looks> {
  const { common } = first;
  const own = { mapping: first.mapping, columns: common.columns };
  const fits: FittingFile[] = [];
  const strays: LeftOut[] = [];
  // By the first line: most files that are not as the first are as another one.
  const seen = new Map<string, SeenReading>();
  const more = new MoreSensors(common, first.look, own);
  const most = Math.min(HEAD_BYTES, Math.max(LOOK_BYTES, ROWS_OF_HEADERS * common.header.join().length));
  for (const file of files) {
    if (file === first.look.file) {
      fits.push({ file, fit: { reading: own, differs: [], more: [] } });
      continue;
    }
    const look = await FileLook.at(file, most);
    const alike = seen.get(look.firstLine);
    const fit = alike !== undefined && fitsToo(look, alike) ? alike.fit : fitOf(look, common, presets);
    if ("reading" in fit) {
      if (!common.counted) seen.set(look.firstLine, seenAs(look, fit));
      more.meet(look, fit, presets);
      fits.push({ file, fit });
    } else if (fit.stray && file.found === true) strays.push({ name: file.name, why: fit.why });
    else throw new Error(fit.why.includes(file.name) ? fit.why : `${file.name}: ${fit.why}`);
  }
  return { fits, strays, names: more.names };
}

/** Each file with its reading, in which `names` are sensors too; those read alike share it. */
function readingsWith(fits: readonly FittingFile[], names: readonly string[]): CsvFile[] {
  const readings = new Map<string, FileReading>();
  return fits.map(({ file, fit: { reading } }) => {
    const here = names.filter((name) => reading.columns.includes(name));
    const { mapping, columns } = shared(readings, { ...reading, mapping: withSensors(reading.mapping, here) });
    return { ...file, mapping, columns };
  });
}

async function alone(
  file: InputFile,
  leftOut: readonly LeftOut[],
  given: Mapping | undefined,
  presets: readonly NamedPreset[],
): Promise<ReadTogether> {
  const look = await FileLook.at(file, HEAD_BYTES);
  const detection = given === undefined ? look.detect(presets) : null;
  const whole = given ?? (detection as Detection).mapping;
  const columns = detection?.columns ?? columnsGiven(look, whole, look.header(whole));
  // A mapping of several files may name what this one has not.
  const several = whole.columns !== undefined && columns !== whole.columns && detection === null;
  const named = (several ? alignedMapping(whole, columns, columns, [...columns.keys()]).mapping : null) ?? whole;
  // Fails for a mapping that names a column which is not there.
  const mapping = look.withReadings({ mapping: named, columns });
  return { files: [{ ...file, mapping, columns }], mapping: whole, columns, detection, notes: leftOutNotes(leftOut) };
}

/** The same object for those read alike. */
function shared(readings: Map<string, FileReading>, reading: FileReading): FileReading {
  const key = JSON.stringify([reading.mapping, reading.columns]);
  const known = readings.get(key);
  if (known === undefined) readings.set(key, reading);
  return known ?? reading;
}

/** How a file before was read, and what stands in its header, which its first line need not be. */
interface SeenReading {
  readonly fit: FittingReading;
  readonly header: readonly string[];
  readonly below: string;
}

function seenAs(look: FileLook, fit: FittingReading): SeenReading {
  const { mapping } = fit.reading;
  return { fit, header: look.header(mapping), below: look.belowHeader(mapping) };
}

function fitsToo(look: FileLook, { fit: { reading }, header, below }: SeenReading): boolean {
  const { mapping } = reading;
  if (look.encodingBeside(mapping.encoding) !== mapping.encoding || !sameNames(look.header(mapping), header)) return false;
  return look.belowHeader(mapping) === below && look.refused(reading).refused === 0;
}

function fitOf(look: FileLook, common: CommonReading, presets: readonly NamedPreset[]): FittingReading | Misfit {
  try {
    return fittingReading(look, common, presets);
  } catch (error) {
    // It is no text.
    return { why: (error as Error).message, stray: true };
  }
}
