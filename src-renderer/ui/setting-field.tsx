import { useState } from "react";
import type { Setting } from "../../src-main/ipc/contract.ts";
import { CommitInput, Field, Select } from "./field.tsx";
import { durationText, parseDuration } from "./format-time.ts";
import { Switch } from "./switch.tsx";

export interface SettingFieldProps {
  readonly name: string;
  readonly declaration: Setting;
  readonly value: number | boolean | string;
  /** Answers the reason when the value was refused. */
  readonly onChange: (value: number | boolean | string) => Promise<string | null>;
}

/** The form of one declared setting; a value counts when it is finished. */
export function SettingField({ name, declaration, value, onChange }: SettingFieldProps) {
  const [error, setError] = useState<string | null>(null);
  const commit = (next: number | boolean | string): void => void onChange(next).then(setError);
  const testId = `plugin-setting-${name}`;
  const changed = value !== declaration.default;
  const label = (
    <>
      {declaration.label}
      {changed ? <span className="accent"> default {shownDefault(declaration)}</span> : null}
    </>
  );
  return (
    <div title={declaration.help}>
      <Field label={label} error={error} stacked>
        {control()}
      </Field>
      {declaration.help === undefined ? null : <p className="sub setting-help">{declaration.help}</p>}
    </div>
  );

  function control() {
    switch (declaration.input) {
      case "toggle":
        return <Switch checked={value === true} label={declaration.label} onChange={commit} data-testid={testId} />;
      case "choice":
        return <Select value={String(value)} options={declaration.options} onChange={commit} data-testid={testId} />;
      case "duration":
        return (
          <CommitInput
            value={durationText(Number(value))}
            invalid={error !== null}
            data-testid={testId}
            onCommit={(text) => {
              const ms = parseDuration(text);
              if (ms === null) setError("write a duration such as 90s, 5m, 1h or 2d");
              else commit(ms);
            }}
          />
        );
      case "number":
        return (
          <CommitInput
            value={String(value)}
            inputMode="decimal"
            invalid={error !== null}
            data-testid={testId}
            onCommit={(text) => {
              const number = Number(text.replace(",", "."));
              if (text.trim() === "" || !Number.isFinite(number)) setError("write a number");
              else commit(number);
            }}
          />
        );
      case "text":
        return <CommitInput value={String(value)} invalid={error !== null} onCommit={commit} data-testid={testId} />;
    }
  }
}

function shownDefault(declaration: Setting): string {
  if (declaration.input === "duration") return durationText(declaration.default);
  if (declaration.input === "toggle") return declaration.default ? "on" : "off";
  return String(declaration.default);
}
