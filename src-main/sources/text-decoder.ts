/** Windows-1252 where it differs from ISO 8859-1 (WHATWG Encoding, index windows-1252): code points of the bytes 0x80 to 0x9f. */
const WINDOWS_1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** What is used of a TextDecoder. */
export interface Decoder {
  decode(bytes: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/**
 * A decoder by the name of its encoding; latin1 is Windows-1252, as in browsers. That one is our own: the TextDecoder of Node 20.20 decodes it
 * as ISO 8859-1, in which the euro, dashes and curled quotes are control characters. Throws a RangeError for a name that is not known.
 */
export function textDecoder(encoding: string): Decoder {
  const decoder = new TextDecoder(encoding);
  return decoder.encoding === "windows-1252" ? { decode: decodeWindows1252 } : decoder;
}

export function decodeWindows1252({ buffer, byteOffset, byteLength }: Uint8Array): string {
  const text = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("latin1");
  return text.replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char);
}
