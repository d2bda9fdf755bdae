import { backtest } from "../session/backtest.ts";
import { aroundValue, sweep, wholeValues } from "../session/backtest-sweep.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { BacktestQuestion, BacktestResult } from "./contract.ts";

/** One backtest or sweep at a time; another one ends it. */
export function backtestAnswers(
  bench: Workbench,
): Answers<"backtest.run" | "backtest.sweep" | "backtest.progress" | "backtest.cancel"> {
  let running: { readonly stop: AbortController; done: number; fraction: number | null } | null = null;

  const begin = () => {
    running?.stop.abort();
    const mine = { stop: new AbortController(), done: 0, fraction: null as number | null };
    running = mine;
    const one = async (
      { rule, labels, horizon, from, to }: BacktestQuestion,
      settings: BacktestQuestion["settings"],
    ): Promise<BacktestResult> => {
      const { input } = sessionOf(bench);
      if (input.kind !== "files")
        throw new Error("A backtest needs a source that can be read twice: open a file, or record the queue and open the store.");
      if (mine.stop.signal.aborted) throw new Error("the backtest was stopped");
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
        signal: mine.stop.signal,
        onProgress: (fraction) => {
          mine.fraction = fraction;
        },
      });
      mine.done++;
      mine.fraction = null;
      return result;
    };
    const end = (): void => {
      if (running === mine) running = null;
    };
    return { one, end };
  };

  return {
    "backtest.run": async (question) => {
      const { one, end } = begin();
      return one(question, question.settings).finally(end);
    },
    "backtest.sweep": async ({ setting, values, atMost, ...question }) => {
      const declared = (await bench.plugins.library()).runnable.find(({ id }) => id === question.rule)?.settings[setting];
      if (declared?.input !== "number" && declared?.input !== "duration")
        throw new Error(`${setting} is no number: only a number or a duration can be swept`);
      const now = Number(question.settings[setting] ?? declared.default);
      const tried = values ?? aroundValue(now, { ...declared, whole: declared.input === "duration" || Number.isInteger(now) });
      const { one, end } = begin();
      const answer = sweep({
        values: tried,
        whole: wholeValues(declared.input, tried),
        atMost,
        run: (value) => one(question, { ...question.settings, [setting]: value }),
      });
      const { points, silent, within } = await answer.finally(end);
      return { points: points.map(({ value, outcome }) => ({ value, result: { ...outcome, timeline: [] } })), silent, within };
    },
    "backtest.progress": () => (running === null ? null : { done: running.done, fraction: running.fraction }),
    "backtest.cancel": () => {
      running?.stop.abort();
      return null;
    },
  };
}
