import type { Command } from "commander";
import { runProgram } from "./weir-program.ts";

/** What the help puts together. */
const GROUPS = {
  analyse: "Analyse:",
  data: "Data in and out:",
  rules: "Rules:",
  cluster: "A cluster:",
} as const;

interface Entry {
  /** Without: those about Weir itself. */
  readonly group?: keyof typeof GROUPS;
  readonly load: () => Promise<Command>;
}

/** Each command with what it needs is loaded when it is asked for: a run over files waits for no database and no broker. */
const commands = (workerDir: string): Readonly<Record<string, Entry>> => ({
  run: { group: "analyse", load: async () => (await import("./run-command.ts")).runCommand(workerDir) },
  report: { group: "analyse", load: async () => (await import("./report-command.ts")).reportCommand(workerDir) },
  window: { group: "analyse", load: async () => (await import("./window-command.ts")).windowCommand(workerDir) },
  whatif: { group: "analyse", load: async () => (await import("./whatif-command.ts")).whatifCommand(workerDir) },
  verify: { group: "analyse", load: async () => (await import("./verify-command.ts")).verifyCommand() },
  case: { group: "analyse", load: async () => (await import("./case-command.ts")).caseCommand(workerDir) },
  mapping: { group: "data", load: async () => (await import("./mapping-command.ts")).mappingCommand(workerDir) },
  import: { group: "data", load: async () => (await import("./import-command.ts")).importCommand(workerDir) },
  export: { group: "data", load: async () => (await import("./export-command.ts")).exportCommand(workerDir) },
  publish: { group: "data", load: async () => (await import("./publish-command.ts")).publishCommand() },
  simulate: { group: "data", load: async () => (await import("./simulate-command.ts")).simulateCommand() },
  plugin: { group: "rules", load: async () => (await import("./plugin-command.ts")).pluginCommand(workerDir) },
  bundle: { group: "cluster", load: async () => (await import("./bundle-command.ts")).bundleCommand(workerDir) },
  deploy: { group: "cluster", load: async () => (await import("./deploy-command.ts")).deployCommand(workerDir) },
  completion: {
    load: async () => {
      const others = Object.entries(commands(workerDir)).filter(([name]) => name !== "completion");
      const all = () => Promise.all(others.map(([, { load }]) => load()));
      return (await import("./completion-command.ts")).completionCommand(workerDir, all);
    },
  },
  diagnostics: { load: async () => (await import("./diagnostics-command.ts")).diagnosticsCommand(workerDir) },
  bench: { load: async () => (await import("./bench-command.ts")).benchCommand(workerDir) },
});

/** Any command line. */
export async function anyProgram(workerDir: string): Promise<void> {
  const all = commands(workerDir);
  const asked = all[process.argv[2] ?? ""];
  const loading = (asked === undefined ? Object.values(all) : [asked]).map(async ({ group, load }) =>
    group === undefined ? load() : (await load()).helpGroup(GROUPS[group]),
  );
  await runProgram(await Promise.all(loading));
}
