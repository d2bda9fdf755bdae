import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeCheckpoint } from "./checkpoint-file.ts";

const NAME = /^checkpoint-(\d{9})\.weir$/;
/** The newest may be damaged by what ended the process: the one before is kept too. */
const KEPT = 2;

/** What a look for a checkpoint found. `passedOver`: newer ones that could not be used, one line each. */
export interface FoundCheckpoint {
  readonly content: unknown;
  readonly number: number;
  readonly passedOver: readonly string[];
}

/** The checkpoints of one run, in a folder of their own. */
export class CheckpointFolder {
  readonly path: string;
  #last = 0;

  constructor(path: string) {
    this.path = path;
    this.#last = this.#numbers().at(-1) ?? 0;
  }

  get empty(): boolean {
    return this.#numbers().length === 0;
  }

  /** The newest that is whole; null: there is none at all. Throws an Error of one line when none of those there can be used. */
  newest(): FoundCheckpoint | null {
    const numbers = this.#numbers().reverse();
    const passedOver: string[] = [];
    for (const number of numbers) {
      const path = this.#file(number);
      try {
        return { content: decodeCheckpoint(readFileSync(path)), number, passedOver };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        passedOver.push(`checkpoint ${path} ${code === undefined ? message : `cannot be read (${code})`}`);
      }
    }
    if (numbers.length === 0) return null;
    throw new Error(`${passedOver.join("; ")}; none is left to go on from: run without --resume to start anew`);
  }

  /** Durable when it settles: a new file, its name and its folder are on the disk. Then older ones go. */
  async write(parts: readonly Buffer[]): Promise<void> {
    await mkdir(this.path, { recursive: true });
    const number = ++this.#last;
    const path = this.#file(number);
    const temporary = `${path}.part`;
    try {
      const file = await open(temporary, "w", 0o600);
      try {
        await writeFile(file, parts);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncFolder(this.path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw new Error(`cannot write checkpoint ${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
    }
    for (const old of this.#numbers().slice(0, -KEPT)) await rm(this.#file(old), { force: true });
  }

  /** Forgets all of them. */
  clear(): void {
    if (!existsSync(this.path)) return;
    for (const name of readdirSync(this.path)) if (NAME.test(name) || name.endsWith(".part")) rmSync(join(this.path, name));
  }

  #file(number: number): string {
    return join(this.path, `checkpoint-${String(number).padStart(9, "0")}.weir`);
  }

  #numbers(): number[] {
    if (!existsSync(this.path)) return [];
    return readdirSync(this.path)
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no folders to sync.
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
