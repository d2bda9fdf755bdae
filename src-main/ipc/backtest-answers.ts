import { backtest } from "../session/backtest.ts";
import type { PluginChoice } from "../session/plugin-choice.ts";
import type { Workbench } from "../session/workbench.ts";
import type { BacktestResult } from "./contract.ts";
import { type Answers, openSession } from "./session-answers.ts";

export function backtestAnswers(bench: Workbench): Answers<"backtest.run" | "backtest.sweep"> {
  const run = async (
    choice: PluginChoice,
    labels: "threshold" | "active" | { readonly path: string },
    horizon: number,
  ): Promise<BacktestResult> => {
    const { input } = openSession(bench);
    if (input.kind !== "files")
      throw new Error("A backtest needs a source that can be read twice: open a file, or record the queue and open the store.");
    const library = await bench.library();
    // Filters change what the rule sees: they run as they do in the session.
    const beside = library.runnable
      .filter(({ id, type }) => type === "filter" && bench.enabled(id))
      .map(({ id }) => ({ plugin: id, settings: bench.workspace.plugins[id]?.settings ?? {} }));
    return backtest({ input, choice, beside, labels, horizon, workerDir: bench.workerDir, library });
  };
  return {
    "backtest.run": ({ rule, settings, labels, horizon }) => run({ plugin: rule, settings }, labels, horizon),
    "backtest.sweep": async ({ rule, settings, setting, values, labels, horizon }) => {
      const points: { value: number; result: BacktestResult }[] = [];
      for (const value of values)
        points.push({ value, result: await run({ plugin: rule, settings: { ...settings, [setting]: value } }, labels, horizon) });
      return { points };
    },
  };
}
