import { backtest } from "../session/backtest.ts";
import { sweep, sweptValues } from "../session/backtest-sweep.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { BacktestQuestion, BacktestResult } from "./contract.ts";

/** One backtest or sweep at a time; another one ends it. */
export function backtestAnswers(
  bench: Workbench,
): Answers<"backtest.run" | "backtest.sweep" | "backtest.progress" | "backtest.cancel"> {
  let current: BacktestTrial | null = null;
  /** Begins a trial in the place of the one that runs. */
  const during = async <T>(act: (trial: BacktestTrial) => Promise<T>): Promise<T> => {
    current?.stop();
    const trial = new BacktestTrial(bench);
    current = trial;
    try {
      return await act(trial);
    } finally {
      if (current === trial) current = null;
    }
  };
  return {
    "backtest.run": (question) => during((trial) => trial.run(question, question.settings)),
    "backtest.sweep": async ({ setting, values, atMost, ...question }) => {
      const declared = (await bench.plugins.library()).runnable.find(({ id }) => id === question.rule)?.settings[setting];
      if (declared?.input !== "number" && declared?.input !== "duration")
        throw new Error(`${setting} is no number: only a number or a duration can be swept`);
      const now = Number(question.settings[setting] ?? declared.default);
      const { points, silent, within } = await during((trial) =>
        sweep({
          ...sweptValues(declared, now, values),
          atMost,
          run: (value) => trial.run(question, { ...question.settings, [setting]: value }),
        }),
      );
      return { points: points.map(({ value, outcome }) => ({ value, result: { ...outcome, timeline: [] } })), silent, within };
    },
    "backtest.progress": () => current?.progress ?? null,
    "backtest.cancel": () => {
      current?.stop();
      return null;
    },
  };
}

/** Backtests of one question, one after the other. */
class BacktestTrial {
  readonly #bench: Workbench;
  readonly #abort = new AbortController();
  #done = 0;
  #fraction: number | null = null;

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** Runs done, and the share of the present one. */
  get progress(): { readonly done: number; readonly fraction: number | null } {
    return { done: this.#done, fraction: this.#fraction };
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Throws an Error of one line, also when it was stopped. */
  async run(
    { rule, labels, horizon, from, to }: BacktestQuestion,
    settings: BacktestQuestion["settings"],
  ): Promise<BacktestResult> {
    const bench = this.#bench;
    const { signal } = this.#abort;
    const { input } = sessionOf(bench);
    if (input.kind !== "files")
      throw new Error("A backtest needs a source that can be read twice: open a file, or record the queue and open the store.");
    if (signal.aborted) throw new Error("the backtest was stopped");
    const library = await bench.plugins.library();
    // Filters change what the rule sees: they run as they do in the session.
    const beside = library.runnable
      .filter(({ id, type }) => type === "filter" && bench.plugins.enabled(id))
      .map(({ id }) => ({ plugin: id, settings: bench.workspace.plugins[id]?.settings ?? {} }));
    const { windows, off } = bench.workspace.plugins[rule] ?? {};
    const result = await backtest({
      input,
      choice: { plugin: rule, settings, windows, off },
      beside,
      labels,
      horizon,
      from,
      to,
      workerDir: bench.workerDir,
      library,
      signal,
      onProgress: (fraction) => {
        this.#fraction = fraction;
      },
    });
    this.#done++;
    this.#fraction = null;
    return result;
  }
}
