import { isOfStream, streamLine } from "./queue-kind.ts";

/** What went wrong with a broker, as one line that says what to do. Never holds credentials. */
export function explainBrokerError(error: unknown, target: { host: string; vhost: string; queue?: string }): string {
  const { code, message } = describe(error);
  const where = `RabbitMQ at ${target.host}`;
  if (/cannot be tapped|is a queue; what|is a stream: |is a quorum queue: /.test(message)) return message;
  if (isOfStream(message)) return `${where}: ${streamLine(target.queue ?? "queue")}`;
  if (code === "ECONNREFUSED")
    return `${where} refused the connection: nothing listens there; start the broker or check host and port`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `${where}: host name not found; check the spelling`;
  // amqplib's own time-out has no code.
  const unreachable = /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.exec(`${code} ${message}`);
  if (unreachable !== null) return `${where} cannot be reached (${unreachable[0]}); check the network and the port`;
  if (/^Invalid frame|exceeds maxFrameSize|Socket closed abruptly/i.test(message))
    return `${where} does not answer as a RabbitMQ does; check the port (5672, or 5671 with amqps://)`;
  if (/ACCESS_REFUSED|403 \(ACCESS-REFUSED\).*login|Handshake terminated by server: 403/i.test(message)) {
    return /queue|exchange/i.test(message) && !/login/i.test(message)
      ? `${where}: this user may not use ${target.queue ?? "it"} (access refused); ask for the permission`
      : `${where} refused the login: wrong user or password`;
  }
  // The text of these names the virtual host too: they come before it.
  if (/404|NOT_FOUND/.test(message)) {
    const what = /no (queue|exchange) /.exec(message)?.[1];
    return `${where}: ${what === undefined ? "" : `the ${what} `}"${target.queue ?? "queue"}" does not exist; create it or check the name`;
  }
  // Nobody acknowledged a message for longer than the broker's consumer_timeout, half an hour as it comes.
  if (/delivery acknowledgement .* timed out/i.test(message))
    return `${where}: messages waited too long to be acknowledged; they come again`;
  if (/406|PRECONDITION_FAILED/i.test(message))
    return `${where}: "${target.queue ?? "queue"}" exists with other arguments; Weir does not change it (${message})`;
  if (/405|RESOURCE_LOCKED/i.test(message)) return `${where}: "${target.queue ?? "queue"}" is exclusive to another connection`;
  // amqplib swallows the reason when the broker closes instead of opening the virtual host.
  if (/530|NOT_ALLOWED|vhost .* not found|Expected ConnectionOpenOk/i.test(message)) {
    return `${where}: virtual host "${target.vhost}" does not exist or this user may not use it`;
  }
  if (/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_|certificate/i.test(`${code} ${message}`)) {
    return `${where}: its TLS certificate is not trusted (${code || message}); give the CA file that signed it`;
  }
  if (/EPROTO|wrong version number|ssl/i.test(`${code} ${message}`))
    return `${where} does not speak TLS on this port; use amqp:// or the TLS port (5671)`;
  if (/320|CONNECTION_FORCED/i.test(message)) return `${where} closed the connection (an operator or a shutdown)`;
  if (/heartbeat/i.test(message)) return `${where} went silent: heartbeat missed`;
  return `${where}: ${message.replaceAll(/\/\/[^/@\s]*@/g, "//")}`;
}

/** Of an explained line: another user or password may mend it. */
export const isLoginRefused = (line: string): boolean => line.includes("wrong user or password");

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  const code = (error as NodeJS.ErrnoException).code;
  return { code: typeof code === "string" ? code : "", message: error.message || (typeof code === "string" ? code : error.name) };
}
