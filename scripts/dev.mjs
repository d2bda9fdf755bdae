// `npm run dev`: the app with hot reload of the page. Changes of the main process need a restart.
import { join } from "node:path";
import { buildDesktop } from "./build.mjs";
import { electronEnvironment, resolveElectron } from "./electron.mjs";
import { run } from "./setup/command.mjs";
import { ensureElectronPackages } from "./setup/debian.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain } from "./setup/step.mjs";

await orExplain(async () => {
  await ensureDependencies();
  await ensureElectronPackages();
  await buildDesktop();
  const electron = await resolveElectron();
  const noSandbox = process.getuid?.() === 0 ? ["--noSandbox"] : [];
  const code = await run(process.execPath, [join(root, "node_modules/electron-vite/bin/electron-vite.js"), "dev", ...noSandbox], {
    stdout: 1,
    env: electronEnvironment(electron),
  });
  process.exitCode = code;
});
