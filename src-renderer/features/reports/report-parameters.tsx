import type { ReportCard, Setting } from "../../../src-main/ipc/contract.ts";
import { notify } from "../../frame-actions.ts";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Switch } from "../../ui/switch.tsx";
import type { Values } from "./pages-store.ts";

type Value = number | boolean | string;

export interface ParametersProps {
  readonly report: ReportCard;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

/** The form a report's declaration makes; nothing when it has no setting. */
export function Parameters({ report, values, onChange }: ParametersProps) {
  if (report.settings.length === 0) return null;
  return (
    <div className="row report-parameters">
      {report.settings.map(({ name, declaration }) => (
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
  readonly value: Value;
  readonly testId: string;
  readonly onChange: (value: Value) => void;
}

function Control({ declaration, value, testId, onChange }: ControlProps) {
  if (declaration.input === "choice")
    return <Select small value={String(value)} options={declaration.options} onChange={onChange} data-testid={testId} />;
  if (declaration.input === "toggle") return <Switch checked={value === true} label={declaration.label} onChange={onChange} />;
  const text = declaration.input === "duration" ? durationText(Number(value)) : String(value);
  const commit = (next: string): void => {
    const parsed = declaration.input === "duration" ? parseDuration(next) : declaration.input === "number" ? Number(next) : next;
    if (parsed === null || (typeof parsed === "number" && !Number.isFinite(parsed)))
      notify(`${declaration.label}: "${next}" does not fit`, "error");
    else onChange(parsed);
  };
  const placeholder = declaration.help?.split(";")[0];
  return (
    <CommitInput
      small
      value={text}
      size={8}
      onCommit={commit}
      title={declaration.help}
      placeholder={placeholder}
      data-testid={testId}
    />
  );
}
