import type { Command } from "commander";
import { runProgram } from "./weir-program.ts";

/** Each command with what it needs is loaded when it is asked for: a run over files waits for no database and no broker. */
const commands = (workerDir: string): Readonly<Record<string, () => Promise<Command>>> => ({
  run: async () => (await import("./run-command.ts")).runCommand(workerDir),
  window: async () => (await import("./window-command.ts")).windowCommand(workerDir),
  whatif: async () => (await import("./whatif-command.ts")).whatifCommand(workerDir),
  mapping: async () => (await import("./mapping-command.ts")).mappingCommand(workerDir),
  simulate: async () => (await import("./simulate-command.ts")).simulateCommand(),
  plugin: async () => (await import("./plugin-command.ts")).pluginCommand(workerDir),
  report: async () => (await import("./report-command.ts")).reportCommand(workerDir),
  import: async () => (await import("./import-command.ts")).importCommand(workerDir),
  export: async () => (await import("./export-command.ts")).exportCommand(workerDir),
  publish: async () => (await import("./publish-command.ts")).publishCommand(),
  verify: async () => (await import("./verify-command.ts")).verifyCommand(),
  bundle: async () => (await import("./bundle-command.ts")).bundleCommand(workerDir),
  deploy: async () => (await import("./deploy-command.ts")).deployCommand(workerDir),
  diagnostics: async () => (await import("./diagnostics-command.ts")).diagnosticsCommand(workerDir),
  bench: async () => (await import("./bench-command.ts")).benchCommand(workerDir),
});

/** Any command line. */
export async function anyProgram(workerDir: string): Promise<void> {
  const all = commands(workerDir);
  const asked = all[process.argv[2] ?? ""];
  const loading = (asked === undefined ? Object.values(all) : [asked]).map((load) => load());
  await runProgram(await Promise.all(loading));
}
