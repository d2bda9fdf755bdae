import { Select, TextInput } from "../../ui/field.tsx";
import { type WindowParts, windowKinds, withKind } from "./window-form.ts";

export interface WindowInputProps {
  readonly value: WindowParts;
  readonly onChange: (value: WindowParts) => void;
}

/** No window, windows by time or by rows: the kind, and the one or two lengths it has. */
export function WindowInput({ value, onChange }: WindowInputProps) {
  const kind = windowKinds.find((each) => each.value === value.kind);
  return (
    <span className="row window-input">
      <Select
        small
        value={value.kind}
        options={windowKinds}
        onChange={(next) => onChange(withKind(value, next))}
        aria-label="Kind of window"
        data-testid="key-window-kind"
      />
      {kind?.size == null ? null : (
        <>
          <span className="sub">{kind.size}</span>
          <TextInput
            small
            size={5}
            value={value.size}
            placeholder={kind.example[0]}
            onChange={(size) => onChange({ ...value, size })}
            aria-label={`Window: ${kind.size}`}
            data-testid="key-window-size"
          />
        </>
      )}
      {kind?.every == null ? null : (
        <>
          <span className="sub">{kind.every}</span>
          <TextInput
            small
            size={5}
            value={value.every}
            placeholder={kind.example[1]}
            onChange={(every) => onChange({ ...value, every })}
            aria-label={`Window: ${kind.every}`}
            data-testid="key-window-every"
          />
        </>
      )}
    </span>
  );
}
