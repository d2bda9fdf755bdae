import { create } from "zustand";
import type { BacktestResult, Methods } from "../../../src-main/ipc/contract.ts";

/** A backtest as it is filled in. */
export interface BacktestAsked {
  readonly labels: "threshold" | "active" | "file";
  /** Path of the labels. */
  readonly file: string;
  /** Of times of the file that say none. */
  readonly zone: string;
  /** Order of day, month and year in its dates; `auto`: as they can be read. */
  readonly dates: "auto" | "dmy" | "mdy" | "ymd";
  /** As text: `2h`. */
  readonly horizon: string;
  /** `range`: the range shown. */
  readonly whole: "all" | "range";
}

/** What was asked of a rule and answered; who goes to look at a miss and comes back finds it. */
export interface Backtested {
  readonly asked: BacktestAsked;
  readonly result: BacktestResult | null;
  readonly sweep: {
    readonly setting: string;
    readonly budget: number | null;
    readonly answer: Methods["backtest.sweep"]["value"];
  } | null;
  /** Which of the two came last. */
  readonly latest: "result" | "sweep";
  readonly error: string | null;
  readonly busy: boolean;
}

const untried: Backtested = {
  asked: { labels: "threshold", file: "", zone: "UTC", dates: "auto", horizon: "2h", whole: "all" },
  result: null,
  sweep: null,
  latest: "result",
  error: null,
  busy: false,
};

export interface BacktestState {
  /** Description of the source they were run over. */
  readonly source: string;
  readonly byRule: Readonly<Record<string, Backtested>>;
}

export const useBacktests = create<BacktestState>(() => ({ source: "", byRule: {} }));

/** That of a rule over this source; of another source nothing holds but what was filled in. */
export function backtested({ source, byRule }: BacktestState, rule: string, over: string): Backtested {
  const kept = byRule[rule];
  if (kept === undefined) return untried;
  return source === over ? kept : { ...untried, asked: kept.asked };
}

/** Keeps what is new of a rule's backtest over this source. */
export function keepBacktest(rule: string, over: string, change: Partial<Backtested>): void {
  useBacktests.setState((state) => {
    const others = Object.keys(state.byRule).map((each) => [each, backtested(state, each, over)]);
    return { source: over, byRule: { ...Object.fromEntries(others), [rule]: { ...backtested(state, rule, over), ...change } } };
  });
}
