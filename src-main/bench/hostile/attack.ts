import { rmSync, writeFileSync } from "node:fs";
import type { Random } from "../../simulate/random.ts";
import { reading } from "./reading-time.ts";

/** One way in: makes hostile inputs and feeds them to the real code. */
export interface Attack {
  readonly name: string;
  /** Inputs of it in a hundred. */
  readonly share: number;
  /** One input, by seeded draws alone. */
  make(random: Random): Buffer;
  /**
   * Feeds the input in; answers in a word what became of it ("read", "refused"). Throws what the product threw when that is not a clear
   * refusal, and a `Finding` when it answered wrongly.
   */
  run(input: Buffer, place: Place): Promise<string>;
}

export interface Place {
  /** A folder for files, the attack's own. */
  readonly folder: string;
  /** Where the built workers are. */
  readonly workerDir: string;
}

/** The product did not crash, but what it answered is wrong. */
export class Finding extends Error {
  override name = "Finding";
}

export function expectSame(what: string, got: unknown, wanted: unknown): void {
  const [a, b] = [shown(got), shown(wanted)];
  if (a !== b) throw new Finding(`${what}: ${a.slice(0, 300)} instead of ${b.slice(0, 300)}`);
}

/** JSON, which takes NaN and -0 for null and 0, with those kept apart. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "number" && (!Number.isFinite(inner) || Object.is(inner, -0))
      ? `number ${inner === 0 ? "-0" : inner}`
      : inner,
  );
}

/**
 * Runs `work`; null when it refused its input as it should: an error made for a reader (no TypeError of the engine's) that says something.
 * Anything else is thrown. Breaks and control characters of an input that is quoted are taken care of where lines are printed.
 */
export async function refusedOr<T>(work: () => Promise<T> | T): Promise<{ readonly value: T } | null> {
  try {
    return { value: await reading(work) };
  } catch (error) {
    if (error instanceof Finding) throw error;
    if (!(error instanceof Error) || NOT_FOR_READERS.has(error.name)) throw error;
    const { message } = error;
    if (message.trim() === "" || /\[object Object\]|(?<!received )\bundefined\b/.test(message))
      throw new Finding(`no clear line: ${JSON.stringify(message.slice(0, 400))}`);
    return null;
  }
}

/** A file of its own each time: one that is written over is brought to the disk at once, one that is soon removed never. */
export function putFile(path: string, bytes: Buffer | string): void {
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
}

const NOT_FOR_READERS: ReadonlySet<string> = new Set([
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "InternalError",
  "TypeError",
]);
