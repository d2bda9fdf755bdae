// Brings node_modules in step with package-lock.json. Plain Node: runs before anything is installed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { oneAtATime } from "./one-at-a-time.mjs";
import { root } from "./paths.mjs";
import { SetupError, step } from "./step.mjs";

const stampFile = join(root, "node_modules", ".weir-stamp");

/** Installs the locked dependencies unless they are already there. */
export async function ensureDependencies() {
  requireNode();
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const installed = () => existsSync(stampFile) && readFileSync(stampFile, "utf8") === lock;
  if (installed()) return;
  await oneAtATime(join(root, "out", ".dependencies.turn"), async () => {
    if (installed()) return;
    if (!existsSync(stampFile) && installedMatches()) return writeFileSync(stampFile, lock);
    await step("Installing the locked npm packages (npm ci)", async () => {
      const code = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
      if (code !== 0)
        throw new SetupError(
          `npm ci failed with exit code ${code}. Weir needs the npm registry for its first start; see the lines above.`,
        );
      writeFileSync(stampFile, lock);
    });
  });
}

// Someone ran `npm install` by hand: npm's own record tells whether it still fits the lock.
function installedMatches() {
  try {
    const installed = JSON.parse(readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8")).packages;
    const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    return Object.entries(locked).every(
      ([path, { version, optional, devOptional, peer }]) =>
        path === "" || optional || devOptional || peer || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Weir needs Node 20.19 or newer; this is ${process.version}.`);
}
