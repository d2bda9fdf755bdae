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

/** The one line a person reads. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, " ").trim();
}
