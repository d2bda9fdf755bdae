import { Command, InvalidArgumentError } from "commander";
import { onlyNew } from "../session/only-new.ts";
import { ConfirmedPublisher } from "../sinks/rabbitmq/confirmed-publisher.ts";
import { findInputs } from "../sources/csv/find-inputs.ts";
import type { InputFile } from "../sources/csv/input-files.ts";
import { detectFile } from "../sources/csv/open-csv.ts";
import type { Mapping } from "../sources/mapping.ts";
import { brokerPort, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { TIME_HEADER } from "../sources/rabbitmq/message-properties.ts";
import { asUsage, UsageError } from "./failure.ts";
import { choiceFlag, speedOption } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { pacer, pause } from "./publish-pace.ts";
import { fileRecords, rowMessages } from "./row-messages.ts";
import { say } from "./terminal.ts";
import { STOPS } from "./watch-run.ts";

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

export function publishCommand(): Command {
  return new Command("publish")
    .description("Play a CSV file into a RabbitMQ queue or exchange, one row a message.")
    .argument("<file>", "a CSV file, .gz, or - for stdin")
    .requiredOption("--amqp <url>", "amqp://user:password@host:5672/vhost")
    .option("--queue <name>", "the queue; created durable when it is missing")
    .option("--exchange <name>", "an exchange instead; the routing key is the station")
    .option("--rate <n/s>", "messages a second", rateOption)
    .option("--speed <speed>", "max, or a multiple of event time such as 60x", speedOption, "max")
    .addOption(
      choiceFlag(
        "--format <format>",
        "csv: the line as it stands; json: an object with the columns' names",
        ["csv", "json"],
        "csv",
      ),
    )
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

/**
 * Publishes every row of `path`; resolves with how many were confirmed (sent, without confirms). A signal ends it after what was sent is
 * confirmed; then it throws one line that says so.
 */
export async function publishFile(path: string, options: PublishOptions): Promise<number> {
  const { input, mapping } = await asUsage(async () => {
    const inputs = await findInputs([path]);
    if (inputs.length !== 1) throw new Error(`${path}: one file at a time`);
    const [first] = inputs as [InputFile];
    return { input: first, mapping: (await detectFile(first, [])).mapping };
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
  for (const signal of STOPS) process.once(signal, onSignal);
  const progress = new ProgressLine();
  const timer = setInterval(() => progress.update(null, published()), 100);
  let whole: boolean;
  try {
    whole = await sendRows(input, mapping, options, publisher, stop.signal);
    await publisher.flush();
  } finally {
    clearInterval(timer);
    progress.end();
    for (const signal of STOPS) process.off(signal, onSignal);
    await publisher.close();
  }
  const line = whatCameOfIt(publisher, confirms, published(), queue ?? exchange ?? "");
  if (!whole) throw new Error(`stopped before the end of ${input.name}: ${line}`);
  say(line);
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

/** Whether all of them were sent. */
async function sendRows(
  input: InputFile,
  mapping: Mapping,
  options: PublishOptions,
  publisher: ConfirmedPublisher,
  signal: AbortSignal,
): Promise<boolean> {
  const row = rowMessages(input, mapping, options.format);
  const pace = pacer(mapping, options, row.columnAt);
  for await (const record of fileRecords(input, mapping, signal)) {
    if (signal.aborted) return false;
    const message = row.next(record);
    if (message === null) continue;
    const wait = pace(record);
    if (wait > 0) await pause(wait, signal);
    if (signal.aborted) return false;
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
  return !signal.aborted;
}

function rateOption(text: string): number {
  const rate = Number(text.replace(/\/s$/, ""));
  if (!(rate > 0) || !Number.isFinite(rate)) throw new InvalidArgumentError("write messages a second, such as 5000/s.");
  return rate;
}
