// Builds the command line (esbuild) and the desktop (electron-vite), each only when its inputs changed.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleBuiltInPlugins } from "./setup/built-in-plugins.mjs";
import { bundleClusterScript } from "./setup/cluster-script.mjs";
import { run } from "./setup/command.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { whenChanged } from "./setup/freshness.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, SetupError, step } from "./setup/step.mjs";

const shared = [
  "src-main",
  "plugins",
  "tsconfig.json",
  "package-lock.json",
  "scripts/build.mjs",
  "scripts/setup/built-in-plugins.mjs",
  "scripts/setup/cluster-script.mjs",
];

/** Worker entries, which must lie beside the bundle that starts them. */
const workers = {
  "plugin-worker": "src-main/plugin-host/plugin-worker.ts",
  "plugin-process": "src-main/plugin-host/plugin-process-entry.ts",
  "csv-worker": "src-main/sources/csv/csv-worker.ts",
  "time-scan-worker": "src-main/sources/csv/time-scan-worker.ts",
  "engine-share-worker": "src-main/bench/engine-share-worker.ts",
  "window-text-worker": "src-main/sinks/files/window-text-worker.ts",
};

/**
 * Packages of many small files that every start needs: bundled, they load in a fraction of the time. The rest stay where npm put them.
 * Asked for late: they may just have been installed.
 */
function startUpPackages() {
  const names = [
    "commander",
    "zod",
    "ses",
    "csv-parse",
    "csv-parse/sync",
    "@jridgewell/trace-mapping",
    "@jridgewell/sourcemap-codec",
    "@jridgewell/resolve-uri",
    "@endo/env-options",
    "@endo/cache-map",
    "@endo/immutable-arraybuffer/shim.js",
  ];
  const file = (name) => `./${relative(root, fileURLToPath(import.meta.resolve(name)))}`;
  return Object.fromEntries(names.map((name) => [name, file(name)]));
}

/** zod carries its messages in fifty languages, of which Weir asks for none: they stay out of what every start loads. */
const englishOnly = {
  name: "english-only",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, "..", "locales", "en.js"),
    }));
  },
};

/** What main.ts loads for any command but `run` is built by itself. */
const otherCommandsApart = {
  name: "other-commands-apart",
  setup(build) {
    build.onResolve({ filter: /^\.\/program\.ts$/ }, () => ({ path: "./commands.js", external: true }));
  },
};

/** Brings out/cli up to date. Takes a few milliseconds when it is. */
export function buildCli() {
  return whenChanged({
    inputs: shared,
    output: "out/cli/main.js",
    stamp: "out/.cli-stamp",
    build: () => step("Building the command line", bundleCli),
  });
}

async function bundleCli() {
  const { build } = await import("esbuild");
  const common = {
    absWorkingDir: root,
    outdir: "out/cli",
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { weir: "./plugins/api.ts", ...startUpPackages() },
    plugins: [englishOnly],
    // A start reads half a megabyte of its packages' code: comments and blanks would be another half.
    minifyWhitespace: true,
    legalComments: "none",
    sourcemap: true,
    logLevel: "warning",
  };
  // A bundled CommonJS package asks for Node's own modules by a `require`, which an ES module has not.
  const banner = { js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);' };
  const split = { ...common, banner, splitting: true, chunkNames: "chunks/[name]-[hash]" };
  const built = await Promise.all([
    // What is imported when it is needed stays apart. Code that several commands share would be in as many pieces as there are sets of
    // commands that share some: `weir run`, where every start counts, has its own copy in a few.
    build({ ...split, entryPoints: { main: "src-main/cli/main.ts" }, plugins: [englishOnly, otherCommandsApart] }),
    build({ ...split, entryPoints: { commands: "src-main/cli/program.ts" } }),
    // A thread comes up the sooner the fewer files it is made of: each is whole.
    build({ ...common, entryPoints: workers }),
  ]).catch((error) => {
    throw new SetupError(`The command line does not build: ${error.message}`);
  });
  const outputFiles = built.flatMap((each) => each.outputFiles);
  await bundleBuiltInPlugins("out/cli");
  await bundleClusterScript("out/cli");
  for (const { path, contents } of outputFiles) replace(path, contents);
  removeOldChunks(new Set(outputFiles.map(({ path }) => path)));
}

// A `weir` that runs since before this build may still ask for chunks of the one before: those of the last day stay.
function removeOldChunks(current) {
  const folder = join(root, "out", "cli", "chunks");
  if (!existsSync(folder)) return;
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(path) && statSync(path).mtimeMs < dayAgo) rmSync(path);
  }
}

// A running `weir` may be loading the old file: rename, so that it sees the old one or the new one, whole.
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

/** Brings out/main, out/preload and out/renderer up to date. */
export function buildDesktop() {
  return whenChanged({
    inputs: [...shared, "src-renderer", "electron.vite.config.ts"],
    output: "out/main/main.js",
    stamp: "out/.desktop-stamp",
    build: () =>
      step("Building the desktop app", async () => {
        const bin = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
        // Its only use of an Electron here is to read a version, which the explicit targets make needless.
        const code = await run(process.execPath, [bin, "build", "--logLevel", "warn"], {
          env: { NODE_ENV: "production", ...process.env },
        });
        if (code !== 0) throw new SetupError("The desktop app does not build: see the lines above.");
        await bundleBuiltInPlugins("out/main");
        await bundleClusterScript("out/main");
      }),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await orExplain(async () => {
    await ensureDependencies();
    const only = process.argv[2];
    if (only !== "--desktop") await buildCli();
    if (only !== "--cli") await buildDesktop();
  });
}
