import { Button } from "../../ui/button.tsx";
import { CommitInput } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { columnsSaid } from "./mapping-model.ts";
import { QueueBrokerFields } from "./queue-broker-fields.tsx";
import { Choices, Line, type QueueFieldsProps, QueueText } from "./queue-fields.tsx";

export interface QueueFormProps extends QueueFieldsProps {
  /** The profile's password is in the system's key store. */
  readonly passwordKept: boolean;
}

/** Broker, what is read, how it is read, and where results go. */
export function QueueFormPane({ passwordKept, ...own }: QueueFormProps) {
  return (
    <div className="queue-form">
      <QueueBrokerFields {...own} passwordKept={passwordKept} />
      <b className="section-title">Read</b>
      <ReadFields {...own} />
      <b className="section-title">Delivery</b>
      <DeliveryFields {...own} />
      <b className="section-title">Results</b>
      <ResultFields {...own} />
    </div>
  );
}

function ReadFields(own: QueueFieldsProps) {
  const { form, onChange } = own;
  return (
    <>
      <Choices
        label="What is read"
        value={form.reading}
        onChange={(reading) => onChange({ reading })}
        choices={[
          { value: "tap", title: "Tap a copy", text: "An own queue beside the others. Nobody else loses a message." },
          { value: "queue", title: "Take from the queue", text: "Other readers of it get fewer messages." },
        ]}
      />
      {form.reading === "queue" ? (
        <Line label="Queue">
          <QueueText {...own} field="queue" label="Queue" />
        </Line>
      ) : (
        <Line label="Exchange">
          <QueueText {...own} field="exchange" label="Exchange" />
          <span className="sub">Routing key</span>
          <QueueText {...own} field="routingKey" label="Routing key" placeholder="every message" />
        </Line>
      )}
      <Line label="Format">
        <Segments
          label="Format"
          value={form.format}
          options={[
            { value: "auto", label: "Detect" },
            { value: "csv", label: "CSV line" },
            { value: "json", label: "JSON" },
          ]}
          onChange={(format) => onChange({ format })}
        />
        <span className="sub">Late by up to</span>
        <CommitInput
          style={{ width: 64 }}
          aria-label="Events may come late by"
          value={durationText(form.lateness)}
          onCommit={(entered) => onChange({ lateness: parseDuration(entered) ?? form.lateness })}
        />
      </Line>
      <Line label="Columns">
        <span className="sub grow ellipsis" title={form.mapping === null ? undefined : columnsSaid(form.mapping)}>
          {form.mapping === null ? "as the first messages show; Test to see and change them" : columnsSaid(form.mapping)}
        </span>
        {form.mapping === null ? null : (
          <Button small onClick={() => onChange({ mapping: null })} data-testid="queue-detect">
            Detect again
          </Button>
        )}
      </Line>
    </>
  );
}

function DeliveryFields(own: QueueFieldsProps) {
  const { form, onChange } = own;
  return (
    <>
      <Choices
        label="Delivery guarantee"
        value={form.guarantee}
        onChange={(guarantee) => onChange({ guarantee })}
        choices={[
          { value: "at-most-once", title: "At most once", text: "Fastest. A crash costs the messages on their way." },
          {
            value: "at-least-once",
            title: "At least once",
            text: "In a saved workspace a crash costs nothing. Repeats are recognised.",
          },
        ]}
      />
      <Line label="Prefetch">
        <QueueText {...own} field="prefetch" label="Prefetch" width={90} inputMode="numeric" />
        <span className="sub">messages on their way at once</span>
      </Line>
    </>
  );
}

function ResultFields(own: QueueFieldsProps) {
  const { form, onChange } = own;
  const queue = form.resultsTo === "queue";
  return (
    <>
      <Line label="Send alerts to">
        <Segments
          small
          label="Where results go"
          value={form.resultsTo}
          options={[
            { value: "queue", label: "Queue" },
            { value: "exchange", label: "Exchange" },
          ]}
          onChange={(resultsTo) => onChange({ resultsTo })}
        />
        <QueueText
          {...own}
          field="results"
          label={queue ? "Results queue" : "Results exchange"}
          placeholder={queue ? "nobody; made when it is missing" : "nobody"}
        />
      </Line>
      <Line label="And series">
        <QueueText {...own} field="resultsSeries" label="Series sent" placeholder="none, or rule/series, rule, …" />
      </Line>
    </>
  );
}
