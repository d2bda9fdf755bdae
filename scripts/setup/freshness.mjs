// Skips a build whose inputs have not changed: one stat per file, a few milliseconds for the whole tree.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./paths.mjs";

const staleLockMs = 180_000;

/**
 * Runs `build` when a file in `inputs` changed since the last time, or `output` is missing.
 * Several processes may ask at once: one builds, the others wait for it.
 * @param {{ inputs: string[], output: string, stamp: string, build: () => Promise<void> }} task paths relative to the checkout
 */
export async function whenChanged({ inputs, output, stamp, build }) {
  const file = join(root, stamp);
  const fresh = () => existsSync(join(root, output)) && existsSync(file) && readFileSync(file, "utf8") === fingerprint(inputs);
  if (fresh()) return;
  const unlock = await lock(`${file}.lock`);
  try {
    if (fresh()) return;
    // Taken before the build: a file saved meanwhile makes the next run build again.
    const now = fingerprint(inputs);
    await build();
    writeFileSync(file, now);
  } finally {
    unlock();
  }
}

function fingerprint(inputs) {
  const hash = createHash("sha1");
  const visit = (path) => {
    const state = statSync(path, { throwIfNoEntry: false });
    if (state === undefined) return;
    if (state.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else hash.update(`${path}:${state.size}:${state.mtimeMs}\n`);
  };
  for (const input of inputs) visit(join(root, input));
  return hash.digest("hex");
}

async function lock(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  for (;;) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const state = statSync(folder, { throwIfNoEntry: false });
      if (state && Date.now() - state.mtimeMs > staleLockMs) rmSync(folder, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
