import { dirname, sep } from "node:path";
import type { FittingReading } from "./fitting-reading.ts";
import type { LeftOut } from "./found-files.ts";
import type { InputFile } from "./input-files.ts";
import { quoted } from "./quoted-names.ts";

/** Kinds of difference, and files of a kind, that are named; of more, how many there are. */
const KINDS = 5;
const NAMED = 3;

/** What of the input is not read, on one line; none: all is. */
export function leftOutNotes(leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const called = shortNames(leftOut.map(({ name }) => name));
  return [`left out: ${byReason(leftOut.map(({ name, why }) => ({ name: called(name), said: briefly(why) })))}`];
}

/** A reason without what to do about it. */
const briefly = (why: string): string => why.split(";")[0] as string;

/** What is read otherwise than the first file, on one line; none: nothing. `sensors`: columns that are one each. */
export function differencesNotes(
  fits: readonly { readonly file: InputFile; readonly fit: FittingReading }[],
  first: string,
  sensors: readonly string[],
): string[] {
  const called = shortNames(fits.map(({ file }) => file.name));
  const told = fits.flatMap(({ file, fit: { differs, more, reading } }) => {
    const names = more.map((at) => reading.columns[at] as string);
    const read = names.filter((name) => sensors.includes(name));
    const unread = names.filter((name) => !sensors.includes(name));
    const words = [
      ...differs,
      ...(read.length === 0 ? [] : [`with ${quoted(read)}`]),
      ...(unread.length === 0 ? [] : [`${quoted(unread)} not read`]),
    ];
    return words.length === 0 ? [] : [{ name: called(file.name), said: words.join(", ") }];
  });
  return told.length === 0 ? [] : [`read otherwise than ${called(first)}: ${byReason(told)}`];
}

/** `a.csv, b.csv (why); c.csv (another why)`. */
function byReason(told: readonly { readonly name: string; readonly said: string }[]): string {
  const kinds = new Map<string, string[]>();
  for (const { name, said } of told) {
    const names = kinds.get(said);
    if (names === undefined) kinds.set(said, [name]);
    else names.push(name);
  }
  const shown = [...kinds].slice(0, KINDS);
  const left = told.length - shown.reduce((sum, [, names]) => sum + names.length, 0);
  const words = shown.map(([said, names]) => {
    const more = names.length - NAMED;
    return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""} (${said})`;
  });
  return `${words.join("; ")}${left > 0 ? `; ${left} more` : ""}`;
}

/** Names without the folder that all of them are in. */
export function shortNames(names: readonly string[]): (name: string) => string {
  let folder = dirname(names[0] ?? "");
  while (names.some((name) => !name.startsWith(`${folder}${sep}`)) && dirname(folder) !== folder) folder = dirname(folder);
  const cut = `${folder}${sep}`;
  return (name) => (name.startsWith(cut) ? name.slice(cut.length) : name);
}
