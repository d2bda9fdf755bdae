// Sets up everything `npm start` needs, or with --tests everything `npm test` needs. Safe to repeat.
import { pathToFileURL } from "node:url";
import { resolveElectron } from "./electron.mjs";
import { ensureTestPackages } from "./setup/debian.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { orExplain, step } from "./setup/step.mjs";

/** @returns the Electron for the tests */
export async function setUpTests() {
  await ensureDependencies();
  await ensureTestPackages({ needsBroker: !process.env.WEIR_AMQP_URL });
  return step("Finding an Electron", resolveElectron);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await orExplain(() => (process.argv.includes("--tests") ? setUpTests() : ensureDependencies()));
}
