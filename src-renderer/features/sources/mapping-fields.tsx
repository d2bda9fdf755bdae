import type { ReactNode } from "react";
import { CommitInput, Field } from "../../ui/field.tsx";
import { isZone } from "../../ui/is-zone.ts";
import { Segments } from "../../ui/segments.tsx";
import { type Mapping, positions, type Role, rolesOf, shapeOf, timeOf, withShape } from "./mapping-model.ts";
import { LABEL_WIDTH, listed, RoleField } from "./role-field.tsx";

export interface MappingFieldsProps {
  readonly mapping: Mapping;
  /** Names by position. */
  readonly columns: readonly string[];
  /** How each column would be read as the time; null: it holds none, as far as is known. */
  readonly timeFormats?: readonly (string | null)[];
  /** What a role reads of a row, behind its column. */
  readonly said?: (role: Role) => ReactNode;
  /** Between the columns and the words in them. */
  readonly children?: ReactNode;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** Which column is what, and what the words in them mean. */
export function MappingFields({ mapping, columns, timeFormats = [], said, children, onChange }: MappingFieldsProps) {
  const shape = shapeOf(mapping);
  const time = timeOf(mapping);
  const shown = rolesOf(shape);
  const used = new Set(shown.flatMap(({ role }) => positions(mapping, role, columns)));
  const unused = columns.flatMap((column, at) => (used.has(at) ? [] : [column === "" ? `column ${at + 1}` : column]));
  const words = (name: string): string =>
    Array.isArray(mapping[name]) ? (mapping[name] as string[]).filter(Boolean).join(", ") : "";
  return (
    <>
      <Field label="Shape" labelWidth={LABEL_WIDTH} several>
        <Segments
          label="Shape"
          value={shape}
          options={[
            { value: "one", label: "One" },
            { value: "several", label: "Several" },
            { value: "intervals", label: "Intervals" },
          ]}
          onChange={(chosen) => onChange(withShape(mapping, chosen, columns), "shape")}
        />
      </Field>
      {shown.map(({ role, label, colour }) => (
        <RoleField
          key={role}
          role={role}
          label={label}
          colour={colour}
          mapping={mapping}
          columns={columns}
          timeFormats={timeFormats}
          said={said?.(role)}
          onChange={onChange}
        />
      ))}
      {children}
      <Field label="Zone" labelWidth={LABEL_WIDTH}>
        <CommitInput
          className="grow"
          aria-label="Zone of times that carry none"
          check={isZone}
          value={time.zone}
          onCommit={(zone) => onChange({ ...mapping, time: { ...time, zone } }, "zone")}
        />
      </Field>
      {shape === "intervals" ? null : (
        <Field label="Active is" labelWidth={LABEL_WIDTH}>
          <CommitInput
            className="grow"
            aria-label="Texts that mean active"
            value={words("activeTrue")}
            onCommit={(text) => onChange({ ...mapping, activeTrue: listed(text) }, "texts for active")}
          />
        </Field>
      )}
      <Field label="Missing is" labelWidth={LABEL_WIDTH}>
        <CommitInput
          className="grow"
          aria-label="Texts that mean not measured, besides nothing at all"
          value={words("missing")}
          onCommit={(text) => onChange({ ...mapping, missing: ["", ...listed(text)] }, "texts for missing")}
        />
      </Field>
      <Field label="Not used" labelWidth={LABEL_WIDTH} several>
        <span className="sub">{unused.join(", ") || "every column is used"}</span>
      </Field>
    </>
  );
}
