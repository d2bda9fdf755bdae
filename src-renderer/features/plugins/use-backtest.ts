import { useMemo } from "react";
import type { BacktestQuestion } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { parseDuration } from "../../ui/format-time.ts";
import { isZone } from "../../ui/is-zone.ts";
import { type BacktestAsked, type Backtested, backtested, keepBacktest, useBacktests } from "./backtest-store.ts";
import type { Swept } from "./sweep-values.ts";

/** Backtests and sweeps of a rule with these settings over the open source, one at a time. */
export function useBacktest(rule: string, settings: BacktestQuestion["settings"]) {
  const range = useFrame((state) => state.range);
  const source = useFrame((state) => state.status?.description ?? "");
  const state = useBacktests();
  const kept = useMemo(() => backtested(state, rule, source), [state, rule, source]);
  const keep = (change: Partial<Backtested>): void => keepBacktest(rule, source, change);
  const run = async (act: (question: BacktestQuestion) => Promise<Partial<Backtested>>): Promise<void> => {
    const { labels, file, zone, dates, horizon, whole } = kept.asked;
    const ms = horizon.trim() === "0" ? 0 : parseDuration(horizon);
    if (ms === null) return keep({ error: "Early up to: write a duration such as 2h, or 0." });
    if (labels === "file" && file === "") return keep({ error: "Choose the file of labels first." });
    if (labels === "file" && !isZone(zone))
      return keep({ error: "Zone: write a name such as Europe/Paris, an offset such as +02:00, or UTC." });
    keep({ busy: true, error: null });
    try {
      const stretch = whole === "range" && range !== null ? range : {};
      const ofFile = { path: file, timezone: zone.trim(), ...(dates === "auto" ? {} : { dateOrder: dates }) };
      const question = { rule, settings, labels: labels === "file" ? ofFile : labels, horizon: ms, ...stretch };
      keep({ busy: false, ...(await act(question)) });
    } catch (failure) {
      keep({ busy: false, error: readable(failure) });
    }
  };
  return {
    ...kept,
    ask: (asked: BacktestAsked): void => keep({ asked }),
    refuse: (error: string): void => keep({ error }),
    judge: (): Promise<void> => run(async (question) => ({ result: await request("backtest.run", question), latest: "result" })),
    trade: ({ setting, values, atMost }: Swept): Promise<void> =>
      run(async (question) => {
        const answer = await request("backtest.sweep", {
          ...question,
          setting,
          ...(values === null ? {} : { values }),
          ...(atMost === null ? {} : { atMost }),
        });
        return { sweep: { setting, budget: atMost, answer }, latest: "sweep" };
      }),
  };
}
