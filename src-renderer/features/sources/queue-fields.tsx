import type { ReactNode } from "react";
import { TextInput } from "../../ui/field.tsx";
import type { QueueForm } from "./queue-form-model.ts";

export interface QueueFieldsProps {
  readonly form: QueueForm;
  readonly wrong: keyof QueueForm | null;
  readonly onChange: (change: Partial<QueueForm>) => void;
}

const LABEL = 92;

/** What belongs together, under one label. */
export function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <span className="label" style={{ width: LABEL }}>
        {label}
      </span>
      {children}
    </div>
  );
}

interface QueueTextProps extends QueueFieldsProps {
  readonly field: keyof QueueForm & string;
  readonly label: string;
  readonly placeholder?: string;
  /** px; absent: all the room there is. */
  readonly width?: number;
  readonly type?: "password";
  readonly inputMode?: "numeric";
}

/** A field of the form as typed. */
export function QueueText({ form, wrong, onChange, field, label, width, ...more }: QueueTextProps) {
  return (
    <TextInput
      {...(width === undefined ? { className: "grow" } : { style: { width } })}
      aria-label={label}
      data-testid={`queue-${field}`}
      invalid={wrong === field}
      value={String(form[field])}
      onChange={(value) => onChange({ [field]: value })}
      {...more}
    />
  );
}

interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly text: string;
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}

/** Choices that say their cost in words. */
export function Choices<T extends string>({ label, value, choices, onChange }: ChoicesProps<T>) {
  return (
    <fieldset className="choices" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className="choice" data-on={choice.value === value}>
          <input
            type="radio"
            name={label}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            data-testid={`queue-choice-${choice.value}`}
          />
          <span>
            <b>{choice.title}</b>
            {choice.text}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
