import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { oneLine, UsageError } from "./failure.ts";

/** Workers are built beside this file. */
const workerDir = dirname(fileURLToPath(import.meta.url));

const program = new Command("weir")
  .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
  .exitOverride()
  .showHelpAfterError("(weir --help lists the commands)")
  .configureOutput({ outputError: (text, write) => write(`weir: ${text.replace(/^error: /, "")}`) });

/** Each command with what it needs is loaded when it is asked for: a run over files waits for no database and no broker. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run-command.ts")).runCommand(workerDir),
  window: async () => (await import("./window-command.ts")).windowCommand(workerDir),
  simulate: async () => (await import("./simulate-command.ts")).simulateCommand(),
  plugin: async () => (await import("./plugin-command.ts")).pluginCommand(workerDir),
  report: async () => (await import("./report-command.ts")).reportCommand(workerDir),
  publish: async () => (await import("./publish-command.ts")).publishCommand(),
  verify: async () => (await import("./verify-command.ts")).verifyCommand(),
  bench: async () => (await import("./bench-command.ts")).benchCommand(workerDir),
};
const asked = commands[process.argv[2] ?? ""];
for (const load of asked === undefined ? Object.values(commands) : [asked]) {
  const command = await load();
  program.addCommand(command.exitOverride().copyInheritedSettings(program));
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`weir: ${oneLine(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
