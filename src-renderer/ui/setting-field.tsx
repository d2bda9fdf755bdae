import { useState } from "react";
import type { Setting } from "../../src-main/ipc/contract.ts";
import { CommitInput, Field, Select } from "./field.tsx";
import { settingText, typedText, typedValue, wordOf } from "./setting-text.ts";
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
      {changed ? <span className="accent"> default {settingText(declaration, declaration.default)}</span> : null}
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
    if (declaration.input === "toggle")
      return <Switch checked={value === true} label={declaration.label} onChange={commit} data-testid={testId} />;
    if (declaration.input === "choice")
      return <Select value={String(value)} options={declaration.options} onChange={commit} data-testid={testId} />;
    return (
      <CommitInput
        value={typedText(declaration, value)}
        placeholder={wordOf(declaration)}
        inputMode={declaration.input === "number" ? "decimal" : undefined}
        invalid={error !== null}
        data-testid={testId}
        onCommit={(text) => {
          try {
            commit(typedValue(declaration, text));
          } catch (refused) {
            setError((refused as Error).message);
          }
        }}
      />
    );
  }
}
