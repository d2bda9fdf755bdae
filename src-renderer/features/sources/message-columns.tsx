import type { CodeNames, EventRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { CommitInput, Field } from "../../ui/field.tsx";
import { measured } from "../../ui/format-number.ts";
import { dayAndClock, zoneName } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { alarmWord, sensorWord, unitOf } from "./code-words.ts";
import { MappingFields } from "./mapping-fields.tsx";
import { type Mapping, type Role, timeOf, unitRead, withNoThreshold } from "./mapping-model.ts";
import { LABEL_WIDTH } from "./role-field.tsx";
import { TimeFormatInput } from "./time-format-input.tsx";

interface MessageColumnsProps {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** What the message becomes, none where it is refused; null: there is no message at hand. */
  readonly events: readonly EventRow[] | null;
  readonly names: CodeNames;
  readonly onChange: (mapping: Mapping) => void;
}

/** Which field of a message is what, beside what it says in one at hand. */
export function MessageColumns({ mapping, columns, events, names, onChange }: MessageColumnsProps) {
  const zone = useFrame((state) => state.zone);
  const time = timeOf(mapping);
  const noThreshold = mapping["noThreshold"];
  const { sensor = "" } = events?.[0] ?? {};
  const unit = unitOf(names, sensor) || unitRead(mapping, sensor);
  const said = (role: Role) => {
    if (events === null) return null;
    const [text, code] = roleText(role, events, unit, names, (ms) => `${dayAndClock(ms, zone)} ${zoneName(zone)}`);
    return (
      <span className="role-said ellipsis selectable" title={text} data-testid={`said-${role}`}>
        {text} {code === undefined || code === text ? null : <span className="sub">{code}</span>}
      </span>
    );
  };
  return (
    <div className="message-columns">
      <MappingFields mapping={mapping} columns={columns} said={said} onChange={onChange}>
        <Field label="Time format" labelWidth={LABEL_WIDTH}>
          <TimeFormatInput
            className="grow"
            value={time.format}
            onCommit={(format) => onChange({ ...mapping, time: { ...time, format } })}
          />
        </Field>
        <Field label="Decimal" labelWidth={LABEL_WIDTH} several>
          <Segments
            label="Decimal mark"
            value={mapping["decimal"] === "," ? "," : "."}
            options={[
              { value: ".", label: "Point" },
              { value: ",", label: "Comma" },
            ]}
            onChange={(decimal) => onChange({ ...mapping, decimal })}
          />
        </Field>
        {mapping["threshold"] === undefined ? null : (
          <Field label="No threshold" labelWidth={LABEL_WIDTH}>
            <CommitInput
              className="grow"
              aria-label="Threshold that means none"
              placeholder="never"
              inputMode="decimal"
              value={typeof noThreshold === "number" ? String(noThreshold) : ""}
              onCommit={(entered) => onChange(withNoThreshold(mapping, entered))}
            />
          </Field>
        )}
      </MappingFields>
    </div>
  );
}

/** What the events of a message say of a role, and its code where that has a name. */
function roleText(
  role: Role,
  events: readonly EventRow[],
  unit: string,
  names: CodeNames,
  timeText: (ms: number) => string,
): readonly [text: string, code?: string] {
  const [event, second] = events;
  if (event === undefined) return ["–"];
  switch (role) {
    case "time":
      return [timeText(event.time)];
    case "intervalEnd":
      return [second === undefined ? "still on" : timeText(second.time)];
    case "station":
      return [event.station || "none"];
    case "sensor":
      return [sensorWord(names, event.sensor) || "none", event.sensor];
    case "alarm":
      return [event.alarm === "" ? "none" : alarmWord(names, event.alarm), event.alarm];
    case "value":
      return [`${events.map(({ value }) => measured(value)).join(", ")} ${unit}`];
    case "threshold":
      return [event.threshold === null ? "none" : `${measured(event.threshold)} ${unit}`];
    case "active":
      return [event.active === null ? "not said" : event.active ? "yes" : "no"];
  }
}
