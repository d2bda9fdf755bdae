import type { ReportCard, Setting } from "../../../src-main/ipc/contract.ts";
import { notify } from "../../frame-actions.ts";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { typedText, typedValue, wordOf } from "../../ui/setting-text.ts";
import { Switch } from "../../ui/switch.tsx";
import type { Values } from "./pages-store.ts";

type Value = number | boolean | string;

export interface ParametersProps {
  readonly report: ReportCard;
  readonly values: Values;
  /** Names of the settings shown here. */
  readonly own: readonly string[];
  readonly onChange: (values: Values) => void;
}

/** What this report alone can be set to; what only it knows stands in the page's row already. */
export function Parameters({ report, values, own, onChange }: ParametersProps) {
  const settings = report.settings.filter(({ name }) => own.includes(name));
  if (settings.length === 0) return null;
  return (
    <div className="row report-parameters">
      {settings.map(({ name, declaration }) => (
        <Field key={name} label={<span title={declaration.help}>{declaration.label}</span>}>
          <Control
            declaration={declaration}
            value={values[name] ?? declaration.default}
            testId={`report-setting-${report.id}-${name}`}
            onChange={(value) => onChange({ ...values, [name]: value })}
          />
        </Field>
      ))}
    </div>
  );
}

interface ControlProps {
  readonly declaration: Setting;
  /** null: it differs between the reports it goes to. */
  readonly value: Value | null;
  readonly testId: string;
  readonly onChange: (value: Value) => void;
}

/** One setting, by its declaration. */
export function Control({ declaration, value, testId, onChange }: ControlProps) {
  if (declaration.input === "choice")
    return (
      <Select
        small
        value={value === null ? "" : String(value)}
        options={value === null ? [{ value: "", label: "Each its own" }, ...declaration.options] : declaration.options}
        onChange={(next) => next !== "" && onChange(next)}
        aria-label={declaration.label}
        data-testid={testId}
      />
    );
  if (declaration.input === "toggle") return <Switch checked={value === true} label={declaration.label} onChange={onChange} />;
  const commit = (next: string): void => {
    try {
      onChange(typedValue(declaration, next));
    } catch (refused) {
      notify(`${declaration.label}: ${(refused as Error).message}`, "error");
    }
  };
  return (
    <CommitInput
      small
      value={value === null ? "" : typedText(declaration, value)}
      size={10}
      onCommit={commit}
      title={declaration.help}
      placeholder={value === null ? "Each its own" : wordOf(declaration)}
      data-testid={testId}
    />
  );
}
