import { takePassword } from "../../ui/address-login.ts";
import { Segments } from "../../ui/segments.tsx";
import { Switch } from "../../ui/switch.tsx";
import { Line, type QueueFieldsProps, QueueText } from "./queue-fields.tsx";

/** Where the broker is, and whom one logs in as; `passwordKept`: the profile's password is in the system's key store. */
export function QueueBrokerFields({ passwordKept, ...own }: QueueFieldsProps & { readonly passwordKept: boolean }) {
  const { form, onChange } = own;
  return (
    <>
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
      {form.byUrl ? <Url {...own} /> : <Address {...own} />}
      {form.tls || form.url.startsWith("amqps") ? (
        <>
          <Line label="Authority">
            <QueueText
              {...own}
              field="caFile"
              label="Certificate file"
              placeholder="system certificates, or the path of a .pem"
            />
          </Line>
          <Line label="Client">
            <QueueText {...own} field="certFile" label="Client certificate file" placeholder="none, or the path of a .pem" />
            <span className="sub">Key</span>
            <QueueText {...own} field="keyFile" label="Client key file" placeholder="path of its key" />
          </Line>
        </>
      ) : null}
      <Line label="User">
        <QueueText {...own} field="user" label="User" placeholder="WEIR_AMQP_USER or guest" />
        <span className="sub">Password</span>
        <QueueText
          {...own}
          field="password"
          label="Password"
          type="password"
          {...(passwordKept ? { placeholder: "kept by this system" } : {})}
        />
      </Line>
    </>
  );
}

function Url(own: QueueFieldsProps) {
  // A password in it goes where it is not shown.
  const change = ({ url: typed = "" }: { readonly url?: string }): void => {
    const { url, password } = takePassword(typed);
    own.onChange(password === "" ? { url } : { url, password });
  };
  return (
    <Line label="URL">
      <QueueText {...own} onChange={change} field="url" label="URL" placeholder="amqps://user@host:5671/vhost" />
    </Line>
  );
}

function Address(own: QueueFieldsProps) {
  const { form, onChange } = own;
  const portFor = (tls: boolean): string =>
    tls && form.port === "5672" ? "5671" : !tls && form.port === "5671" ? "5672" : form.port;
  return (
    <>
      <Line label="Host">
        <QueueText {...own} field="host" label="Host" />
        <span className="sub">Port</span>
        <QueueText {...own} field="port" label="Port" width={70} inputMode="numeric" />
      </Line>
      <Line label="Virtual host">
        <QueueText {...own} field="vhost" label="Virtual host" />
        <Switch label="TLS" checked={form.tls} onChange={(tls) => onChange({ tls, port: portFor(tls) })} />
        <span className="sub">TLS</span>
      </Line>
    </>
  );
}
