import type { Mapping } from "../mapping.ts";
import type { RowTexts } from "../source.ts";

/** Decodes the raw text of a record as the mapping's encoding says. */
export function recordDecoder({ encoding }: Pick<Mapping, "encoding">): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(encoding === "latin1" ? "windows-1252" : "utf-8");
  return (bytes) => decoder.decode(bytes);
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
