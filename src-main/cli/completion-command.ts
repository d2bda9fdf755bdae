import { Argument, Command } from "commander";
import { PluginLibrary } from "../session/plugin-library.ts";
import { reportsOf } from "../session/report-library.ts";
import { print } from "./terminal.ts";

type Shell = "bash" | "zsh";

/** A command as far as completing it goes: what may follow it besides files. */
interface Place {
  /** `plugin new`; "" for weir itself. */
  readonly path: string;
  /** Its own commands, or what its first argument may be. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
  /** By flag: what its value may be. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

const START_FILES = `
For good, in the shell's start file (with \`weir\` an installed command or an alias):
  bash   eval "$(weir completion bash)"
  zsh    eval "$(weir completion zsh)"     below compinit`;

/** Ids of what ships with Weir. */
interface Ids {
  readonly rules: readonly string[];
  readonly reports: readonly string[];
}

/** Commands whose first argument may be the id of a rule that ships. */
const RULE_FIRST: ReadonlySet<string> = new Set(["plugin backtest", "plugin test"]);

/** `weir completion`. `load` gives all other commands. */
export function completionCommand(workerDir: string, load: () => Promise<readonly Command[]>): Command {
  return new Command("completion")
    .description("Print what a shell needs to complete commands, flags, and ids of rules and reports.")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh"]))
    .addHelpText("after", START_FILES)
    .action(async (shell: Shell, _: unknown, own: Command) => {
      const commands = [...(await load()), own];
      const ids = await idsOf(workerDir);
      const names = commands.map((command) => command.name());
      const top = { path: "", words: [...names, "help"], flags: ["--help", "--version"], values: new Map() };
      const help = { path: "help", words: names, flags: [], values: new Map() };
      print(script(shell, [top, help, ...commands.flatMap((command) => placesOf(command, "", ids))]));
    });
}

async function idsOf(workerDir: string): Promise<Ids> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    const rules = library.set.contributions.flatMap((item) => (item.type === "rule" ? [item.id] : []));
    return { rules, reports: reportsOf(library).map(({ id }) => id) };
  } finally {
    await library.close();
  }
}

function placesOf(command: Command, above: string, ids: Ids): Place[] {
  const { rules, reports } = ids;
  const path = `${above} ${command.name()}`.trim();
  const shown = command.options.filter(({ hidden }) => !hidden);
  const values = new Map<string, readonly string[]>();
  for (const { long, argChoices } of shown) {
    const named = long === "--plugin" ? rules : path === "report" && long === "--report" ? reports : undefined;
    const choices = named ?? argChoices;
    if (typeof long === "string" && choices !== undefined) values.set(long, choices);
  }
  const [first] = command.registeredArguments;
  const words = first?.argChoices ?? (RULE_FIRST.has(path) ? rules : command.commands.map((inner) => inner.name()));
  const own = { path, words, values, flags: [...shown.flatMap(({ long }) => long ?? []), "--help"] };
  return [own, ...command.commands.flatMap((inner) => placesOf(inner, path, ids))];
}

/** For bash 3.2 and newer, and for zsh by its own emulation of that. Where nothing of ours fits, the shell completes files. */
function script(shell: Shell, places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  const choices = places.flatMap(({ path, values }) =>
    [...values].map(([flag, words]) => `    "${path} ${flag}") words="${words.join(" ")}" ;;`),
  );
  const follow = places.map(
    ({ path, words, flags }) => `    "${path}") first="${words.join(" ")}"; flags="${flags.join(" ")}" ;;`,
  );
  const emulation = shell === "zsh" ? "autoload -Uz bashcompinit && bashcompinit\n" : "";
  return `${emulation}_weir() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" place="" at=0 first="" flags="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${place:+$place }\${COMP_WORDS[i]}" in
      ${paths.join("|")}) place="\${place:+$place }\${COMP_WORDS[i]}"; at=$i ;;
    esac
  done
  case "$place" in
${follow.join("\n")}
  esac
  case "$place $before" in
${choices.join("\n")}
    *) case "$current" in -*) words="$flags" ;; *) ((COMP_CWORD == at + 1)) && words="$first" ;; esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _weir weir`;
}
