import type { Mapping } from "../mapping.ts";

type Encoding = Mapping["encoding"];

/** Whether a text has two bytes a character: it is turned into UTF-8 before it is cut into records. */
export function isUtf16(encoding: Encoding): boolean {
  return encoding === "utf-16le" || encoding === "utf-16be";
}

/** Pieces of a UTF-16 text as UTF-8, one after the other; a character may be cut between two. `last` after the last piece. */
export function utf16ToUtf8(encoding: Encoding): (piece: Uint8Array, last?: boolean) => Buffer {
  const decoder = new TextDecoder(encoding);
  return (piece, last = false) => Buffer.from(decoder.decode(piece, { stream: !last }), "utf8");
}
