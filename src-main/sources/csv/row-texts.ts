import type { Mapping } from "../mapping.ts";
import type { RowTexts } from "../source.ts";
import { type Decoder, textDecoder } from "../text-decoder.ts";
import { BEYOND_LONGEST } from "./records.ts";
import { isUtf16 } from "./utf16.ts";

/** Decodes the bytes of rows, where those in UTF-16 have become UTF-8. Throws a RangeError in an engine that does not know the encoding. */
export function rowDecoder(encoding: Mapping["encoding"]): Decoder {
  return textDecoder(isUtf16(encoding) ? "utf-8" : encoding);
}

/** Decodes the raw text of a record as the mapping's encoding says; of one that is too long to be a row, only so much that it still is. */
export function recordDecoder({ encoding }: Pick<Mapping, "encoding">): (bytes: Uint8Array) => string {
  const decoder = rowDecoder(encoding);
  return (bytes) => decoder.decode(bytes.length > BEYOND_LONGEST ? bytes.subarray(0, BEYOND_LONGEST) : bytes);
}

/** Raw text of the row that event `i` came from. */
export function textOfRows(texts: RowTexts | undefined, mapping: Pick<Mapping, "encoding">): ((i: number) => string) | undefined {
  if (texts === undefined) return undefined;
  const { raw, ends, of } = texts;
  const decode = recordDecoder(mapping);
  return (i) => {
    const record = of[i] as number;
    return decode(raw.subarray(record === 0 ? 0 : ends[record - 1], ends[record])).trimEnd();
  };
}
