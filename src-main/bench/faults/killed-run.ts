import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { Random } from "../../simulate/random.ts";

/** A `weir` that runs. */
export interface Life {
  readonly child: ChildProcess;
  /** Its exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  /** It failed: an Error of its last words. */
  failure(code: number | null): Error;
}

/** `main`: the built main.js. */
export function startLife(main: string, args: readonly string[]): Life {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = (said + piece.toString()).slice(-500);
  });
  return {
    child,
    ended: new Promise((resolve) => child.once("close", resolve)),
    failure: (code) => new Error(`weir ${args.join(" ")} ended with code ${code}: ${said}`),
  };
}

export interface KilledRun {
  /** The built main.js. */
  readonly main: string;
  /** Of `weir`, with --resume. */
  readonly args: readonly string[];
  /** What each life is told besides. */
  readonly more?: () => readonly string[];
  /** Where its checkpoints are. */
  readonly checkpoints: string;
  /** Lives that are killed at most. */
  readonly kills: number;
  readonly random: Random;
}

/** ms between two looks at the checkpoints. */
const LOOK = 5;
/** ms a life goes on at most after a checkpoint of its own, and after its start when it is killed before it has one. */
const AFTER = 400;
const EARLY = 1500;
/** Share of lives that are killed however far they are, also before they have got anywhere. */
const ANYWHEN = 0.2;

/**
 * Runs `weir` again and again, each life ended by SIGKILL at a random moment, until one ends by itself. Answers how many were killed before
 * that; throws when one fails.
 */
export async function runKilled({ main, args, more = () => [], checkpoints, kills, random }: KilledRun): Promise<number> {
  for (let killed = 0; ; killed++) {
    const { child, ended, failure } = startLife(main, [...args, ...more()]);
    const over = ended.then(() => "over" as const);
    if (killed < kills) {
      const before = newest(checkpoints);
      const anywhen = random.uniform() < ANYWHEN;
      const wait = random.between(0, anywhen ? EARLY : AFTER);
      const due = anywhen ? after(wait) : changed(checkpoints, before, over).then(() => after(wait));
      await Promise.race([due, over]);
      child.kill("SIGKILL");
    }
    const code = await ended;
    if (code === 0) return killed;
    if (code !== null) throw failure(code);
  }
}

/** Runs `weir` to its end. Throws when it fails. */
export async function runOnce(main: string, args: readonly string[]): Promise<void> {
  const { ended, failure } = startLife(main, args);
  const code = await ended;
  if (code !== 0) throw failure(code);
}

/** Number of the newest checkpoint, as its file is called; "" when there is none. */
export function newest(folder: string): string {
  if (!existsSync(folder)) return "";
  return (
    readdirSync(folder)
      .filter((name) => name.endsWith(".weir"))
      .sort()
      .at(-1) ?? ""
  );
}

/** Settles when a newer checkpoint than `before` is there, or with `over`. */
export async function changed(folder: string, before: string, over: Promise<unknown>): Promise<void> {
  let ended = false;
  void over.then(() => {
    ended = true;
  });
  while (!ended && newest(folder) === before) await after(LOOK);
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
