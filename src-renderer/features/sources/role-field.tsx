import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { type Mapping, positions, type Role, withRole } from "./mapping-model.ts";

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
  readonly preview: CsvPreview;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** The column of one role; of a wide table's values, the columns. */
export function RoleField({ role, label, colour, preview: { mapping, columns }, onChange }: RoleFieldProps) {
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
          onCommit={(text) => onChange({ ...mapping, values: listed(text) }, "value columns")}
        />
      </Field>
    );
  const choices = columns.map((column, i) => ({ value: String(i), label: column === "" ? `column ${i + 1}` : column }));
  return (
    <Field label={name} labelWidth={LABEL_WIDTH}>
      <Select
        className="grow"
        aria-label={`${label} column`}
        data-testid={`mapping-${role}`}
        value={at[0] === undefined ? "" : String(at[0])}
        options={
          role === "time" || role === "value" || role === "intervalEnd" ? choices : [{ value: "", label: "none" }, ...choices]
        }
        onChange={(value) =>
          onChange(withRole(mapping, role, columns, value === "" ? null : Number(value)), `${label.toLowerCase()} column`)
        }
      />
    </Field>
  );
}
