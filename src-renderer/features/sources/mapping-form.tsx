import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Field } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import type { Order } from "./detection-cards.tsx";
import { isZone } from "./is-zone.ts";
import { columnName, type Mapping, positions, roles, timeOf } from "./mapping-model.ts";
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
  const wide = Array.isArray(mapping["values"]);
  const time = timeOf(mapping);
  const used = new Set(roles.flatMap(({ role }) => positions(mapping, role, columns)));
  const setShape = (shape: string): void => {
    const { value, values, ...rest } = mapping;
    const numeric = columns.map((_, at) => at).filter((at) => !used.has(at) || positions(mapping, "value", columns).includes(at));
    const first = Array.isArray(values) ? (values[0] as string | number) : columnName(columns, numeric[0] ?? 0);
    onChange(
      shape === "one" ? { ...rest, value: value ?? first } : { ...rest, values: numeric.map((at) => columnName(columns, at)) },
      "shape",
    );
  };
  return (
    <div className="mapping" data-testid="mapping-form">
      <Field label="Shape" labelWidth={LABEL_WIDTH}>
        <Segments
          label="Shape"
          value={wide ? "several" : "one"}
          options={[
            { value: "one", label: "One value column" },
            { value: "several", label: "Several" },
          ]}
          onChange={setShape}
        />
      </Field>
      {roles.map(({ role, label, colour }) => (
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
      <Field label="Active is" labelWidth={LABEL_WIDTH}>
        <CommitInput
          className="grow"
          aria-label="Texts that mean active"
          value={Array.isArray(mapping["activeTrue"]) ? (mapping["activeTrue"] as string[]).join(", ") : ""}
          onCommit={(text) => onChange({ ...mapping, activeTrue: listed(text) }, "texts for active")}
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
