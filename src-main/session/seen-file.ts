import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What a file held when it was read or written, so that it is noticed when somebody else has written to it since. */
export const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Digest of what a file holds now; null: there is none that can be read. */
export function digestOfFile(file: string): string | null {
  try {
    return digestOf(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
