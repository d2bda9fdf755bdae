import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { onlyNew } from "../session/only-new.ts";
import { ConfirmedPublisher } from "../sinks/rabbitmq/confirmed-publisher.ts";
import { findInputs } from "../sources/csv/find-inputs.ts";
import type { InputFile } from "../sources/csv/input-files.ts";
import { detectFile } from "../sources/csv/open-csv.ts";
import { filePieces } from "../sources/csv/read-files.ts";
import { headRecords, RecordSplitter, splitRecord } from "../sources/csv/records.ts";
import { createTimeReader } from "../sources/csv/time-reader.ts";
import type { Mapping } from "../sources/mapping.ts";
import { brokerPort, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { COLUMNS_HEADER, TIME_HEADER } from "../sources/rabbitmq/message-properties.ts";
import { asUsage, UsageError } from "./failure.ts";
import { speedOption } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { say } from "./terminal.ts";

export interface PublishOptions {
  readonly amqp: string;
  readonly queue?: string;
  readonly exchange?: string;
  readonly rate?: number;
  readonly speed: number | "max";
  readonly format: "csv" | "json";
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** false: do not wait for the broker to confirm. */
  readonly confirms?: boolean;
}

/** Wall time between two bursts of a paced publish, ms. */
const TICK = 10;

export function publishCommand(): Command {
  return new Command("publish")
    .description("Play a CSV file into a RabbitMQ queue or exchange, one row a message.")
    .argument("<file>", "a CSV file, .gz, or - for stdin")
    .requiredOption("--amqp <url>", "amqp://user:password@host:5672/vhost")
    .option("--queue <name>", "the queue; created durable when it is missing")
    .option("--exchange <name>", "an exchange instead; the routing key is the station")
    .option("--rate <n/s>", "messages a second", rateOption)
    .option("--speed <speed>", "max, or a multiple of event time such as 60x", speedOption, "max")
    .option("--format <format>", "csv: the line as it stands, or json: an object with the columns' names", formatOption, "csv")
    .option("--no-confirms", "do not wait until the broker confirms: faster, and what a lost connection cost is not known")
    .option("--ca-file <file>", "CA certificate of an amqps broker (PEM)")
    .option("--cert-file <file>", "amqps: the client's certificate (PEM)")
    .option("--key-file <file>", "amqps: the key of --cert-file (PEM)")
    .action(async (file: string, options: PublishOptions) => {
      if ((options.queue === undefined) === (options.exchange === undefined))
        throw new UsageError("name where to publish: either --queue NAME or --exchange NAME");
      if (options.rate !== undefined && options.speed !== "max")
        throw new UsageError("--rate and --speed exclude each other: give one of them");
      await publishFile(file, options);
    });
}

/** Publishes every row of `path`; resolves with how many were confirmed (sent, without confirms). SIGINT ends it after what was sent is confirmed. */
export async function publishFile(path: string, options: PublishOptions): Promise<number> {
  const { input, mapping } = await asUsage(async () => {
    const inputs = await findInputs([path]);
    if (inputs.length !== 1) throw new Error(`${path}: one file at a time`);
    const [first] = inputs as [InputFile];
    return { input: first, mapping: (await detectFile(first, []))[0] };
  });
  const { queue = null, exchange = null, amqp, confirms = true } = options;
  const stop = new AbortController();
  const tell = onlyNew((line) => {
    if (line !== "") say(line);
  });
  const publisher = new ConfirmedPublisher({
    broker: await asUsage(() => brokerPort({ url: amqp, ...tlsFiles(options) })),
    name: "weir publish",
    queue,
    exchange,
    create: exchange === null,
    confirms,
    onState: (state, detail) => {
      tell(state === "connected" ? "" : state === "refused" ? detail : `${detail}; trying again`);
      if (stop.signal.aborted && state !== "connected") void publisher.close();
    },
  });
  await asUsage(() => publisher.open());
  const published = (): number => (confirms ? publisher.confirmed : publisher.sent);
  const onSignal = (): void => {
    stop.abort();
    // What is on its way is waited for, unless it cannot arrive.
    if (publisher.stuck) void publisher.close();
  };
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  const progress = new ProgressLine();
  const timer = setInterval(() => progress.update(null, published()), 100);
  try {
    await sendRows(input, mapping, options, publisher, stop.signal);
    await publisher.flush();
  } finally {
    clearInterval(timer);
    progress.end();
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await publisher.close();
  }
  say(whatCameOfIt(publisher, confirms, published(), queue ?? exchange ?? ""));
  return published();
}

/** One line. Throws it where the broker did not confirm all that was sent. */
function whatCameOfIt(publisher: ConfirmedPublisher, confirms: boolean, published: number, to: string): string {
  const { unconfirmed, unroutable, reconnects } = publisher;
  if (unconfirmed > 0)
    throw new Error(`stopped: ${published} messages published to ${to}, and ${unconfirmed} that were sent are not confirmed`);
  const lost = unroutable === 0 ? "" : `, ${unroutable} had no queue bound for them`;
  const unsure =
    confirms || reconnects === 0 ? "" : `; the connection broke ${reconnects} times, and what was on its way then may be lost`;
  return `${published} messages ${confirms ? "published" : "sent"} to ${to}${lost}${unsure}`;
}

async function sendRows(
  input: InputFile,
  mapping: Mapping,
  options: PublishOptions,
  publisher: ConfirmedPublisher,
  signal: AbortSignal,
): Promise<void> {
  const row = rowMessages(input, mapping, options.format);
  const pace = pacer(mapping, options, row.columnAt);
  for await (const record of records(input, mapping)) {
    if (signal.aborted) return;
    const message = row.next(record);
    if (message === null) continue;
    const wait = pace(record);
    if (wait > 0) await pause(wait, signal);
    const now = Date.now();
    await publisher.send({
      ...message,
      properties: {
        ...message.properties,
        timestamp: Math.floor(now / 1000),
        headers: { ...message.headers, [TIME_HEADER]: now },
      },
    });
  }
}

async function* records(input: InputFile, mapping: Mapping): AsyncGenerator<string> {
  const splitter = new RecordSplitter(mapping.quote);
  // filePieces hands on UTF-16 as UTF-8.
  const decoder = new TextDecoder(mapping.encoding === "latin1" ? "windows-1252" : "utf-8");
  let ready: string[] = [];
  const take = (record: string): void => void ready.push(record);
  let rows = 0;
  for await (const piece of filePieces(
    input,
    { mapping },
    () => rows,
    () => {},
  )) {
    splitter.push(decoder.decode(piece, { stream: true }), take);
    for (const record of ready) {
      rows++;
      yield record;
    }
    ready = [];
  }
  splitter.end(take);
  yield* ready;
}

/** Records as messages; the header line gives none. */
function rowMessages(input: InputFile, mapping: Mapping, format: "csv" | "json") {
  const { delimiter, quote } = mapping;
  const name = input.path === "-" ? "stdin" : basename(input.path);
  const columns = mapping.columns ?? [];
  const columnAt = (column: string | number | undefined): number =>
    typeof column === "number" ? column : column === undefined ? -1 : columns.indexOf(column);
  const station = columnAt(mapping.station);
  const places = columns.map((column, i) => (column === "" ? `column ${i + 1}` : column));
  let headers: Record<string, string> = {};
  let head = headRecords(mapping);
  let row = 0;
  return {
    columnAt,
    next(record: string) {
      if (head > 0) {
        head--;
        if (head === 0 && mapping.header && format === "csv") headers = { [COLUMNS_HEADER]: record };
        return null;
      }
      row++;
      const fields = station >= 0 || format === "json" ? splitRecord(record, delimiter, quote) : null;
      // A broken row is sent as it stands: finding it is the receiver's work.
      const json = format === "json" && fields !== null && fields.length === columns.length;
      return {
        id: `${name.slice(-200)}:${row}`,
        routingKey: (fields?.[station] ?? "").slice(0, 60) || "all",
        body: Buffer.from(
          json ? JSON.stringify(Object.fromEntries(places.map((key, i) => [key, jsonValue(fields[i] as string)]))) : record,
        ),
        headers,
        properties: {
          contentType: format === "json" ? "application/json" : "text/csv",
          contentEncoding: "utf-8",
        },
      };
    },
  };
}

/** A number where its text comes back the same, else the text. */
function jsonValue(text: string): string | number {
  return text !== "" && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** ms to wait before a record may go. */
function pacer(
  mapping: Mapping,
  { rate, speed }: PublishOptions,
  columnAt: (column: string | number | undefined) => number,
): (record: string) => number {
  const started = performance.now();
  if (rate !== undefined) {
    let sent = 0;
    return () => {
      const due = (sent++ / rate) * 1000;
      const wait = due - (performance.now() - started);
      return wait >= TICK ? wait : 0;
    };
  }
  if (speed === "max") return () => 0;
  const read = createTimeReader(mapping.time.format, mapping.time.zone);
  const places = mapping.time.columns.map(columnAt);
  let first = Number.NaN;
  return (record) => {
    const fields = splitRecord(record, mapping.delimiter, mapping.quote) ?? [];
    const time = read(places.map((at) => fields[at] ?? "").join(" "));
    if (Number.isNaN(time)) return 0;
    if (Number.isNaN(first)) first = time;
    const wait = (time - first) / speed - (performance.now() - started);
    return wait >= TICK ? wait : 0;
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // Longer than a timer can wait is in no one's interest.
    const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}

function rateOption(text: string): number {
  const rate = Number(text.replace(/\/s$/, ""));
  if (!(rate > 0) || !Number.isFinite(rate)) throw new InvalidArgumentError("write messages a second, such as 5000/s.");
  return rate;
}

function formatOption(text: string): "csv" | "json" {
  if (text !== "csv" && text !== "json") throw new InvalidArgumentError("must be csv or json.");
  return text;
}
