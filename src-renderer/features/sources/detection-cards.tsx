import { IconAlertTriangle, IconChevronDown, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { CommitInput, Select } from "../../ui/field.tsx";
import { ENCODINGS } from "./encoding-choices.ts";
import type { Mapping } from "./mapping-model.ts";
import { timeOf, withNoThreshold } from "./mapping-model.ts";
import { TimeFormatInput } from "./time-format-input.tsx";

export type Order = "time" | "arrival";

export interface DetectionCardsProps {
  readonly preview: CsvPreview;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onChange: (mapping: Mapping, title: string) => void;
}

/** Eight answers, each with its reason and its change. */
export function DetectionCards({ preview, order, onOrder, onChange }: DetectionCardsProps) {
  const { mapping, answers } = preview;
  const text = (name: string, fallback: string): string =>
    typeof mapping[name] === "string" ? (mapping[name] as string) : fallback;
  const set = (change: Mapping, title: string): void => onChange({ ...mapping, ...change }, title);
  // Another dialect has other columns: they are read from the file again.
  const setDialect = (change: Mapping, title: string): void => {
    const { columns: _columns, ...rest } = mapping;
    onChange({ ...rest, ...change }, title);
  };
  const reason = (field: string): string => answers.find((answer) => answer.field === field)?.reason ?? "";
  const time = timeOf(mapping);
  const noThreshold = mapping["noThreshold"];
  return (
    <div className="cards" data-testid="detection-cards">
      <Card name="Encoding" reason={reason("encoding")}>
        <Select
          aria-label="Encoding"
          value={text("encoding", "utf-8")}
          options={options(ENCODINGS)}
          onChange={(encoding) => setDialect({ encoding }, "encoding")}
        />
      </Card>
      <Card name="Delimiter" reason={reason("delimiter")}>
        <Select
          aria-label="Delimiter"
          value={text("delimiter", ",")}
          options={options({ ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar", " ": "Space" })}
          onChange={(delimiter) => setDialect({ delimiter }, "delimiter")}
        />
      </Card>
      <Card name="Quote" reason={reason("quote")}>
        <Select
          aria-label="Quote"
          value={text("quote", '"')}
          options={options({ '"': 'Double "', "'": "Single '" })}
          onChange={(quote) => setDialect({ quote }, "quote")}
        />
      </Card>
      <Card name="Header" reason={reason("header")}>
        <Select
          aria-label="Header"
          value={mapping["header"] === false ? "none" : "first"}
          options={options({ first: "First row", none: "None" })}
          onChange={(header) => setDialect({ header: header === "first" }, "header")}
        />
      </Card>
      <Card name="Decimal" reason={reason("decimal")}>
        <Select
          aria-label="Decimal mark"
          value={text("decimal", ".")}
          options={options({ ".": "Point", ",": "Comma" })}
          onChange={(decimal) => set({ decimal }, "decimal mark")}
        />
      </Card>
      <Card
        name="Time format"
        reason={time.columns.length === 0 ? "no column yet" : reason("time")}
        missing={time.columns.length === 0}
        wide
      >
        <TimeFormatInput value={time.format} onCommit={(format) => set({ time: { ...time, format } }, "time format")} />
      </Card>
      <Card name="No threshold" reason={reason("noThreshold")}>
        <CommitInput
          aria-label="Threshold that means none"
          placeholder="never"
          inputMode="decimal"
          value={typeof noThreshold === "number" ? String(noThreshold) : ""}
          onCommit={(entered) => onChange(withNoThreshold(mapping, entered), "no threshold")}
        />
      </Card>
      <Card
        name="Order"
        reason={order === "time" ? "sorted by time: nothing is late" : "as it stands: what is behind is late"}
        chosen
      >
        <Select
          aria-label="Order"
          value={order}
          options={options({ time: "By time", arrival: "As in the file" }) as readonly { value: Order; label: string }[]}
          onChange={onOrder}
          data-testid="csv-order"
        />
      </Card>
    </div>
  );
}

const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

function Card(props: {
  readonly name: string;
  readonly reason: string;
  readonly wide?: boolean;
  readonly chosen?: boolean;
  readonly missing?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={props.wide === true ? "detection wide" : "detection"}>
      <div className="row sub">
        {props.missing === true ? (
          <IconAlertTriangle size={13} stroke={1.6} color="var(--warn-mark)" />
        ) : props.chosen === true ? (
          <IconInfoCircle size={13} stroke={1.6} color="var(--accent)" />
        ) : (
          <IconCircleCheck size={13} stroke={1.6} color="var(--ok)" />
        )}
        <span className="grow ellipsis" title={props.name}>
          {props.name}
        </span>
        <IconChevronDown size={12} />
      </div>
      {props.children}
      <div className="detection-reason ellipsis" title={props.reason}>
        {props.reason}
      </div>
    </div>
  );
}
