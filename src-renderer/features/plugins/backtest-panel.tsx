import { useEffect, useState } from "react";
import type { BacktestQuestion, BacktestResult, ContributionCard, Methods } from "../../../src-main/ipc/contract.ts";
import { valuesOf } from "../../bridge/apply-contribution.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { BacktestResultView } from "./backtest-result.tsx";
import { BacktestSweep } from "./backtest-sweep.tsx";

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
  const [setting, setSetting] = useState(numbers[0]?.name ?? "");
  const [budget, setBudget] = useState("");
  const [result, setResult] = useState<BacktestResult | null>(null);
  const [sweep, setSweep] = useState<{ readonly setting: string; readonly answer: Sweep } | null>(null);
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
  const judge = (): Promise<void> => run(async (question) => setResult(await request("backtest.run", question)));
  const trade = (): Promise<void> =>
    run(async (question) => {
      const atMost = budget.trim() === "" ? undefined : Number(budget.replace(",", "."));
      if (atMost !== undefined && !(atMost >= 0)) return setError("Alerts a day: write a number.");
      const answer = await request("backtest.sweep", {
        ...question,
        setting,
        ...(atMost === undefined ? {} : { atMost }),
      });
      setSweep({ setting, answer });
    });
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
        <div className="row wrap">
          <Field label="Sweep">
            <Select
              small
              value={setting}
              options={numbers.map(({ name, declaration }) => ({ value: name, label: declaration.label }))}
              onChange={setSetting}
              data-testid="backtest-setting"
            />
          </Field>
          <Field label="At most">
            <TextInput small value={budget} onChange={setBudget} size={4} placeholder="–" data-testid="backtest-budget" />
          </Field>
          <span className="sub">alerts a day</span>
          <Button small disabled={busy} onClick={() => void trade()} data-testid="backtest-sweep">
            Run sweep
          </Button>
        </div>
      )}
      {busy ? <Progress /> : null}
      {error === null ? null : <ErrorLine text={error} />}
      {result === null && sweep === null ? (
        <p className="sub">
          Runs the rule again over what is open and compares its alerts with the labels. A sweep does so for several values of a
          setting.
        </p>
      ) : null}
      {result === null ? null : <BacktestResultView result={result} />}
      {sweep === null ? null : (
        <BacktestSweep
          sweep={sweep.answer}
          label={numbers.find(({ name }) => name === sweep.setting)?.declaration.label ?? sweep.setting}
          shown={numbers.find(({ name }) => name === sweep.setting)?.declaration.input === "duration" ? durationText : String}
          inUse={Number(values[sweep.setting])}
          budget={budget.trim() === "" ? null : Number(budget.replace(",", "."))}
          onUse={(value) => onUse(sweep.setting, value)}
        />
      )}
    </div>
  );
}

/** How far it is, and a way out. */
function Progress() {
  const [progress, setProgress] = useState<Methods["backtest.progress"]["value"]>(null);
  useEffect(() => {
    const timer = setInterval(() => void request("backtest.progress", null).then(setProgress, () => {}), 250);
    return () => clearInterval(timer);
  }, []);
  const fraction = progress?.fraction ?? null;
  return (
    <div className="row">
      <progress value={fraction ?? undefined} max={1} aria-label="Backtest" />
      <span className="sub">
        {progress !== null && progress.done > 0 ? `${progress.done} runs done` : "reading"}
        {fraction === null ? "" : `, ${Math.round(fraction * 100)} %`}
      </span>
      <Button small onClick={() => void request("backtest.cancel", null)}>
        Stop
      </Button>
    </div>
  );
}
