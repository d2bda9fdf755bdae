import { gunzipSync, inflateSync } from "node:zlib";
import { RecordSplitter } from "../csv/records.ts";
import type { Mapping } from "../mapping.ts";
import { type Decoder, textDecoder } from "../text-decoder.ts";

/** What of a message decides how its body is read. */
export interface MessageHead {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

/** CSV records as they stand, JSON values one a row, or why it is neither. */
export type Body =
  | { readonly kind: "csv"; readonly records: readonly string[] }
  | { readonly kind: "json"; readonly values: readonly JsonRow[] }
  | { readonly kind: "broken"; readonly detail: string; readonly text: string };

/** One row of a JSON body; `problem` when a line of JSON lines is none. */
export interface JsonRow {
  readonly value: unknown;
  readonly problem?: string;
  readonly text: string;
}

export type BodyFormat = "auto" | "csv" | "json";

/** Bytes a compressed body may grow to: a small hostile one must not fill the memory. */
const INFLATED_LIMIT = 64 << 20;

/**
 * Reads a body. Where `format` is auto the message's content type decides, else the body itself; its charset wins over `encoding`. What is
 * gzip is unpacked, said or not. Never throws.
 */
export function readBody(
  bytes: Buffer,
  head: MessageHead,
  format: BodyFormat,
  encoding: Mapping["encoding"],
  quote: string,
): Body {
  let content = bytes;
  const said = head.contentEncoding !== undefined && COMPRESSED.test(head.contentEncoding) ? head.contentEncoding : null;
  const packing = said ?? (isGzip(bytes) ? "gzip" : null);
  if (packing !== null) {
    try {
      const options = { maxOutputLength: INFLATED_LIMIT };
      content = /gzip/i.test(packing) ? gunzipSync(bytes, options) : inflateSync(bytes, options);
    } catch (error) {
      return broken(`the body is not ${packing}: ${(error as Error).message}`, "");
    }
  }
  const decoded = decode(content, charsetOf(head) ?? encoding);
  if (typeof decoded !== "string") return broken(decoded.problem, content.toString("latin1", 0, 1024));
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
  const kind = formatOf(head.contentType, format, text);
  if (kind === "json") {
    const torn = text.includes("\uFFFD") && !Buffer.from(decoded).equals(content);
    return torn ? withoutTorn(readJson(text)) : readJson(text);
  }
  return text.trim() === "" ? broken("the message is empty", "") : { kind: "csv", records: csvRecords(text, quote) };
}

/** Rows in which a decoder put something for bytes that are none of its encoding are refused, as they are in CSV. */
function withoutTorn(body: Body): Body {
  if (body.kind !== "json") return body;
  const problem = "bytes that are not of the body's encoding";
  return { kind: "json", values: body.values.map((row) => (row.text.includes("\uFFFD") ? { ...row, problem } : row)) };
}

/** The records of a text, without blank lines. */
export function csvRecords(text: string, quote: string): string[] {
  const records: string[] = [];
  const splitter = new RecordSplitter(quote);
  // With a line break at its end the last record may span several lines too.
  splitter.push(text.endsWith("\n") ? text : `${text}\n`, (record) => records.push(record));
  splitter.end((record) => records.push(record));
  return records;
}

const BRACE = 123;
const BRACKET = 91;
const SPACE = 32;

/** Tells bodies that are plain CSV in UTF-8 from others; `readBody` finds the same. Messages of one producer share their head. */
export class BodyKinds {
  readonly #format: BodyFormat;
  readonly #encoding: Mapping["encoding"];
  #contentType: string | undefined;
  #contentEncoding: string | undefined;
  #kind: "csv" | "other" | "body decides";

  constructor(format: BodyFormat, encoding: Mapping["encoding"]) {
    this.#format = format;
    this.#encoding = encoding;
    this.#kind = this.#kindOf({});
  }

  isPlain(bytes: Buffer, contentType: string | undefined, contentEncoding: string | undefined): boolean {
    if (contentType !== this.#contentType || contentEncoding !== this.#contentEncoding) {
      this.#contentType = contentType;
      this.#contentEncoding = contentEncoding;
      this.#kind = this.#kindOf({ contentType, contentEncoding });
    }
    if (this.#kind !== "body decides") return this.#kind === "csv" && !isGzip(bytes);
    // Whatever may be a blank before the first character is left to those who look closer.
    const first = bytes[0] ?? 0;
    return first > SPACE && first < 128 && first !== BRACE && first !== BRACKET;
  }

  #kindOf(head: MessageHead): "csv" | "other" | "body decides" {
    if (head.contentEncoding !== undefined && COMPRESSED.test(head.contentEncoding)) return "other";
    if (!UTF8.test(charsetOf(head) ?? this.#encoding)) return "other";
    const brace = formatOf(head.contentType, this.#format, "{");
    return brace === "json" && formatOf(head.contentType, this.#format, "1") === "csv"
      ? "body decides"
      : brace === "csv"
        ? "csv"
        : "other";
  }
}

const COMPRESSED = /gzip|deflate/i;
const UTF8 = /^(utf-?8|us-ascii|ascii)$/i;

/** RFC 1952: the first bytes of every gzip, and of no text. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Who names a format has seen the messages: content types are set by libraries, often without a look at the body. */
function formatOf(contentType: string | undefined, format: BodyFormat, text: string): "csv" | "json" {
  if (format !== "auto") return format;
  return saidFormat(contentType) ?? seenFormat(text);
}

/** Content types of the producers we know; null: says nothing. */
function saidFormat(contentType = ""): "csv" | "json" | null {
  if (/json/i.test(contentType)) return "json";
  return /csv|tab-separated/i.test(contentType) ? "csv" : null;
}

function seenFormat(text: string): "csv" | "json" {
  const first = /\S/.exec(text)?.[0];
  return first === "{" || first === "[" ? "json" : "csv";
}

/** What to do about messages whose content type says another format than they look like; null: it does not. */
export function formatHint(
  { bytes, head }: { readonly bytes: Buffer; readonly head: MessageHead },
  format: BodyFormat,
): string | null {
  const said = saidFormat(head.contentType);
  if (format !== "auto" || said === null) return null;
  const body = readBody(bytes, { contentEncoding: head.contentEncoding }, "auto", "utf-8", '"');
  const seen = body.kind === "broken" ? null : body.kind;
  return seen === null || seen === said
    ? null
    : `their content type is ${JSON.stringify(head.contentType?.slice(0, 60))} and they look like ${seen.toUpperCase()}; say so with --format ${seen}`;
}

function charsetOf({ contentType, contentEncoding }: MessageHead): string | undefined {
  const named = contentType === undefined ? null : /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType);
  if (named !== null) return named[1];
  // Many producers put the charset here, as Spring and pika do.
  return contentEncoding !== undefined &&
    /^(utf-?8|utf-?16\w*|iso-8859-\d+|latin1|windows-\d+|us-ascii|ascii)$/i.test(contentEncoding)
    ? contentEncoding
    : undefined;
}

const decoders = new Map<string, Decoder | null>();

function decode(bytes: Buffer, named: string): string | { problem: string } {
  // "utf-16" says both orders of bytes: the mark at the beginning tells, as most producers put one.
  const charset = bytes[0] === 0xfe && bytes[1] === 0xff && /^utf-?16/i.test(named) ? "utf-16be" : named;
  if (charset === "utf-8" || UTF8.test(charset)) return bytes.toString("utf8");
  let decoder = decoders.get(charset);
  if (decoder === undefined) {
    try {
      decoder = textDecoder(charset);
    } catch {
      decoder = null;
    }
    // Charsets come from messages: no hostile producer may fill the map.
    if (decoders.size < 64) decoders.set(charset, decoder);
  }
  return decoder === null ? { problem: `unknown charset ${JSON.stringify(charset.slice(0, 40))}` } : decoder.decode(bytes);
}

function readJson(text: string): Body {
  if (text.trim() === "") return broken("the message is empty", "");
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch (error) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    // JSON lines: at least the first line stands by itself.
    if (lines.length > 1) {
      const rows = lines.map(jsonLine);
      if (rows.some(({ problem }) => problem === undefined)) return { kind: "json", values: rows };
    }
    return broken(`not valid JSON: ${oneLine((error as Error).message)}`, text);
  }
  if (tooDeep(text, value)) return broken(`nested more than ${DEEPEST} deep`, text);
  if (!Array.isArray(value)) return { kind: "json", values: [{ value, text }] };
  if (value.length === 0) return broken("an empty JSON array", text);
  // An array of plain values is one row by position.
  if (value.every((item) => item === null || typeof item !== "object")) return { kind: "json", values: [{ value, text }] };
  return { kind: "json", values: value.map((item: unknown) => ({ value: item, text: JSON.stringify(item) })) };
}

/** An integer of sixteen digits or more: a number of 64 bits, which JSON.parse would round. */
const LONG_INTEGER = /(?:^|[[:,\s])-?\d{16}/;
const NOT_FINITE = /\b(?:NaN|Infinity)\b/;
/** A text, a number or a word that is no JSON. A text without an end is taken to the end, lest every quote in it be tried anew. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\bInfinity\b|\bNaN\b/gs;

/**
 * As JSON.parse, but long integers keep their digits, as texts: a station's id of 64 bits must not become its neighbour's. NaN and Infinity,
 * which Python writes, are texts too, so that the field is refused and not all of the body.
 */
function parseExactly(text: string): unknown {
  if (LONG_INTEGER.test(text)) return JSON.parse(withTexts(text));
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!NOT_FINITE.test(text)) throw error;
    return JSON.parse(withTexts(text));
  }
}

function withTexts(text: string): string {
  return text.replace(TOKEN, (token) => (/^-?(?:\d{16,}|NaN|Infinity)$/.test(token) ? `"${token}"` : token));
}

/** Levels of a JSON body: a row has a few, and one of thousands is made to exhaust the stack of whoever walks it. */
const DEEPEST = 64;

function tooDeep(text: string, value: unknown): boolean {
  // A text with few brackets cannot be deep, and nearly all have few.
  let brackets = 0;
  for (let at = 0; at < text.length && brackets <= DEEPEST; at++) {
    const code = text.charCodeAt(at);
    if (code === BRACE || code === BRACKET) brackets++;
  }
  return brackets > DEEPEST && deeperThan(value, DEEPEST);
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1));
}

function jsonLine(line: string): JsonRow {
  try {
    const value = parseExactly(line);
    if (tooDeep(line, value)) return { value: null, problem: `nested more than ${DEEPEST} deep`, text: line };
    return { value, text: line };
  } catch (error) {
    return { value: null, problem: `not valid JSON: ${oneLine((error as Error).message)}`, text: line };
  }
}

function broken(detail: string, text: string): Body {
  return { kind: "broken", detail, text };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}
