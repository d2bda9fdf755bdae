import { Buffer } from "buffer/";

export { Buffer };

/** windows-1252 where it differs from latin1 (WHATWG Encoding, index windows-1252): code points of the bytes 0x80 to 0x9f. */
const WINDOWS_1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** What the readers of rows use of TextDecoder, for engines that have nothing but ECMAScript. */
export class TextDecoder {
  readonly #encoding: string;
  readonly #fatal: boolean;

  constructor(encoding = "utf-8", { fatal = false }: { readonly fatal?: boolean } = {}) {
    this.#encoding = encoding.toLowerCase();
    this.#fatal = fatal;
  }

  decode(bytes: Uint8Array): string {
    const { buffer, byteOffset, byteLength } = bytes;
    const content = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    switch (this.#encoding) {
      case "windows-1252":
      case "latin1":
      case "iso-8859-1":
        return content.toString("latin1").replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char);
      case "utf-16le":
        return content.toString("utf16le");
      case "utf-16be":
        // A copy of whole pairs: the bytes are someone else's.
        return Buffer.from(content.subarray(0, content.length & ~1))
          .swap16()
          .toString("utf16le");
      case "utf-8":
      case "utf8":
      case "us-ascii":
      case "ascii": {
        const text = content.toString("utf8");
        if (this.#fatal && text.includes("\ufffd")) throw new TypeError("the bytes are not UTF-8");
        return text;
      }
      default:
        throw new RangeError(`the encoding ${this.#encoding} is not known here`);
    }
  }
}
