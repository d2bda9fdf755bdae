import { Command } from "commander";
import { STORE_MEMORY } from "../store/store-memory.ts";
import { UsageError } from "./failure.ts";
import {
  choiceFlag,
  collect,
  durationFlag,
  durationOption,
  ONCE,
  orderFlag,
  portOption,
  positiveInteger,
  speedOption,
  storeMemoryOption,
  timeOption,
  workersOption,
} from "./options.ts";

/** The flags of `weir run`, read. Durations are ms, times epoch ms. */
export interface RunOptions {
  readonly mapping?: string;
  readonly once?: boolean;
  readonly order: "time" | "arrival";
  readonly outOfOrderness: number;
  readonly from?: number;
  readonly to?: number;
  readonly plugin?: string[];
  readonly out?: string;
  readonly store?: string;
  readonly storeMemory?: string;
  readonly report?: string;
  readonly speed: number | "max";
  readonly rejectCap: number;
  readonly workers: number;
  readonly queue?: string;
  readonly tap?: string;
  readonly routingKey?: string;
  readonly format: "auto" | "csv" | "json";
  readonly prefetch?: number;
  readonly resultsQueue?: string;
  readonly resultsExchange?: string;
  readonly resultsSeries?: string[];
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly guarantee: "at-most-once" | "at-least-once";
  readonly limit?: number;
  readonly stopAfterIdle?: number;
  readonly defuse?: boolean;
  readonly log?: string;
  readonly metricsPort?: number;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly idleTimeout: number;
  readonly futureTolerance: number;
}

const EXAMPLES = `
Examples:
  weir run days/ --out results
  weir run f.csv --plugin alarm-counts:limit=3 --plugin ./my-rule --out results
  weir run amqp://localhost --queue bts --results-queue alerts --store history.db --guarantee at-least-once
  weir run history.db --from 2017-02-18 --to 2017-02-19 --out again

A login for a broker: WEIR_AMQP_USER and WEIR_AMQP_PASSWORD. Pause and resume a queue: kill -USR2.`;

/** `weir run` with its arguments and flags; what it does is the caller's. */
export function runFlags(): Command {
  return new Command("run")
    .description("Run rules over a workspace, CSV files or a RabbitMQ queue.")
    .argument(
      "<sources...>",
      "a *.weir.json workspace, CSV or Parquet files (globs, folders, .gz, - for stdin), a store made with --store, a *.weir-case, or an amqp:// URL",
    )
    .optionsGroup("Input:")
    .option("--mapping <file>", "a mapping file instead of detection (weir mapping FILE writes one)")
    .addOption(orderFlag("files: in which rows are taken"))
    .option("--once", ONCE, false)
    .addOption(
      durationFlag(
        "--out-of-orderness <duration>",
        "how far events may be out of order: of a queue, and with --order arrival",
        0,
      ),
    )
    .option("--from <time>", "a store: events from this time on", timeOption)
    .option("--to <time>", "a store: events before this time", timeOption)
    .option("--speed <speed>", "max, or a multiple of event time such as 60x", speedOption, "max")
    .optionsGroup("Rules:")
    .option(
      "--plugin <id[:key=value,…]>",
      "a rule or filter by id or folder; repeat for several; the default rules when absent (weir plugin list)",
      collect,
    )
    .option(
      "--workers <n>",
      "deal the keys of the rules out to n workers where that gains; the results are the same",
      workersOption,
      1,
    )
    .optionsGroup("Results:")
    .option("--out <dir>", "folder for alerts.jsonl, series.csv, rejects.csv and metrics.json")
    .option("--store <file>", "record everything in a DuckDB file")
    .option("--store-memory <size>", `what DuckDB may take for the store (${STORE_MEMORY})`, storeMemoryOption)
    .option("--report <file>", "write an HTML page of the run: accounting, alerts, charts, reports")
    .option("--reject-cap <n>", "refused rows kept with their text; more are counted only", positiveInteger, 10_000)
    .option("--defuse", "with --out: no cell of the CSV files begins a formula of a spreadsheet", false)
    .optionsGroup("Stopping, falling and going on:")
    .option("--resume", "go on from the last checkpoint in --out or beside --store, as if the run had never been stopped")
    .addOption(
      durationFlag(
        "--checkpoint-every <duration>",
        "with --out or --store: how often the run is saved; 0 = only when it is stopped",
        10_000,
      ),
    )
    .optionsGroup("A queue (amqp://…):")
    .option("--queue <name>", "the queue to take from")
    .option("--tap <exchange>", "copy from this exchange through an own queue")
    .option("--routing-key <key>", "of a tap, which messages; a topic pattern or the key of a direct exchange")
    .addOption(choiceFlag("--format <format>", "what a message holds", ["auto", "csv", "json"], "auto"))
    .addOption(choiceFlag("--guarantee <guarantee>", "what a crash may cost", ["at-most-once", "at-least-once"], "at-most-once"))
    .option(
      "--prefetch <n>",
      "messages on their way at once, where they are acknowledged (1 to 65535; 2000, at least once 20000)",
      prefetchOption,
    )
    .option("--limit <n>", "stop after this many messages", positiveInteger)
    .option("--stop-after-idle <duration>", "stop when nothing came for so long", durationOption)
    .addOption(
      durationFlag(
        "--idle-timeout <duration>",
        "move the watermark by the clock when nothing came for so long; 0 = never",
        30_000,
      ),
    )
    .addOption(durationFlag("--future-tolerance <duration>", "refuse events further ahead of the clock", 60_000))
    .option("--results-queue <name>", "send alerts to this queue; made when it is missing")
    .option("--results-exchange <name>", "send alerts to this exchange, routing key RULE.STATION")
    .option("--results-series <rule/series,…>", "send these series too (RULE alone: all of its series)", collect)
    .option("--ca-file <file>", "amqps: certificate of the broker's authority (PEM)")
    .option("--cert-file <file>", "amqps: the client's certificate (PEM)")
    .option("--key-file <file>", "amqps: the key of --cert-file (PEM)")
    .optionsGroup("Watching it:")
    .option("--log <file>", "structured log (JSON lines, rotated at 1 MiB); no data, no secrets")
    .option("--metrics-port <port>", "serve Prometheus metrics on 127.0.0.1", portOption)
    .addHelpText("after", EXAMPLES);
}

function prefetchOption(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 65_535) throw new UsageError("--prefetch must be a whole number from 1 to 65535");
  return n;
}
