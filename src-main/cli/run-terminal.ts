import type { Log } from "../diagnostics/log.ts";
import type { AnalysisOptions } from "../session/analysis.ts";
import { PluginProblems } from "./plugin-problems.ts";
import { ProgressLine } from "./progress-line.ts";
import { RuleLog } from "./rule-log.ts";
import { say } from "./terminal.ts";

/** What a run says while it goes on: to the terminal, in lines that do not run into the progress bar, and into the log of `--log`. */
export class RunTerminal {
  readonly progress = new ProgressLine();
  readonly #log: Log | null;
  readonly #problems = new PluginProblems((line) => this.say(line));
  readonly #rules = new RuleLog(() => this.progress.end());

  constructor(log: Log | null) {
    this.#log = log;
  }

  readonly onLog: AnalysisOptions["onLog"] = (rule, line) => this.#rules.add(rule, line);

  readonly onConnection: AnalysisOptions["onConnection"] = (line) => {
    this.#log?.write("info", "connection", { message: line });
    this.say(line);
  };

  readonly onProblem: AnalysisOptions["onProblem"] = (problem) => {
    const { plugin, hook, message, quarantined } = problem;
    this.#log?.write(quarantined ? "error" : "warning", "plugin", { plugin, hook, message, quarantined });
    this.#problems.add(problem);
  };

  /** Problems of plugins so far. */
  get problems(): number {
    return this.#problems.count;
  }

  say(line: string): void {
    this.progress.end();
    say(line);
  }

  /** The run is over. */
  end(): void {
    this.progress.end();
    this.#rules.end();
  }
}
