import { existsSync } from "node:fs";
import { Command, CommanderError, Help, InvalidArgumentError, type OutputConfiguration } from "commander";
import { WEIR_VERSION } from "../session/version.ts";
import { endAsTerminal } from "./closed-terminal.ts";
import { compileLater } from "./compile-later.ts";
import { exitCode, oneLine } from "./failure.ts";
import { printable } from "./terminal.ts";

/** One line for wrong usage; `hint` says where the right one stands. */
function sayMistakes(hint: string): OutputConfiguration {
  return {
    outputError: (text, write) => {
      const mistake = text
        .replace(/^error: /, "")
        .replace(/^option '(-\S+).*?' argument '(.*?)' is invalid\. /s, "$1 $2: ")
        .replace("Allowed choices are ", "choose from ")
        .trim()
        .replace(/\s*\n\s*/g, " ")
        .replace(/\.$/, "");
      write(`weir: ${printable(`${mistake}; ${hint}`)}\n`);
    },
  };
}

/** A switch is off unless it is named: that needs no word. */
const help: Partial<Help> = {
  optionDescription: (option) => (option.defaultValue === false ? option.description : new Help().optionDescription(option)),
};

/** Heading of commands that say no other. */
const ABOUT_WEIR = "Weir itself:";
const AFTER = `
Begin:
  weir simulate bts --out f.csv        data to try it on
  weir run f.csv --out results         the default rules over it
  weir report f.csv --out report.html  the batch reports as one page
  weir plugin new ./my-rule            a rule of one's own

weir COMMAND --help lists a command's flags. Durations are 250ms, 60s, 5m, 1h
or 1d. Results go to stdout or --out, what is said about them to stderr.
Exit code 0: done; 1: it failed, or was stopped before the end; 2: wrong usage
or unreadable input.`;

/** Who names a file and no command wants it read. */
function beginning(): string {
  const [, , first = ""] = process.argv;
  return existsSync(first) ? "to read it: weir run FILE" : "weir --help lists the commands";
}

/** ms for what is still open (workers, connections) to end by itself after a failure. */
const END_WITHIN = 3000;

/** Wrong usage of a command, or of one of its own commands, comes here too and points to that command's help. */
function inherit(program: Command, command: Command, path = "weir"): Command {
  const name = `${path} ${command.name()}`;
  for (const inner of command.commands) inherit(program, inner, name);
  takeNoFlagForValue(command);
  return command
    .exitOverride()
    .copyInheritedSettings(program)
    .configureOutput(sayMistakes(`see ${name} --help`));
}

/** `--sweep --table`: what is no value of the first is the second. */
function takeNoFlagForValue({ options }: Command): void {
  const flags = new Set(["--help", ...options.flatMap(({ long }) => long ?? [])]);
  for (const option of options.filter(({ required }) => required)) {
    const parse = option.parseArg;
    option.argParser((value, previous: unknown) => {
      if (flags.has(value)) throw new InvalidArgumentError("a flag, where the value is missing.");
      return parse === undefined ? value : parse(value, previous);
    });
  }
}

/** Reads the command line and does what it asks for with one of `commands`. */
export async function runProgram(commands: readonly Command[]): Promise<void> {
  compileLater();
  const program = new Command("weir")
    .description("Analytics over sensor and alarm streams: files, queues, windows, rules, reports.")
    .version(WEIR_VERSION, "-V, --version", "print the version")
    .exitOverride()
    .configureHelp(help)
    .commandsGroup(ABOUT_WEIR)
    .addHelpCommand(
      new Command("help").argument("[command]").description("Print this, or the flags of a command.").helpGroup(ABOUT_WEIR),
    )
    .addHelpText("after", AFTER)
    .configureOutput(sayMistakes(beginning()));
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
