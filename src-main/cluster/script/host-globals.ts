import { Buffer } from "buffer/";
import { decodeWindows1252 } from "../../sources/text-decoder.ts";

export { Buffer };

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
        return decodeWindows1252(content);
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
