import type { Encoding } from "../../encodings.ts";
import { rowDecoder } from "../row-texts.ts";

/** The encoding a text that is not UTF-8 is most likely in, and why. */
export interface LikelyEncoding {
  readonly encoding: Encoding;
  readonly reason: string;
}

/** Share of the characters beyond ASCII that may be broken: a row of a table may be. */
const BROKEN = 0.05;

/** Bytes of a text whose end may be cut; null: too many are none of the encoding, or the engine does not know it. */
export function decoded(bytes: Uint8Array, encoding: Encoding): string | null {
  let text: string;
  try {
    text = rowDecoder(encoding).decode(bytes, { stream: true });
  } catch {
    return null;
  }
  const broken = text.split("\ufffd").length - 1;
  return broken > 0 && broken > (text.match(/[^\0-\x7f]/g)?.length ?? 0) * BROKEN ? null : text;
}

/** Beside words and numbers, in texts of any language. */
const SIGNS = "\u00a0°±²³µ·×§¶€£№©®™«»‘’‚“”„–—…•†‡‰¹¼½¾¿¡ªº";
const AROUND = new RegExp(`^[${SIGNS}]+|[${SIGNS}]+$`, "g");

/** Words with characters beyond ASCII, each once: letters and whatever else beyond ASCII stands within them. */
export function foreignWords(text: string): string[] {
  const words = text.match(/[A-Za-z\u0080-\uffff]+/g) ?? [];
  return [...new Set([...new Set(words)].map((word) => word.replace(AROUND, "")))].filter((word) => /[\u0080-\uffff]/.test(word));
}
