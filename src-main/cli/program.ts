import { Command, CommanderError, type OutputConfiguration } from "commander";
import { WEIR_VERSION } from "../session/version.ts";
import type { BegunRun } from "./begin-run.ts";
import { exitCode, oneLine } from "./failure.ts";
import { printable } from "./terminal.ts";

/** One line for wrong usage; `hint` says where the right one stands. */
function sayMistakes(hint: string): OutputConfiguration {
  return {
    outputError: (text, write) => {
      const mistake = text
        .replace(/^error: /, "")
        .replace(/^option '(-\S+).*?' argument '(.*?)' is invalid\. /s, "$1 $2: ")
        .trim()
        .replace(/\s*\n\s*/g, " ")
        .replace(/\.$/, "");
      write(`weir: ${printable(`${mistake}; ${hint}`)}\n`);
    },
  };
}

/** ms for what is still open (workers, connections) to end by itself after a failure. */
const END_WITHIN = 3000;

/** Each command with what it needs is loaded when it is asked for: a run over files waits for no database and no broker. */
const commands = (workerDir: string, begun: BegunRun | null): Readonly<Record<string, () => Promise<Command>>> => ({
  run: async () => (await import("./run-command.ts")).runCommand(workerDir, begun),
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

/** Wrong usage of a command, or of one of its own commands, comes here too and points to that command's help. */
function inherit(program: Command, command: Command, path = "weir"): Command {
  const name = `${path} ${command.name()}`;
  for (const inner of command.commands) inherit(program, inner, name);
  return command
    .exitOverride()
    .copyInheritedSettings(program)
    .configureOutput(sayMistakes(`see ${name} --help`));
}

/** Reads the command line and does what it asks for. `begun`: the threads of `weir run`, when that is what it begins with. */
export async function runProgram(workerDir: string, begun: BegunRun | null): Promise<void> {
  const program = new Command("weir")
    .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
    .version(WEIR_VERSION, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput(sayMistakes("weir --help lists the commands"));
  const all = commands(workerDir, begun);
  const asked = all[process.argv[2] ?? ""];
  for (const load of asked === undefined ? Object.values(all) : [asked]) program.addCommand(inherit(program, await load()));
  endWithReader();
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      process.stderr.write(`weir: ${oneLine(error)}\n`);
      process.exitCode = exitCode(error);
      setTimeout(() => process.exit(), END_WITHIN).unref();
    }
  }
}

/** Whoever reads the output has seen enough (`| head`): no failure. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      process.stderr.write(`weir: cannot write the output: ${error.code ?? error.message}\n`);
      process.exit(1);
    });
}
