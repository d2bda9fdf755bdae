import { type InputHTMLAttributes, type ReactNode, useEffect, useState } from "react";
import { sentence } from "./sentence.ts";

export interface FieldProps {
  readonly label: ReactNode;
  /** Shown below in red; the field is marked invalid by its owner. */
  readonly error?: string | null;
  /** Label above the control instead of beside it. */
  readonly stacked?: boolean;
  /** Width of a label beside the control, px. */
  readonly labelWidth?: number;
  /** There are several controls, or none, with names of their own: a click on the label must not press the first. */
  readonly several?: boolean;
  readonly children: ReactNode;
}

/** A label and its control; a click on the label reaches the control. */
export function Field({ label, error = null, stacked = false, labelWidth, several = false, children }: FieldProps) {
  const Box = several ? "div" : "label";
  return (
    <Box className={stacked ? "field stacked" : "field"}>
      <span className="label" style={labelWidth === undefined ? undefined : { width: labelWidth }}>
        {label}
      </span>
      {children}
      {error === null ? null : <span className="field-error">{sentence(error)}</span>}
    </Box>
  );
}

export interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly small?: boolean;
  readonly invalid?: boolean;
}

export function TextInput({ value, onChange, small = false, invalid = false, className = "", ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      spellCheck={false}
      autoComplete="off"
      {...rest}
      className={`input ${small ? "small" : ""} ${className}`}
      aria-invalid={invalid || undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export interface CommitInputProps extends Omit<TextInputProps, "onChange"> {
  /** Called on Enter and on leaving the field, when the text differs. */
  readonly onCommit: (value: string) => void;
  /** Whether a text can be right; one that cannot is marked once it is finished. */
  readonly check?: (value: string) => boolean;
}

/** A text field whose change counts only when it is finished; Escape takes it back. */
export function CommitInput({ value, onCommit, check = () => true, invalid = false, ...rest }: CommitInputProps) {
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState(false);
  const type = (next: string): void => {
    setText(next);
    setWrong(false);
  };
  useEffect(() => {
    setText(value);
    setWrong(false);
  }, [value]);
  const commit = (): void => {
    setWrong(!check(text));
    if (text !== value) onCommit(text);
  };
  return (
    <TextInput
      {...rest}
      invalid={invalid || wrong}
      value={text}
      onChange={type}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") type(value);
      }}
    />
  );
}

export interface SelectProps<T extends string> {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly small?: boolean;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly className?: string;
  readonly "aria-label"?: string;
  readonly "data-testid"?: string;
}

export function Select<T extends string>({
  value,
  options,
  onChange,
  small = false,
  invalid = false,
  className = "",
  ...rest
}: SelectProps<T>) {
  return (
    <select
      {...rest}
      aria-invalid={invalid || undefined}
      className={`input ${small ? "small" : ""} ${className}`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as T)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
