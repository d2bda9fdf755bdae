import type { QueueTarget } from "../../../src-main/ipc/contract.ts";
import { decoded, takePassword } from "../../ui/address-login.ts";
import { isWhole, type Mapping } from "./mapping-model.ts";

/** What the form holds; strings as typed. */
export interface QueueForm {
  readonly byUrl: boolean;
  readonly url: string;
  readonly host: string;
  readonly port: string;
  readonly vhost: string;
  readonly tls: boolean;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly user: string;
  readonly password: string;
  readonly reading: "queue" | "tap";
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly format: "auto" | "csv" | "json";
  /** null: as the first messages show. */
  readonly mapping: Mapping | null;
  readonly guarantee: "at-most-once" | "at-least-once";
  readonly prefetch: string;
  readonly resultsTo: "queue" | "exchange";
  readonly results: string;
  /** `rule/series`, parted by commas. */
  readonly resultsSeries: string;
  readonly lateness: number;
}

export const emptyForm: QueueForm = {
  byUrl: false,
  url: "amqp://localhost:5672",
  host: "localhost",
  port: "5672",
  vhost: "/",
  tls: false,
  caFile: "",
  certFile: "",
  keyFile: "",
  user: "",
  password: "",
  reading: "queue",
  queue: "",
  exchange: "",
  routingKey: "",
  format: "auto",
  mapping: null,
  guarantee: "at-most-once",
  prefetch: "2000",
  resultsTo: "queue",
  results: "",
  resultsSeries: "",
  lateness: 0,
};

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

export function urlOf(form: QueueForm): string {
  if (form.byUrl) return form.url.trim();
  const vhost = form.vhost.trim() === "/" || form.vhost.trim() === "" ? "" : `/${encodeURIComponent(form.vhost.trim())}`;
  return `${form.tls ? "amqps" : "amqp"}://${form.host.trim()}:${form.port.trim()}${vhost}`;
}

/** Whom it logs in as: of the field or, without, of the URL; null: nobody named. */
export function userOf(form: QueueForm): string | null {
  const url = form.byUrl ? URL.parse(form.url.trim()) : null;
  return orNull(form.user) ?? (url === null || url.username === "" ? null : decoded(url.username));
}

/** First thing wrong, in words, with its field; null: all fine. `found`: how the messages that were looked at are read; null: not known. */
export function mistakeOf(
  form: QueueForm,
  found: Mapping | null = null,
): { readonly field: keyof QueueForm; readonly text: string } | null {
  if (form.byUrl && !/^amqps?:\/\/\S+$/.test(form.url.trim()))
    return { field: "url", text: "An address starts with amqp:// or amqps://" };
  if (!form.byUrl && form.host.trim() === "") return { field: "host", text: "Name the host" };
  if (!form.byUrl && !(Number(form.port) >= 1 && Number(form.port) <= 65_535))
    return { field: "port", text: "A port is 1 to 65535" };
  if (!(Number.isInteger(Number(form.prefetch)) && Number(form.prefetch) >= 1 && Number(form.prefetch) <= 65_535))
    return { field: "prefetch", text: "1 to 65,535" };
  if ((form.certFile.trim() === "") !== (form.keyFile.trim() === ""))
    return { field: form.certFile.trim() === "" ? "certFile" : "keyFile", text: "A client certificate and its key go together" };
  if (form.reading === "queue" && form.queue.trim() === "") return { field: "queue", text: "Name the queue to read" };
  if (form.reading === "tap" && form.exchange.trim() === "") return { field: "exchange", text: "Name the exchange to copy from" };
  const mapping = form.mapping ?? found;
  if (mapping !== null && !isWhole(mapping))
    return { field: "mapping", text: "Choose the columns of the time and of what is measured" };
  return null;
}

/** What does not change what a test told. */
const BESIDE: ReadonlySet<keyof QueueForm> = new Set([
  "mapping",
  "guarantee",
  "prefetch",
  "resultsTo",
  "results",
  "resultsSeries",
  "lateness",
]);
/** What decides which messages come, and so which columns they have. */
const OF_MESSAGES: ReadonlySet<keyof QueueForm> = new Set(["reading", "queue", "exchange", "routingKey", "format"]);

/** The form with a change; `proven`: what a test told of it still holds. Columns chosen for other messages are forgotten. */
export function changed(form: QueueForm, change: Partial<QueueForm>): { readonly form: QueueForm; readonly proven: boolean } {
  const fields = (Object.keys(change) as (keyof QueueForm)[]).filter((field) => change[field] !== form[field]);
  const others = fields.some((field) => OF_MESSAGES.has(field));
  return {
    form: { ...form, ...(others ? { mapping: null } : {}), ...change },
    proven: fields.every((field) => BESIDE.has(field)),
  };
}

/** `profile`: the saved one this form came from, whose kept password serves when none is typed. */
export function targetOf(form: QueueForm, profile: string | null = null): QueueTarget {
  return {
    url: urlOf(form),
    profile,
    user: orNull(form.user),
    password: form.password === "" ? null : form.password,
    queue: form.reading === "queue" ? orNull(form.queue) : null,
    tap: form.reading === "tap" ? orNull(form.exchange) : null,
    routingKey: form.reading === "tap" ? orNull(form.routingKey) : null,
    format: form.format,
    ...(form.mapping === null ? {} : { mapping: form.mapping }),
    guarantee: form.guarantee,
    prefetch: Number(form.prefetch),
    resultsQueue: form.resultsTo === "queue" ? orNull(form.results) : null,
    resultsExchange: form.resultsTo === "exchange" ? orNull(form.results) : null,
    resultsSeries: form.resultsSeries
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
    caFile: orNull(form.caFile),
    certFile: orNull(form.certFile),
    keyFile: orNull(form.keyFile),
    outOfOrderness: form.lateness,
  };
}

// --- profiles: without passwords ------------------------------------------------------------------------------------------

const STORED = "weir.profiles";
type Profiles = Readonly<Record<string, QueueForm>>;

export function readProfiles(): Profiles {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    if (typeof saved !== "object" || saved === null) return {};
    return Object.fromEntries(
      Object.entries(saved).map(([name, form]) => [name, { ...emptyForm, ...(form as Partial<QueueForm>), password: "" }]),
    );
  } catch {
    return {};
  }
}

/** The password typed in its field or in the URL; "" for none. */
export function passwordOf(form: QueueForm): string {
  return form.password !== "" || !form.byUrl ? form.password : takePassword(form.url).password;
}

/** A URL may carry a password too: it is taken out. */
export function saveProfile(name: string, form: QueueForm): void {
  const { url } = takePassword(form.url);
  localStorage.setItem(STORED, JSON.stringify({ ...readProfiles(), [name]: { ...form, url, password: "" } }));
}

export function removeProfile(name: string): void {
  const { [name]: _removed, ...rest } = readProfiles();
  localStorage.setItem(STORED, JSON.stringify(rest));
}
