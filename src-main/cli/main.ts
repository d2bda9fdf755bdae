import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError, type OutputConfiguration } from "commander";
import { WEIR_VERSION } from "../session/version.ts";
import { exitCode, oneLine } from "./failure.ts";
import { printable } from "./terminal.ts";

// V8 compiles what is hot while it still learns what it meets, throws that away and compiles again, on cores that the threads of a run then
// lack: a tenth of a run's processor time. It is asked to wait three times as long. And it looks through the small heaps of the workers
// again and again, as much memory outside of them comes and goes; below 128 MiB there is nothing to gain. The flags are those of V8 11, which
// Node 20 has; another V8 might not know them.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=200000 --initial-old-space-size=128");

/** Workers are built beside this file. */
const workerDir = dirname(fileURLToPath(import.meta.url));

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

const program = new Command("weir")
  .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
  .version(WEIR_VERSION, "-V, --version", "print the version")
  .exitOverride()
  .configureOutput(sayMistakes("weir --help lists the commands"));

/** Each command with what it needs is loaded when it is asked for: a run over files waits for no database and no broker. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => {
    // What runs rules takes as long to come up as this command to load: they do it side by side.
    const builtIns = (await import("../session/built-in-plugins.ts")).beginBuiltIns(workerDir);
    return (await import("./run-command.ts")).runCommand(workerDir, builtIns);
  },
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
};
const asked = commands[process.argv[2] ?? ""];
/** Wrong usage of a command, or of one of its own commands, comes here too and points to that command's help. */
function inherit(command: Command, path = "weir"): Command {
  const name = `${path} ${command.name()}`;
  for (const inner of command.commands) inherit(inner, name);
  return command
    .exitOverride()
    .copyInheritedSettings(program)
    .configureOutput(sayMistakes(`see ${name} --help`));
}
for (const load of asked === undefined ? Object.values(commands) : [asked]) program.addCommand(inherit(await load()));

/** ms for what is still open (workers, connections) to end by itself after a failure. */
const END_WITHIN = 3000;

// Whoever reads the output has seen enough (`| head`): no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`weir: cannot write the output: ${error.code ?? error.message}\n`);
    process.exit(1);
  });

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
