import { Command, CommanderError, type OutputConfiguration } from "commander";
import { WEIR_VERSION } from "../session/version.ts";
import { endAsTerminal } from "./closed-terminal.ts";
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

/** Wrong usage of a command, or of one of its own commands, comes here too and points to that command's help. */
function inherit(program: Command, command: Command, path = "weir"): Command {
  const name = `${path} ${command.name()}`;
  for (const inner of command.commands) inherit(program, inner, name);
  return command
    .exitOverride()
    .copyInheritedSettings(program)
    .configureOutput(sayMistakes(`see ${name} --help`));
}

/** Reads the command line and does what it asks for with one of `commands`. */
export async function runProgram(commands: readonly Command[]): Promise<void> {
  const program = new Command("weir")
    .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
    .version(WEIR_VERSION, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput(sayMistakes("weir --help lists the commands"));
  for (const command of commands) program.addCommand(inherit(program, command));
  endWithReader();
  endAsTerminal();
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

/**
 * Whoever reads the output has seen enough (`| head`): no failure. Who no longer hears what is said beside it (a terminal that was closed, a
 * log on a full disk) keeps nothing from coming to its end: its results are files.
 */
function endWithReader(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`weir: cannot write the output: ${error.code ?? error.message}\n`);
    process.exit(1);
  });
}
