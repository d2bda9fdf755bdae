// Bundles plugins/* as the plugin host wants them, so that a start needs no bundler: plugins.json, shipped.json, weir-api.js and the scenarios beside the workers.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

/** @param {string} folder where the workers are, relative to the checkout */
export async function bundleBuiltInPlugins(folder) {
  const { build } = await import("esbuild");
  const out = join(root, folder);
  mkdirSync(out, { recursive: true });
  const api = join(out, "weir-api.js");
  await build({
    entryPoints: [join(root, "plugins/api.ts")],
    outfile: api,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  // Its types, for editors and `weir plugin check`: the contract imports nothing, so its source serves as they stand.
  copyFileSync(join(root, "plugins/api.ts"), join(out, "weir-api.ts"));
  // The bundler of the plugin host itself, so that a built-in plugin and a user's are made by the same code.
  const bundler = join(out, `.bundler-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, "src-main/plugin-host/bundle-built-ins.ts")],
    outfile: bundler,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  try {
    const { bundleBuiltIns, declaredBy } = await import(pathToFileURL(bundler).href);
    const bundles = await bundleBuiltIns(join(root, "plugins"), api);
    // A folder name alone: the build may be moved to another machine.
    writeFileSync(
      join(out, "plugins.json"),
      JSON.stringify(bundles.map((bundle) => ({ ...bundle, folder: `plugins/${bundle.name}` }))),
    );
    writeFileSync(join(out, "shipped.json"), JSON.stringify(declaredBy(bundles)));
    rmSync(join(out, "plugins"), { recursive: true, force: true });
    for (const { name } of bundles) {
      const scenarios = join(root, "plugins", name, "scenarios");
      if (existsSync(scenarios)) cpSync(scenarios, join(out, "plugins", name, "scenarios"), { recursive: true });
    }
  } finally {
    rmSync(bundler, { force: true });
  }
}
