import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { Random } from "../../simulate/random.ts";

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

export interface Ended {
  /** Lives killed before the one that came to its end. */
  readonly kills: number;
  /** What the last life said. */
  readonly said: string;
}

/** ms between two looks at the checkpoints. */
const LOOK = 5;
/** ms a life goes on at most after a checkpoint of its own, and after its start when it is killed before it has one. */
const AFTER = 400;
const EARLY = 1500;
/** Share of lives that are killed however far they are, also before they have got anywhere. */
const ANYWHEN = 0.2;

/** Runs `weir` again and again, each life ended by SIGKILL at a random moment, until one ends by itself. Throws when one fails. */
export async function runKilled({ main, args, more = () => [], checkpoints, kills, random }: KilledRun): Promise<Ended> {
  for (let killed = 0; ; killed++) {
    const child = spawn(process.execPath, [main, ...args, ...more()], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4000);
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
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
    if (code === 0) return { kills: killed, said };
    if (code !== null) throw new Error(`weir ${args.join(" ")} ended with code ${code}: ${said.slice(-500)}`);
  }
}

/** Runs `weir` to its end. Throws when it fails. */
export async function runOnce(main: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = (said + piece.toString()).slice(-4000);
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`weir ${args.join(" ")} ended with code ${code}: ${said.slice(-500)}`);
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
