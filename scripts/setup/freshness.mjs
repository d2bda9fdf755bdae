// Skips a build whose inputs have not changed: one stat per file, a few milliseconds for the whole tree.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oneAtATime } from "./one-at-a-time.mjs";
import { root } from "./paths.mjs";

/**
 * Runs `build` when a file in `inputs` changed since the last time, or `output` is missing.
 * Several processes may ask at once: one builds, the others wait for it.
 * @param {{ inputs: string[], output: string, stamp: string, build: () => Promise<void> }} task paths relative to the checkout
 */
export async function whenChanged({ inputs, output, stamp, build }) {
  const file = join(root, stamp);
  const fresh = () => existsSync(join(root, output)) && existsSync(file) && readFileSync(file, "utf8") === fingerprint(inputs);
  if (fresh()) return;
  await oneAtATime(`${file}.turn`, async () => {
    if (fresh()) return;
    // Taken before the build: a file saved meanwhile makes the next run build again.
    const now = fingerprint(inputs);
    await build();
    writeFileSync(file, now);
  });
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
