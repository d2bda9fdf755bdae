import { ENCODING_NAMES } from "../encodings.ts";
import type { Mapping } from "../mapping.ts";
import { alignedMapping, placesOf } from "./aligned-mapping.ts";
import type { AlignedBy, CommonReading } from "./common-reading.ts";
import type { NamedPreset } from "./detect/presets.ts";
import type { FileLook, OwnTable } from "./file-look.ts";
import { type Misfit, misfitOf, timeMisfit, unitMisfit } from "./file-misfit.ts";
import type { FileReading } from "./file-reading.ts";
import { inOtherZone } from "./other-zone.ts";
import { quoted } from "./quoted-names.ts";

/** How one of several files is read. */
export interface FittingReading {
  readonly reading: FileReading;
  /** What of it is otherwise than in the first, in words. */
  readonly differs: readonly string[];
  /** Places of columns that the first has not. */
  readonly more: readonly number[];
}

interface Candidate extends FittingReading {
  readonly accepted: number;
  readonly refused: number;
}

/**
 * How a file is read beside others: as the first where its header is the same and its rows say nothing else; else by its own header and
 * dialect, its columns found by their names. What could be misread is a misfit: a time that begins with the month where others begin with
 * the day, another unit.
 */
export function fittingReading(look: FileLook, common: CommonReading, presets: readonly NamedPreset[]): FittingReading | Misfit {
  const asFirst = readAsFirst(look, common);
  if (asFirst !== null && asFirst.refused === 0 && !common.counted) return asFirst;
  const own = look.own(presets);
  if (own instanceof Error) return asFirst ?? { why: own.message, stray: true };
  // Which column is not there, no name says.
  const unnamed = !own.format.header && own.columns.length !== common.columns.length;
  if (unnamed && asFirst !== null) return asFirst;
  const byNames = alignedBy(own, common);
  const apart = unitMisfit(look.file.name, own, byNames, common);
  if (apart !== null) return apart;
  const { mapping } = byNames.aligned;
  if (mapping === null) return asFirst ?? misfitOf(look.file.name, own, byNames, common);
  const found = variants(mapping, own, byNames.columns, common.counted).map((variant) =>
    tried(look, common, { mapping: variant, columns: byNames.columns }, byNames),
  );
  const [best] = [...(asFirst === null || doubtful(asFirst, found[0], common) ? [] : [asFirst]), ...found].sort(
    (a, b) => b.accepted - a.accepted || a.refused - b.refused,
  );
  return best === undefined ? misfitOf(look.file.name, own, byNames, common) : (timeMisfit(look.file.name, best, common) ?? best);
}

/** null: its header is another one. */
function readAsFirst(look: FileLook, common: CommonReading): Candidate | null {
  const mapping = { ...common.mapping, encoding: look.encodingBeside(common.mapping.encoding) };
  if (mapping.header && !sameNames(look.header(mapping), common.header)) return null;
  if (look.belowHeader(mapping) !== common.below) return null;
  const places = common.columns.map((_, i) => i);
  const aligned = alignedMapping(mapping, common.columns, common.columns, places);
  if (aligned.mapping === null) return null;
  return tried(look, common, { mapping: aligned.mapping, columns: common.columns }, { aligned, places });
}

export const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** By the names in its header; where one of the two has none, by place if there are as many. */
function alignedBy({ columns: own, format }: OwnTable, { mapping, columns: known, header }: CommonReading): AlignedBy {
  const placed = format.header !== mapping.header && own.length === known.length;
  const called = placed ? known : calledAsFirst(own, header, known);
  const zoned = inOtherZone(called, mapping.time);
  const columns = zoned?.columns ?? called;
  const places = placed ? known.map((_, i) => i) : placesOf(known, columns);
  const time = { ...mapping.time, zone: zoned?.zone ?? mapping.time.zone };
  return { aligned: alignedMapping({ ...mapping, time }, known, columns, places), columns, places };
}

/** What the mapping calls columns that have other names in the first header. */
function calledAsFirst(own: readonly string[], header: readonly string[], known: readonly string[]): readonly string[] {
  if (header.length !== known.length) return own;
  return own.map((name) => (name === "" ? name : (known[header.indexOf(name)] ?? name)));
}

/** Its own dialect, with numbers and times as in the first file before those found in it. */
function variants(aligned: Mapping, own: OwnTable, columns: readonly string[], ownTime: boolean): Mapping[] {
  const { format, numbers, timeFormats } = own;
  const [time] = aligned.time.columns;
  const at = typeof time === "number" ? time : columns.indexOf(time ?? "");
  const timeFormat = timeFormats[at] ?? aligned.time.format;
  const mapping = { ...aligned, ...format };
  const apart = format.delimiter !== aligned.delimiter || format.delimiter === aligned.decimal;
  const marks = apart ? [numbers] : [{ decimal: aligned.decimal, thousands: aligned.thousands }, numbers];
  const times = ownTime ? [timeFormat] : [aligned.time.format, timeFormat];
  const units = { ...own.mapping?.units, ...aligned.units };
  const withUnits = Object.keys(units).length === 0 ? {} : { units };
  return marks.flatMap((mark) =>
    [...new Set(times)].map((one) => ({ ...mapping, ...mark, ...withUnits, time: { ...mapping.time, format: one } })),
  );
}

/** Numbers that the first file's format takes for times, and its own for others. */
function doubtful({ reading }: Candidate, own: Candidate | undefined, { counted }: CommonReading): boolean {
  return counted && own !== undefined && own.refused === 0 && own.reading.mapping.time.format !== reading.mapping.time.format;
}

function tried(
  look: FileLook,
  common: CommonReading,
  reading: FileReading,
  { aligned, places }: Pick<AlignedBy, "aligned" | "places">,
): Candidate {
  const { rows, refused } = look.refused(reading);
  const there = places.filter((at) => at !== -1);
  const ordered = there.every((at, i) => i === 0 || at > (there[i - 1] as number));
  const differs = [
    ...(ordered ? [] : ["columns in another order"]),
    ...(aligned.lacking.length === 0 ? [] : [`without ${quoted(aligned.lacking)}`]),
    ...formatWords(reading.mapping, common.mapping),
  ];
  const more = [...reading.columns.keys()].filter((at) => !places.includes(at));
  return { reading, differs, more, accepted: rows - refused, refused };
}

function formatWords(own: Mapping, first: Mapping): string[] {
  const words: string[] = [];
  if (own.header !== first.header) words.push(own.header ? "with a header" : "without a header");
  if (own.delimiter !== first.delimiter) words.push(`parted by ${JSON.stringify(own.delimiter)}`);
  if (own.decimal !== first.decimal) words.push(`decimal ${own.decimal === "," ? "comma" : "point"}`);
  if (own.thousands !== first.thousands)
    words.push(own.thousands === undefined ? "no mark between thousands" : `${JSON.stringify(own.thousands)} between thousands`);
  if (own.encoding !== first.encoding) words.push(ENCODING_NAMES[own.encoding]);
  if (own.time.format !== first.time.format) words.push(`times as ${own.time.format}`);
  if (own.time.zone !== first.time.zone) words.push(`times of ${own.time.zone}`);
  return words;
}
