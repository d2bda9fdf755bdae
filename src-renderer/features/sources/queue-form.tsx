import type { ReactNode } from "react";
import { takePassword } from "../../ui/address-login.ts";
import { CommitInput, TextInput } from "../../ui/field.tsx";
import { durationText, parseDuration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { Switch } from "../../ui/switch.tsx";
import type { QueueForm } from "./queue-form-model.ts";

export interface QueueFormProps {
  readonly form: QueueForm;
  readonly wrong: keyof QueueForm | null;
  /** The profile's password is in the system's key store. */
  readonly passwordKept: boolean;
  readonly onChange: (change: Partial<QueueForm>) => void;
}

const LABEL = 92;

/** Broker, what is read, how it is read, and where results go. */
export function QueueFormPane({ form, wrong, passwordKept, onChange }: QueueFormProps) {
  const text = (field: keyof QueueForm & string, label: string, more: Readonly<Record<string, unknown>> = {}) => (
    <TextInput
      className="grow"
      aria-label={label}
      data-testid={`queue-${field}`}
      invalid={wrong === field}
      onChange={(value) => onChange({ [field]: value })}
      {...more}
      value={String(form[field])}
    />
  );
  // A password in it goes where it is not shown.
  const changeUrl = (typed: string): void => {
    const { url, password } = takePassword(typed);
    onChange(password === "" ? { url } : { url, password });
  };
  return (
    <div className="queue-form">
      <div className="row">
        <b className="section-title grow">Broker</b>
        <Segments
          small
          label="How the broker is given"
          value={form.byUrl ? "url" : "fields"}
          options={[
            { value: "fields", label: "Fields" },
            { value: "url", label: "URL" },
          ]}
          onChange={(value) => onChange({ byUrl: value === "url" })}
        />
      </div>
      {form.byUrl ? (
        <Line label="URL">{text("url", "URL", { placeholder: "amqps://user@host:5671/vhost", onChange: changeUrl })}</Line>
      ) : (
        <>
          <Line label="Host">
            {text("host", "Host")}
            <span className="sub">Port</span>
            <TextInput
              style={{ width: 70 }}
              aria-label="Port"
              data-testid="queue-port"
              invalid={wrong === "port"}
              inputMode="numeric"
              value={form.port}
              onChange={(port) => onChange({ port })}
            />
          </Line>
          <Line label="Virtual host">
            {text("vhost", "Virtual host")}
            <Switch
              label="TLS"
              checked={form.tls}
              onChange={(tls) =>
                onChange({ tls, port: tls && form.port === "5672" ? "5671" : !tls && form.port === "5671" ? "5672" : form.port })
              }
            />
            <span className="sub">TLS</span>
          </Line>
        </>
      )}
      {form.tls || form.url.startsWith("amqps") ? (
        <>
          <Line label="Authority">
            {text("caFile", "Certificate file", { placeholder: "system certificates, or the path of a .pem" })}
          </Line>
          <Line label="Client">
            {text("certFile", "Client certificate file", { placeholder: "none, or the path of a .pem" })}
            <span className="sub">Key</span>
            {text("keyFile", "Client key file", { placeholder: "path of its key" })}
          </Line>
        </>
      ) : null}
      <Line label="User">
        {text("user", "User", { placeholder: "WEIR_AMQP_USER or guest" })}
        <span className="sub">Password</span>
        {text("password", "Password", { type: "password", ...(passwordKept ? { placeholder: "kept by this system" } : {}) })}
      </Line>
      <b className="section-title">Read</b>
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
        <Line label="Queue">{text("queue", "Queue")}</Line>
      ) : (
        <Line label="Exchange">
          {text("exchange", "Exchange")}
          <span className="sub">Routing key</span>
          {text("routingKey", "Routing key", { placeholder: "every message" })}
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
      <b className="section-title">Delivery</b>
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
        <TextInput
          style={{ width: 90 }}
          aria-label="Prefetch"
          data-testid="queue-prefetch"
          invalid={wrong === "prefetch"}
          inputMode="numeric"
          value={form.prefetch}
          onChange={(prefetch) => onChange({ prefetch })}
        />
        <span className="sub">messages on their way at once</span>
      </Line>
      <b className="section-title">Results</b>
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
        {text("results", form.resultsTo === "queue" ? "Results queue" : "Results exchange", {
          placeholder: form.resultsTo === "queue" ? "nobody; made when it is missing" : "nobody",
        })}
      </Line>
      <Line label="And series">{text("resultsSeries", "Series sent", { placeholder: "none, or rule/series, rule, …" })}</Line>
    </div>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <span className="label" style={{ width: LABEL }}>
        {label}
      </span>
      {children}
    </div>
  );
}

interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly text: string;
}

/** Choices that say their cost in words. */
function Choices<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <fieldset className="choices" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className="choice" data-on={choice.value === value}>
          <input
            type="radio"
            name={label}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            data-testid={`queue-choice-${choice.value}`}
          />
          <span>
            <b>{choice.title}</b>
            {choice.text}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
