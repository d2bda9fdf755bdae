import { useState } from "react";
import type { BacktestQuestion, BacktestResult, Methods } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { parseDuration } from "../../ui/format-time.ts";
import type { Swept } from "./sweep-values.ts";

type Sweep = Methods["backtest.sweep"]["value"];

/** A backtest as it is filled in. */
export interface BacktestAsked {
  readonly labels: "threshold" | "active" | "file";
  /** Path of the labels. */
  readonly file: string;
  /** As text: `2h`. */
  readonly horizon: string;
  /** `range`: the range shown. */
  readonly whole: "all" | "range";
}

/** Backtests and sweeps of a rule with these settings, one at a time. `latest`: which of the two answers came last. */
export function useBacktest(rule: string, settings: BacktestQuestion["settings"]) {
  const range = useFrame((state) => state.range);
  const [result, setResult] = useState<BacktestResult | null>(null);
  const [sweep, setSweep] = useState<{ setting: string; budget: number | null; answer: Sweep } | null>(null);
  const [latest, setLatest] = useState<"result" | "sweep">("result");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (
    { labels, file, horizon, whole }: BacktestAsked,
    act: (question: BacktestQuestion) => Promise<void>,
  ): Promise<void> => {
    const ms = parseDuration(horizon);
    if (ms === null || ms <= 0) return setError("Early up to: write a duration such as 2h.");
    if (labels === "file" && file === "") return setError("Choose the file of labels first.");
    setBusy(true);
    setError(null);
    try {
      const stretch = whole === "range" && range !== null ? range : {};
      await act({ rule, settings, labels: labels === "file" ? { path: file } : labels, horizon: ms, ...stretch });
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  return {
    result,
    sweep,
    latest,
    error,
    busy,
    refuse: setError,
    judge: (asked: BacktestAsked): Promise<void> =>
      run(asked, async (question) => {
        setResult(await request("backtest.run", question));
        setLatest("result");
      }),
    trade: (asked: BacktestAsked, { setting, values, atMost }: Swept): Promise<void> =>
      run(asked, async (question) => {
        const answer = await request("backtest.sweep", {
          ...question,
          setting,
          ...(values === null ? {} : { values }),
          ...(atMost === null ? {} : { atMost }),
        });
        setSweep({ setting, budget: atMost, answer });
        setLatest("sweep");
      }),
  };
}
