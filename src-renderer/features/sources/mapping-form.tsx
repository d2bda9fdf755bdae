import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Field } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import type { Order } from "./detection-cards.tsx";
import { isZone } from "./is-zone.ts";
import { type Mapping, positions, rolesOf, shapeOf, timeOf, withShape } from "./mapping-model.ts";
import { LABEL_WIDTH, listed, RoleField } from "./role-field.tsx";

export interface MappingFormProps {
  readonly preview: CsvPreview;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** ms a row may come behind; of `arrival` only. */
  readonly outOfOrderness: number;
  readonly onOutOfOrderness: (ms: number) => void;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** Which column is what. */
export function MappingForm({ preview, order, onOrder, outOfOrderness, onOutOfOrderness, onChange }: MappingFormProps) {
  const { mapping, columns } = preview;
  const shape = shapeOf(mapping);
  const time = timeOf(mapping);
  const shown = rolesOf(shape);
  const used = new Set(shown.flatMap(({ role }) => positions(mapping, role, columns)));
  const words = (name: string): string =>
    Array.isArray(mapping[name]) ? (mapping[name] as string[]).filter(Boolean).join(", ") : "";
  return (
    <div className="mapping" data-testid="mapping-form">
      <Field label="Shape" labelWidth={LABEL_WIDTH}>
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
        <RoleField key={role} role={role} label={label} colour={colour} preview={preview} onChange={onChange} />
      ))}
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
      <Field label="Not used" labelWidth={LABEL_WIDTH}>
        <span className="sub">{columns.filter((_, at) => !used.has(at)).join(", ") || "every column is used"}</span>
      </Field>
      <hr />
      <Field label="Read in" labelWidth={LABEL_WIDTH}>
        <Segments
          label="Order"
          value={order}
          options={[
            { value: "time", label: "Time order" },
            { value: "arrival", label: "File order" },
          ]}
          onChange={onOrder}
        />
      </Field>
      <Field label="Allow late by" labelWidth={LABEL_WIDTH}>
        <CommitInput
          style={{ width: 90 }}
          disabled={order === "time"}
          aria-label="Allow late by"
          value={durationText(outOfOrderness)}
          onCommit={(text) => onOutOfOrderness(parseDuration(text) ?? outOfOrderness)}
        />
        <span className="sub">file order only</span>
      </Field>
    </div>
  );
}
