import { CommitInput } from "../../ui/field.tsx";

const FORMATS = [
  "iso",
  "ymd",
  "dmy",
  "mdy",
  "epoch-s",
  "epoch-ms",
  "epoch-us",
  "epoch-ns",
  "excel-days",
  "dd/MM/yyyy HH:mm",
  "yyyyMMddHHmm",
];

export interface TimeFormatInputProps {
  readonly value: string;
  readonly className?: string;
  readonly onCommit: (format: string) => void;
}

/** How times are written: one of the usual ways, or a pattern. */
export function TimeFormatInput({ value, className, onCommit }: TimeFormatInputProps) {
  return (
    <>
      <CommitInput
        {...(className === undefined ? {} : { className })}
        aria-label="Time format"
        list="time-formats"
        value={value}
        onCommit={onCommit}
      />
      <datalist id="time-formats">
        {FORMATS.map((format) => (
          <option key={format} value={format} />
        ))}
      </datalist>
    </>
  );
}
