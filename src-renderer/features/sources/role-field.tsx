import type { ReactNode } from "react";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { type Mapping, positions, type Role, withRole, withTimeOfDay, withValues } from "./mapping-model.ts";

/** px, of all fields of a mapping. */
export const LABEL_WIDTH = 84;

/** Texts that stand in one field, with commas between them. */
export function listed(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

interface RoleFieldProps {
  readonly role: Role;
  readonly label: string;
  readonly colour: string;
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** How each column would be read as the time; null: it holds none, as far as is known. */
  readonly timeFormats?: readonly (string | null)[];
  /** What the role reads of a row, behind its column. */
  readonly said?: ReactNode;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** The column of one role; of a wide table's values, the columns; of the time, that of the time of day too. */
export function RoleField({ role, label, colour, mapping, columns, timeFormats = [], said, onChange }: RoleFieldProps) {
  const at = positions(mapping, role, columns);
  const name = (
    <span className="row" style={{ gap: 6 }}>
      <i className="swatch" style={{ background: colour }} />
      {label}
    </span>
  );
  if (role === "value" && Array.isArray(mapping["values"]))
    return (
      <Field label={name} labelWidth={LABEL_WIDTH}>
        <CommitInput
          className="grow"
          value={at.map((index) => columns[index]).join(", ")}
          onCommit={(text) => onChange(withValues(mapping, listed(text)), "value columns")}
        />
        {said}
      </Field>
    );
  const choices = columns.map((column, i) => ({ value: String(i), label: column === "" ? `column ${i + 1}` : column }));
  const needed = role === "time" || role === "value" || role === "intervalEnd";
  const none = { value: "", label: needed ? "choose…" : "none" };
  const position = (value: string): number | null => (value === "" ? null : Number(value));
  return (
    <>
      <Field label={name} labelWidth={LABEL_WIDTH}>
        <Select
          className="grow"
          aria-label={`${label} column`}
          data-testid={`mapping-${role}`}
          invalid={needed && at[0] === undefined}
          value={at[0] === undefined ? "" : String(at[0])}
          options={needed && at[0] !== undefined ? choices : [none, ...choices]}
          onChange={(value) => {
            const chosen = position(value);
            const format = chosen === null ? null : (timeFormats[chosen] ?? null);
            onChange(withRole(mapping, role, columns, chosen, format), `${label.toLowerCase()} column`);
          }}
        />
        {said}
      </Field>
      {role === "time" && at.length > 2 ? (
        <Field label="Joined with" labelWidth={LABEL_WIDTH} several>
          <span className="sub">
            {at
              .slice(1)
              .map((index) => choices[index]?.label)
              .join(", ")}
          </span>
        </Field>
      ) : null}
      {role === "time" && at[0] !== undefined && at.length < 3 ? (
        <Field label="Time of day" labelWidth={LABEL_WIDTH}>
          <Select
            className="grow"
            aria-label="Column of the time of day"
            data-testid="mapping-time-of-day"
            value={at[1] === undefined ? "" : String(at[1])}
            options={[{ value: "", label: "in the same column" }, ...choices.filter((_, i) => i !== at[0])]}
            onChange={(value) => onChange(withTimeOfDay(mapping, columns, position(value)), "column of the time of day")}
          />
        </Field>
      ) : null}
    </>
  );
}
