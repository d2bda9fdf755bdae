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
// npm runs scripts in the checkout; the paths on the command line are of where the person is.
const { npm_lifecycle_event: script, INIT_CWD: place } = process.env;
if (script === "weir" && place !== undefined && place !== "") process.chdir(place);
const entry = join(root, "out", "cli", "main.js");
process.argv[1] = entry;
await import(pathToFileURL(entry).href);
