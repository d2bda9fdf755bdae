import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { benchCommand } from "./bench-command.ts";
import { oneLine, UsageError } from "./failure.ts";
import { pluginCommand } from "./plugin-command.ts";
import { publishCommand } from "./publish-command.ts";
import { reportCommand } from "./report-command.ts";
import { runCommand } from "./run-command.ts";
import { simulateCommand } from "./simulate-command.ts";
import { windowCommand } from "./window-command.ts";

/** Workers are built beside this file. */
const workerDir = dirname(fileURLToPath(import.meta.url));

const program = new Command("weir")
  .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
  .exitOverride()
  .showHelpAfterError("(weir --help lists the commands)")
  .configureOutput({ outputError: (text, write) => write(`weir: ${text.replace(/^error: /, "")}`) });

const commands = [
  runCommand(workerDir),
  windowCommand(),
  simulateCommand(),
  pluginCommand(workerDir),
  reportCommand(workerDir),
  publishCommand(),
  benchCommand(workerDir),
];
for (const command of commands) {
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
