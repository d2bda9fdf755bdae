import { InputError } from "../sources/source.ts";

/** Wrong usage or unreadable input: exit code 2. Anything else that is thrown: exit code 1. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Runs `open`; what it throws is the user's input's fault. */
export async function asUsage<T>(open: () => Promise<T> | T): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** 2 for wrong usage and for input that cannot be read, wherever that showed; 1 for everything else that failed. */
export function exitCode(error: unknown): 1 | 2 {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof UsageError || each instanceof InputError) return 2;
  return 1;
}

/** Longest line printed. */
const LINE = 2000;

/**
 * The one line a person reads. What it quotes of an input may hold characters that move a terminal's cursor or turn its text around: they
 * are shown by their number.
 */
export function oneLine(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s*[\n\r]\s*/g, " ").trim();
  const shown = text.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return shown.length > LINE ? `${shown.slice(0, LINE)}…` : shown;
}

/** Control characters, marks that turn the direction of writing, line and paragraph separators, halves of pairs. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\p{Cs}]/gu;
