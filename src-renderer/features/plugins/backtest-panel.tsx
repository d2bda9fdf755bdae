import { useCallback, useState } from "react";
import type { BacktestQuestion, BacktestResult, ContributionCard, Methods } from "../../../src-main/ipc/contract.ts";
import { valuesOf } from "../../bridge/apply-contribution.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { parseDuration } from "../../ui/format-time.ts";
import { settingText } from "../../ui/setting-text.ts";
import { BacktestProgress } from "./backtest-progress.tsx";
import { BacktestResultView } from "./backtest-result.tsx";
import { BacktestSweep } from "./backtest-sweep.tsx";
import { SweepRow } from "./sweep-row.tsx";
import type { Swept } from "./sweep-values.ts";

type Sweep = Methods["backtest.sweep"]["value"];
type Labels = "threshold" | "active" | "file";

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
  const range = useFrame((state) => state.range);
  const [labels, setLabels] = useState<Labels>("threshold");
  const [file, setFile] = useState("");
  const [horizon, setHorizon] = useState("2h");
  const [whole, setWhole] = useState<"all" | "range">("all");
  const [result, setResult] = useState<BacktestResult | null>(null);
  const [sweep, setSweep] = useState<{ setting: string; budget: number | null; answer: Sweep } | null>(null);
  /** Stands first. */
  const [latest, setLatest] = useState<"result" | "sweep">("result");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const values = valuesOf(contribution);

  const choose = async (): Promise<void> => {
    const filters = [{ name: "Labels", extensions: ["csv", "json"] }];
    const [chosen] = await request("dialog.open", { title: "Labels: station, sensor, alarm, start, end", filters });
    if (chosen !== undefined) setFile(chosen);
  };
  const run = async (act: (question: BacktestQuestion) => Promise<void>): Promise<void> => {
    const ms = parseDuration(horizon);
    if (ms === null || ms <= 0) return setError("Early up to: write a duration such as 2h.");
    if (labels === "file" && file === "") return setError("Choose the file of labels first.");
    setBusy(true);
    setError(null);
    try {
      const stretch = whole === "range" && range !== null ? range : {};
      const chosen = labels === "file" ? { path: file } : labels;
      await act({ rule: contribution.id, settings: values, labels: chosen, horizon: ms, ...stretch });
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  const judge = (): Promise<void> =>
    run(async (question) => {
      setResult(await request("backtest.run", question));
      setLatest("result");
    });
  const trade = ({ setting, values: over, atMost }: Swept): Promise<void> =>
    run(async (question) => {
      const answer = await request("backtest.sweep", {
        ...question,
        setting,
        ...(over === null ? {} : { values: over }),
        ...(atMost === null ? {} : { atMost }),
      });
      setSweep({ setting, budget: atMost, answer });
      setLatest("sweep");
    });
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
        inUse={Number(values[sweep.setting])}
        budget={sweep.budget}
        onUse={(value) => onUse(sweep.setting, value)}
      />
    ),
  ];
  return (
    <div className="backtest">
      <div className="row wrap">
        <Field label="Labels">
          <Select
            small
            value={labels}
            options={[
              { value: "threshold", label: "Threshold crossings" },
              { value: "active", label: "Alarm active" },
              { value: "file", label: "A file of intervals" },
            ]}
            onChange={setLabels}
            data-testid="backtest-labels"
          />
        </Field>
        {labels === "file" ? (
          <>
            <TextInput
              small
              value={file}
              onChange={setFile}
              placeholder="station,sensor,alarm,start,end"
              aria-label="File of labels"
              data-testid="backtest-file"
            />
            <Button small onClick={() => void choose()}>
              Choose…
            </Button>
          </>
        ) : null}
        <Field label="Early up to">
          <TextInput small value={horizon} onChange={setHorizon} size={6} />
        </Field>
        <Field label="Judge">
          <Select
            small
            value={whole}
            options={[
              { value: "all", label: "everything" },
              { value: "range", label: range === null ? "the range shown (none)" : "the range shown" },
            ]}
            onChange={setWhole}
          />
        </Field>
        <Button small kind="primary" disabled={busy} onClick={() => void judge()} data-testid="backtest-run">
          Run backtest
        </Button>
      </div>
      {numbers.length === 0 ? null : (
        <SweepRow settings={numbers} busy={busy} onSweep={(swept) => void trade(swept)} onRefused={setError} />
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
