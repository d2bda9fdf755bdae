import { useMemo, useState } from "react";
import type { BacktestResult, ContributionCard, Methods, Setting } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { openAlert, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, valueAxis } from "../../ui/chart-style.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock, duration, parseDuration } from "../../ui/format-time.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { valuesOf } from "./apply.ts";

type Sweep = Methods["backtest.sweep"]["value"];
const TIMELINE = 200;

/** The rule over all that was read, judged by labels: what it would have caught, how early, how often in vain. */
export function BacktestPanel({ contribution }: { readonly contribution: ContributionCard }) {
  const numbers = contribution.settings.filter(
    ({ declaration }) => declaration.input === "number" || declaration.input === "duration",
  );
  const [labels, setLabels] = useState<"threshold" | "active">("threshold");
  const [horizon, setHorizon] = useState("2h");
  const [setting, setSetting] = useState(numbers[0]?.name ?? "");
  const [result, setResult] = useState<BacktestResult | null>(null);
  const [sweep, setSweep] = useState<Sweep | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (act: (ms: number) => Promise<void>): Promise<void> => {
    const ms = parseDuration(horizon);
    if (ms === null) return setError("The horizon is a duration such as 2h.");
    setBusy(true);
    setError(null);
    try {
      await act(ms);
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  const base = { rule: contribution.id, settings: valuesOf(contribution), labels };
  const judge = (): Promise<void> => run(async (ms) => setResult(await request("backtest.run", { ...base, horizon: ms })));
  const trade = (): Promise<void> =>
    run(async (ms) => {
      const values = sweepValues(numbers.find(({ name }) => name === setting)?.declaration, Number(base.settings[setting]));
      setSweep(await request("backtest.sweep", { ...base, setting, values, horizon: ms }));
    });
  return (
    <div className="backtest">
      <div className="row">
        <Field label="Labels">
          <Select
            small
            value={labels}
            options={[
              { value: "threshold", label: "Threshold crossings" },
              { value: "active", label: "Alarm active" },
            ]}
            onChange={setLabels}
          />
        </Field>
        <Field label="Early up to">
          <TextInput small value={horizon} onChange={setHorizon} size={6} />
        </Field>
        <Button small kind="primary" disabled={busy} onClick={() => void judge()} data-testid="backtest-run">
          {busy ? "Running…" : "Run backtest"}
        </Button>
        {numbers.length === 0 ? null : (
          <>
            <Select
              small
              value={setting}
              options={numbers.map(({ name, declaration }) => ({ value: name, label: declaration.label }))}
              onChange={setSetting}
              aria-label="Setting to sweep"
            />
            <Button small disabled={busy} onClick={() => void trade()}>
              Sweep
            </Button>
          </>
        )}
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {result === null ? (
        <p className="sub">Runs the rule again over the open file and compares its alerts with the labels.</p>
      ) : (
        <Result result={result} />
      )}
      {sweep === null ? null : <TradeOff sweep={sweep} setting={setting} />}
    </div>
  );
}

/** Around the value in use, inside what the declaration allows. */
function sweepValues(declaration: Setting | undefined, now: number): number[] {
  if (declaration === undefined || (declaration.input !== "number" && declaration.input !== "duration")) return [now];
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = declaration;
  const whole = declaration.input === "duration" || Number.isInteger(now);
  const around = now === 0 ? [0, 1, 2, 4] : [0.25, 0.5, 0.75, 1, 1.5, 2, 4].map((factor) => now * factor);
  const values = around.map((value) => Math.min(max, Math.max(min, whole ? Math.round(value) : value)));
  return [...new Set(values)];
}

function Result({ result }: { readonly result: BacktestResult }) {
  const zone = useFrame((state) => state.zone);
  const percent = (n: number | null): string => (n === null ? "–" : `${(n * 100).toFixed(1)} %`);
  const facts = [
    ["Precision", percent(result.precision)],
    ["Recall", percent(result.recall)],
    ["Lead, median", duration(result.lead.median)],
    ["Lead, p10 – p90", `${duration(result.lead.p10)} – ${duration(result.lead.p90)}`],
    ["False a station and day", measured(result.falsePerDay)],
    ["Alerts, labels", `${count(result.alerts)}, ${count(result.labels)}`],
  ];
  return (
    <div data-testid="backtest-result">
      <dl className="backtest-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="card">
            <dt className="sub">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="backtest-timeline">
        {result.timeline.slice(0, TIMELINE).map((entry) => (
          <li key={`${entry.time} ${entry.kind} ${entry.key} ${entry.alertId}`}>
            <span className={entry.kind === "hit" ? "ok" : entry.kind === "miss" ? "crit" : "warn"}>{entry.kind}</span>
            <span>{dayAndClock(entry.time, zone)}</span>
            <span className="grow">{entry.key}</span>
            {entry.alertId === null ? null : (
              <Button small kind="plain" onClick={() => openAlert(entry.alertId ?? "")}>
                Show
              </Button>
            )}
          </li>
        ))}
      </ul>
      {result.timeline.length > TIMELINE ? (
        <p className="sub">
          the first {TIMELINE} of {count(result.timeline.length)}
        </p>
      ) : null}
    </div>
  );
}

/** Recall against false alerts as the setting moves. */
function TradeOff({ sweep, setting }: { readonly sweep: Sweep; readonly setting: string }) {
  const palette = usePalette();
  const option = useMemo(
    () => ({
      ...chartBase(palette),
      grid: { left: 48, right: 24, top: 24, bottom: 36 },
      xAxis: { ...valueAxis(palette, ""), name: "false alerts a station and day", nameLocation: "middle", nameGap: 22, min: 0 },
      yAxis: { ...valueAxis(palette, "recall"), min: 0, max: 1 },
      series: [
        {
          type: "line",
          data: sweep.points.map(({ value, result }) => ({
            value: [result.falsePerDay, result.recall ?? 0],
            name: String(value),
          })),
          symbolSize: 7,
          lineStyle: { color: palette.s1, width: 1.4 },
          itemStyle: { color: palette.s1 },
          label: { show: true, formatter: ({ name }: { name: string }) => name, color: palette["fg-2"], position: "top" },
        },
      ],
    }),
    [sweep, palette],
  );
  return (
    <div className="backtest-sweep">
      <p className="sub">Points are values of {setting}.</p>
      <Chart option={option} label={`Trade-off of ${setting}`} />
    </div>
  );
}
