import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Field, Select } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import type { Order } from "./detection-cards.tsx";
import { isZone } from "./is-zone.ts";
import { columnName, type Mapping, positions, roles, timeOf, withRole } from "./mapping-model.ts";

export interface MappingFormProps {
  readonly preview: CsvPreview;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** ms a row may come behind; of `arrival` only. */
  readonly outOfOrderness: number;
  readonly onOutOfOrderness: (ms: number) => void;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

const LABEL = 84;

/** Which column is what. */
export function MappingForm({ preview, order, onOrder, outOfOrderness, onOutOfOrderness, onChange }: MappingFormProps) {
  const { mapping, columns } = preview;
  const wide = Array.isArray(mapping["values"]);
  const time = timeOf(mapping);
  const used = new Set(roles.flatMap(({ role }) => positions(mapping, role, columns)));
  const choices = columns.map((name, at) => ({ value: String(at), label: name === "" ? `column ${at + 1}` : name }));
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
      <Field label="Shape" labelWidth={LABEL}>
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
      {roles.map(({ role, label, colour }) => {
        const at = positions(mapping, role, columns);
        const name = (
          <span className="row" style={{ gap: 6 }}>
            <i className="swatch" style={{ background: colour }} />
            {label}
          </span>
        );
        if (role === "value" && wide) {
          return (
            <Field key={role} label={name} labelWidth={LABEL}>
              <CommitInput
                className="grow"
                value={at.map((index) => columns[index]).join(", ")}
                onCommit={(text) =>
                  onChange(
                    {
                      ...mapping,
                      values: text
                        .split(",")
                        .map((part) => part.trim())
                        .filter(Boolean),
                    },
                    "value columns",
                  )
                }
              />
            </Field>
          );
        }
        return (
          <Field key={role} label={name} labelWidth={LABEL}>
            <Select
              className="grow"
              aria-label={`${label} column`}
              data-testid={`mapping-${role}`}
              value={at[0] === undefined ? "" : String(at[0])}
              options={role === "time" || role === "value" ? choices : [{ value: "", label: "none" }, ...choices]}
              onChange={(value) =>
                onChange(withRole(mapping, role, columns, value === "" ? null : Number(value)), `${label.toLowerCase()} column`)
              }
            />
          </Field>
        );
      })}
      <Field label="Zone" labelWidth={LABEL}>
        <CommitInput
          className="grow"
          aria-label="Zone of times that carry none"
          check={isZone}
          value={time.zone}
          onCommit={(zone) => onChange({ ...mapping, time: { ...time, zone } }, "zone")}
        />
      </Field>
      <Field label="Active is" labelWidth={LABEL}>
        <CommitInput
          className="grow"
          aria-label="Texts that mean active"
          value={Array.isArray(mapping["activeTrue"]) ? (mapping["activeTrue"] as string[]).join(", ") : ""}
          onCommit={(text) =>
            onChange(
              {
                ...mapping,
                activeTrue: text
                  .split(",")
                  .map((part) => part.trim())
                  .filter(Boolean),
              },
              "texts for active",
            )
          }
        />
      </Field>
      <Field label="Not used" labelWidth={LABEL}>
        <span className="sub">{columns.filter((_, at) => !used.has(at)).join(", ") || "every column is used"}</span>
      </Field>
      <hr />
      <Field label="Read in" labelWidth={LABEL}>
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
      <Field label="Allow late by" labelWidth={LABEL}>
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
