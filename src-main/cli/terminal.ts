import { jsonText } from "../sinks/files/json-text.ts";
import { withoutCredentials } from "../sources/rabbitmq/broker-url.ts";

/** Control characters but line breaks, marks that turn the direction of writing, line and paragraph separators, halves of pairs. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\p{Cs}]/gu;

/**
 * What a terminal may be given. Names, titles and messages are other people's: characters that move a cursor, turn text around or set a
 * terminal's title are shown by their number, and what looks like a broker's login is left out.
 */
export function printable(text: string): string {
  return withoutCredentials(text).replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A line about the run, on stderr. */
export function say(line: string): void {
  process.stderr.write(`weir: ${printable(line.replaceAll("\n", " "))}\n`);
}

/** Text that was asked for, on stdout. */
export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Data that was asked for, on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value, 1)}\n`);
}
