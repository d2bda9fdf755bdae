#!/usr/bin/env node
// `weir …`: brings the installation up to date (said on stderr), then runs the command line in this process.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildCli } from "./build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain } from "./setup/step.mjs";

await orExplain(async () => {
  await ensureDependencies();
  await buildCli();
});
const entry = join(root, "out", "cli", "main.js");
process.argv[1] = entry;
await import(pathToFileURL(entry).href);
