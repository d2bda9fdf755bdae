import { Argument, Command } from "commander";
import { shippedDeclarations } from "../session/built-in-plugins.ts";
import { print } from "./terminal.ts";

type Shell = "bash" | "zsh";

/** A command as far as completing it goes: what may follow it besides files. */
interface Place {
  /** `plugin new`; "" for weir itself. */
  readonly path: string;
  readonly commands: readonly string[];
  readonly flags: readonly string[];
}

const START_FILES = `
For good, in the shell's start file (with \`weir\` an installed command or an alias):
  bash   eval "$(weir completion bash)"
  zsh    eval "$(weir completion zsh)"     below compinit`;

/** `weir completion`. `load` gives all other commands. */
export function completionCommand(workerDir: string, load: () => Promise<readonly Command[]>): Command {
  return new Command("completion")
    .description("Print what a shell needs to complete commands, flags, and ids of rules.")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh"]))
    .addHelpText("after", START_FILES)
    .action(async (shell: Shell) => {
      const commands = await load();
      const top = { path: "", commands: commands.map((command) => command.name()), flags: ["--help", "--version"] };
      const values = new Map([["--plugin", shippedDeclarations(workerDir).rules]]);
      for (const { long, argChoices } of commands.flatMap(optionsOf))
        if (typeof long === "string" && argChoices !== undefined) values.set(long, argChoices);
      print(script(shell, [top, ...commands.flatMap((command) => placesOf(command, ""))], values));
    });
}

const optionsOf = (command: Command): Command["options"][number][] => [
  ...command.options,
  ...command.commands.flatMap(optionsOf),
];

function placesOf(command: Command, above: string): Place[] {
  const path = `${above} ${command.name()}`.trim();
  const flags = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  const own = { path, commands: command.commands.map((inner) => inner.name()), flags: [...flags, "--help"] };
  return [own, ...command.commands.flatMap((inner) => placesOf(inner, path))];
}

/** For bash 3.2 and newer, and for zsh by its own emulation of that. Where nothing of ours fits, the shell completes files. */
function script(shell: Shell, places: readonly Place[], values: ReadonlyMap<string, readonly string[]>): string {
  const paths = places.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  const choices = [...values].map(([flag, words]) => `    ${flag}) words="${words.join(" ")}" ;;`);
  const follow = places.map(
    ({ path, commands, flags }) => `    "${path}") commands="${commands.join(" ")}"; flags="${flags.join(" ")}" ;;`,
  );
  const emulation = shell === "zsh" ? "autoload -Uz bashcompinit && bashcompinit\n" : "";
  return `${emulation}_weir() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" place="" commands="" flags="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${place:+$place }\${COMP_WORDS[i]}" in
      ${paths.join("|")}) place="\${place:+$place }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place" in
${follow.join("\n")}
  esac
  case "$before" in
${choices.join("\n")}
    *) case "$current" in -*) words="$flags" ;; *) words="$commands" ;; esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _weir weir`;
}
