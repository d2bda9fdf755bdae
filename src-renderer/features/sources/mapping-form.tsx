import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Field } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import type { Order } from "./detection-cards.tsx";
import { MappingFields } from "./mapping-fields.tsx";
import type { Mapping } from "./mapping-model.ts";
import { LABEL_WIDTH } from "./role-field.tsx";

export interface MappingFormProps {
  readonly preview: CsvPreview;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** Of several files: rows that another of them has too are read once. */
  readonly once: boolean;
  readonly onOnce: (once: boolean) => void;
  /** ms a row may come behind; of `arrival` only. */
  readonly outOfOrderness: number;
  readonly onOutOfOrderness: (ms: number) => void;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** Which column is what. */
export function MappingForm(props: MappingFormProps) {
  const { preview, order, onOrder, once, onOnce, outOfOrderness, onOutOfOrderness, onChange } = props;
  return (
    <div className="mapping" data-testid="mapping-form">
      <MappingFields mapping={preview.mapping} columns={preview.columns} timeFormats={preview.timeFormats} onChange={onChange} />
      <hr />
      <Field label="Read in" labelWidth={LABEL_WIDTH} several>
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
      {preview.files > 1 && order === "time" ? (
        <Field label="Repeats" labelWidth={LABEL_WIDTH} several>
          <Segments
            label="Repeated rows"
            value={once ? "once" : "each"}
            options={[
              { value: "each", label: "Count each" },
              { value: "once", label: "Read once" },
            ]}
            onChange={(chosen) => onOnce(chosen === "once")}
            data-testid="csv-once"
          />
        </Field>
      ) : null}
    </div>
  );
}
