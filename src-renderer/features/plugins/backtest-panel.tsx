import { useCallback } from "react";
import type { ContributionCard } from "../../../src-main/ipc/contract.ts";
import { valuesOf } from "../../bridge/apply-contribution.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { settingText, wordOf } from "../../ui/setting-text.ts";
import { BacktestForm } from "./backtest-form.tsx";
import { BacktestProgress } from "./backtest-progress.tsx";
import { BacktestResultView } from "./backtest-result.tsx";
import { BacktestSweep } from "./backtest-sweep.tsx";
import { SweepRow } from "./sweep-row.tsx";
import { useBacktest } from "./use-backtest.ts";

export interface BacktestPanelProps {
  readonly contribution: ContributionCard;
  /** Takes a value of the sweep into use. */
  readonly onUse: (setting: string, value: number) => void;
}

/** The rule over all that was read, judged by labels: what it would have caught, how early, how often in vain. */
export function BacktestPanel({ contribution, onUse }: BacktestPanelProps) {
  const numbers = contribution.settings.flatMap(({ name, declaration }) =>
    declaration.input === "number" || declaration.input === "duration" ? [{ name, declaration }] : [],
  );
  const values = valuesOf(contribution);
  const { asked, result, sweep, latest, error, busy, ask, judge, trade, refuse } = useBacktest(contribution.id, values);
  const swept = numbers.find(({ name }) => name === sweep?.setting)?.declaration;
  const shown = useCallback((value: number) => (swept === undefined ? String(value) : settingText(swept, value)), [swept]);
  const answers = [
    result === null ? null : <BacktestResultView key="result" result={result} />,
    sweep === null ? null : (
      <BacktestSweep
        key="sweep"
        sweep={sweep.answer}
        label={swept?.label ?? sweep.setting}
        shown={shown}
        zero={swept === undefined ? undefined : wordOf(swept)}
        inUse={Number(values[sweep.setting])}
        budget={sweep.budget}
        onUse={(value) => onUse(sweep.setting, value)}
      />
    ),
  ];
  return (
    <div className="backtest">
      <BacktestForm asked={asked} busy={busy} onChange={ask} onRun={() => void judge()} />
      {numbers.length === 0 ? null : (
        <SweepRow settings={numbers} busy={busy} onSweep={(swept) => void trade(swept)} onRefused={refuse} />
      )}
      {busy ? <BacktestProgress /> : null}
      {error === null ? null : <ErrorLine text={error} />}
      {result === null && sweep === null ? (
        <p className="sub">
          Runs the rule again over what is open and compares its alerts with the labels, which say when something was wrong: an
          alert in time is a hit, a label without one is missed, an alert without a label is false. A sweep does so for several
          values of a setting, and finds where the rule falls silent and what keeps within so many alerts a day.
        </p>
      ) : null}
      {latest === "sweep" ? answers.reverse() : answers}
    </div>
  );
}
