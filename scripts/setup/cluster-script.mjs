// Builds the engine, the rule runner and the row readers as one script for a bare JavaScript engine: cluster-script.js beside the workers.
import { join } from "node:path";
import { root } from "./paths.mjs";

/** A bare engine knows no time zones: that of the job comes with it. */
const zoneOfJob = {
  name: "zone-of-job",
  setup(build) {
    build.onResolve({ filter: /\/iana-zone\.ts$/ }, () => ({ path: join(root, "src-main/cluster/script/zone-of-job.ts") }));
  },
};

/** @param {string} folder where the workers are, relative to the checkout */
export async function bundleClusterScript(folder) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["src-main/cluster/script/entry.ts"],
    outfile: join(root, folder, "cluster-script.js"),
    bundle: true,
    format: "iife",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    // A cluster's engine has nothing of Node: the little that is used of it comes along.
    inject: ["src-main/cluster/script/host-globals.ts"],
    alias: { "node:zlib": "./src-main/cluster/script/no-zlib.ts", weir: "./plugins/api.ts" },
    plugins: [zoneOfJob],
    legalComments: "none",
    logLevel: "warning",
  });
}
