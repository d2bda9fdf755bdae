const MESSAGE_CHARACTERS = 500;
const STACK_CHARACTERS = 4000;
const LOG_CHARACTERS = 1000;

/** Message (at most 500 characters) and stack (4000) of whatever a plugin threw, without trusting it. Never throws. */
export function describeThrown(error: unknown): { message: string; stack: string } {
  try {
    if (typeof error === "object" && error !== null) {
      const { message, stack } = error as { message?: unknown; stack?: unknown };
      return {
        message: inWords(String(message ?? error).slice(0, MESSAGE_CHARACTERS)),
        stack: String(stack ?? "").slice(0, STACK_CHARACTERS),
      };
    }
    return { message: String(error).slice(0, MESSAGE_CHARACTERS), stack: "" };
  } catch {
    return { message: "an error that cannot be read", stack: "" };
  }
}

/** What SES says of a clock or of chance, as who wrote the plugin has it. */
function inWords(message: string): string {
  if (/^secure mode .*%SharedDate%/.test(message)) return "a plugin has no clock: use context.now, the time of the data";
  if (/^secure mode .*%SharedMath%\.random/.test(message))
    return "a plugin has no chance: the same events must give the same results";
  return message;
}

/** One line of a plugin's log, at most 1000 characters. */
export function logLine(parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === "string" ? part.slice(0, LOG_CHARACTERS) : safeJson(part)))
    .join(" ")
    .slice(0, LOG_CHARACTERS);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "(unreadable)";
  }
}
