import { InputError } from "../sources/source.ts";
import { printable } from "./terminal.ts";

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

/** The one line a person reads. */
export function oneLine(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s*[\n\r]\s*/g, " ").trim();
  const shown = printable(text);
  return shown.length > LINE ? `${shown.slice(0, LINE)}…` : shown;
}
