import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import amqp, { type ChannelModel } from "amqplib";
import { explainBrokerError } from "./explain.ts";

/** Where a broker is and how to get in. `url` may carry credentials; nothing else of Weir may show it. */
export interface BrokerTarget {
  readonly url: string;
  /** PEM files for amqps. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Seconds. */
  readonly heartbeat?: number;
  /** ms before a connection attempt counts as failed; 10,000 when absent. */
  readonly connectTimeout?: number;
}

/** The certificate files that are named at all. */
export function tlsFiles({
  caFile,
  certFile,
  keyFile,
}: {
  readonly caFile?: string | null;
  readonly certFile?: string | null;
  readonly keyFile?: string | null;
}): Pick<BrokerTarget, "caFile" | "certFile" | "keyFile"> {
  return {
    ...(caFile ? { caFile } : {}),
    ...(certFile ? { certFile } : {}),
    ...(keyFile ? { keyFile } : {}),
  };
}

const CONNECT_TIMEOUT = 10_000;

/** Host, port and vhost of a target: what may be shown. Throws an Error of one line for a URL that is none. */
export function describeTarget(target: BrokerTarget): { host: string; vhost: string } {
  let url: URL;
  try {
    url = new URL(target.url);
  } catch {
    throw new Error("the broker URL cannot be read; write amqp://user:password@host:5672/vhost");
  }
  if (url.protocol !== "amqp:" && url.protocol !== "amqps:")
    throw new Error(`the broker URL must start with amqp:// or amqps://, not ${url.protocol}//`);
  if (url.hostname === "") throw new Error("the broker URL names no host; write amqp://user:password@host:5672/vhost");
  const path = url.pathname.replace(/^\//, "");
  try {
    return { host: url.host, vhost: path === "" ? "/" : decodeURIComponent(path) };
  } catch {
    throw new Error("the virtual host in the broker URL cannot be read; write a % of its name as %25");
  }
}

/** Opens a connection. Credentials missing in the URL come from WEIR_AMQP_USER and WEIR_AMQP_PASSWORD. Throws one explained line. */
export async function connectBroker(target: BrokerTarget, name: string): Promise<ChannelModel> {
  const shown = describeTarget(target);
  const url = new URL(target.url);
  if (url.username === "" && process.env["WEIR_AMQP_USER"] !== undefined) {
    url.username = encodeURIComponent(process.env["WEIR_AMQP_USER"]);
    url.password = encodeURIComponent(process.env["WEIR_AMQP_PASSWORD"] ?? "");
  }
  if (!url.searchParams.has("heartbeat")) url.searchParams.set("heartbeat", String(target.heartbeat ?? 15));
  const read = (file: string | undefined): Buffer | undefined => {
    if (file === undefined) return undefined;
    try {
      return readFileSync(file);
    } catch (error) {
      throw new Error(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
    }
  };
  const ca = read(target.caFile);
  const options = {
    timeout: target.connectTimeout ?? CONNECT_TIMEOUT,
    clientProperties: { connection_name: name },
    ...(ca === undefined ? {} : { ca: [ca] }),
    cert: read(target.certFile),
    key: read(target.keyFile),
    // A certificate names hosts; TLS forbids an address here.
    ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
  };
  try {
    const connection = await amqp.connect(url.toString(), options);
    // A handler must be there before anything can happen, else Node ends the process.
    connection.on("error", () => {});
    return connection;
  } catch (error) {
    throw new Error(explainBrokerError(error, shown), { cause: error });
  }
}

/** Exponential back-off with full jitter (Brooker, AWS Architecture Blog 2015): 0.25 s doubling up to 10 s. */
export function backOff(attempt: number, random: number): number {
  return 100 + random * Math.min(10_000, 250 * 2 ** attempt);
}

/** Errors no retry will mend: wrong password, wrong virtual host, untrusted certificate, another kind of queue. */
export function isPermanent(message: string): boolean {
  return /wrong user or password|virtual host|certificate is not trusted|does not speak TLS|host name not found|access refused|is a stream/.test(
    message,
  );
}

/** What a publisher needs of a broker: connecting, explaining and waiting as sources do. */
export function brokerPort(target: BrokerTarget): {
  connect(name: string): Promise<ChannelModel>;
  explain(error: unknown, subject: string): string;
  isPermanent(message: string): boolean;
  wait(attempt: number, signal?: AbortSignal): Promise<void>;
} {
  const shown = describeTarget(target);
  return {
    connect: (name) => connectBroker(target, name),
    explain: (error, subject) => explainBrokerError(error, { ...shown, queue: subject }),
    isPermanent,
    wait: (attempt, signal) => pause(backOff(attempt, Math.random()), signal),
  };
}

/** Some ms, or until the signal is given. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
