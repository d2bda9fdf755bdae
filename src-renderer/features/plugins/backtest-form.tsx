import { request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { isZone } from "../../ui/is-zone.ts";
import type { BacktestAsked } from "./backtest-store.ts";

interface BacktestFormProps {
  readonly asked: BacktestAsked;
  readonly busy: boolean;
  readonly onChange: (asked: BacktestAsked) => void;
  readonly onRun: () => void;
}

/** What a rule is judged by, and over which stretch. */
export function BacktestForm({ asked, busy, onChange, onRun }: BacktestFormProps) {
  const range = useFrame((state) => state.range);
  const { labels, file, zone, dates, horizon, whole } = asked;
  const change = (part: Partial<BacktestAsked>): void => onChange({ ...asked, ...part });
  const choose = async (): Promise<void> => {
    const filters = [{ name: "Labels", extensions: ["csv", "json"] }];
    const [chosen] = await request("dialog.open", { title: "Labels: station, sensor, alarm, start, end", filters });
    if (chosen !== undefined) change({ file: chosen });
  };
  return (
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
          onChange={(value) => change({ labels: value })}
          data-testid="backtest-labels"
        />
      </Field>
      {labels === "file" ? (
        <>
          <TextInput
            small
            value={file}
            onChange={(value) => change({ file: value })}
            placeholder="station,sensor,alarm,start,end"
            aria-label="File of labels"
            data-testid="backtest-file"
          />
          <Button small onClick={() => void choose()}>
            Choose…
          </Button>
          <Field label="Zone">
            <TextInput
              small
              value={zone}
              onChange={(value) => change({ zone: value })}
              invalid={!isZone(zone)}
              size={12}
              title="Of times in the file that say none: UTC, Europe/Paris, +02:00"
              data-testid="backtest-zone"
            />
          </Field>
          <Field label="Dates">
            <Select
              small
              value={dates}
              options={[
                { value: "auto", label: "as detected" },
                { value: "dmy", label: "day first" },
                { value: "mdy", label: "month first" },
                { value: "ymd", label: "year first" },
              ]}
              onChange={(value) => change({ dates: value })}
              data-testid="backtest-dates"
            />
          </Field>
        </>
      ) : null}
      <Field label="Early up to">
        <TextInput small value={horizon} onChange={(value) => change({ horizon: value })} size={6} />
      </Field>
      <Field label="Judge">
        <Select
          small
          value={whole}
          options={[
            { value: "all", label: "everything" },
            { value: "range", label: range === null ? "the range shown (none)" : "the range shown" },
          ]}
          onChange={(value) => change({ whole: value })}
        />
      </Field>
      <Button small kind="primary" disabled={busy} onClick={onRun} data-testid="backtest-run">
        Run backtest
      </Button>
    </div>
  );
}
