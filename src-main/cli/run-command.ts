import { existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { type Log, openLog } from "../diagnostics/log.ts";
import { WorkerLostError } from "../engine/worker-lost.ts";
import { type Analysis, openAnalysis } from "../session/analysis.ts";
import type { AnalysisInput } from "../session/analysis-input.ts";
import type { BuiltInPlugins } from "../session/built-in-plugins.ts";
import { CASE_ENDING } from "../session/case/case-file.ts";
import type { RunCheckpoints } from "../session/checkpoint/run-checkpoints.ts";
import { parsePluginChoice } from "../session/plugin-choice.ts";
import { servePrometheus } from "../session/prometheus.ts";
import type { Recorder } from "../session/session-options.ts";
import { lockFolder } from "../sinks/files/folder-lock.ts";
import { ResultFiles } from "../sinks/files/result-files.ts";
import type { DurableSink } from "../sinks/sink.ts";
import { STORE_MEMORY } from "../store/store-memory.ts";
import { asUsage, oneLine, UsageError } from "./failure.ts";
import { checkFittingFlags } from "./fitting-flags.ts";
import { openCheckpoints } from "./open-checkpoints.ts";
import {
  checkStretch,
  checkWritable,
  collect,
  durationFlag,
  durationOption,
  orderOption,
  portOption,
  positiveInteger,
  speedOption,
  storeMemoryOption,
  timeOption,
  workersOption,
} from "./options.ts";
import { pauseControl } from "./pause-control.ts";
import { ProgressLine } from "./progress-line.ts";
import { RuleLog } from "./rule-log.ts";
import { resolveInput, sourceKind } from "./run-input.ts";
import { printSummary } from "./summary.ts";
import { print, say } from "./terminal.ts";
import { WEIR_VERSION } from "./version.ts";

export interface RunOptions {
  readonly mapping?: string;
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

/** `builtIns`: the worker of the plugins that ship, when it is on its way already. */
export function runCommand(workerDir: string, builtIns: BuiltInPlugins | null = null): Command {
  return new Command("run")
    .description("Run rules over a workspace, CSV files or a RabbitMQ queue.")
    .argument(
      "<sources...>",
      "a *.weir.json workspace, CSV or Parquet files (globs, .gz, - for stdin), a store made with --store, a *.weir-case, or an amqp:// URL",
    )
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--order <order>", "files: time or arrival", orderOption, "time")
    .option("--from <time>", "a store: events from this time on", timeOption)
    .option("--to <time>", "a store: events before this time", timeOption)
    .addOption(durationFlag("--out-of-orderness <duration>", "how far events may be out of order", 0))
    .option("--plugin <id[:key=value,…]>", "a rule or filter by id or folder; repeat for several", collect)
    .option("--out <dir>", "folder for alerts.jsonl, series.csv, rejects.csv and metrics.json")
    .option("--store <file>", "record everything in a DuckDB file")
    .option("--store-memory <size>", `what DuckDB may take for the store (${STORE_MEMORY})`, storeMemoryOption)
    .option("--report <file>", "write an HTML page of the run: accounting, alerts, charts, reports")
    .option("--speed <speed>", "max, or a multiple of event time such as 60x", speedOption, "max")
    .option("--workers <n>", "deal the keys of the rules out to n workers; the results are the same", workersOption, 1)
    .option("--reject-cap <n>", "refused rows kept with their text; more are counted only", positiveInteger, 10_000)
    .option("--queue <name>", "amqp: the queue to take from")
    .option("--tap <exchange>", "amqp: copy from this exchange through an own queue")
    .option("--routing-key <key>", "amqp: of a tap, which messages; a topic pattern or the key of a direct exchange")
    .option("--format <format>", "amqp: what a message holds: auto, csv or json", bodyFormatOption, "auto")
    .option(
      "--prefetch <n>",
      "amqp: messages on their way at once, where they are acknowledged (1 to 65535; 2000, at least once 20000)",
      prefetchOption,
    )
    .option("--results-queue <name>", "amqp: send alerts to this queue; made when it is missing")
    .option("--results-exchange <name>", "amqp: send alerts to this exchange, routing key RULE.STATION")
    .option("--results-series <rule/series,…>", "amqp: send these series too (RULE alone: all of its series)", collect)
    .option("--ca-file <file>", "amqps: certificate of the broker's authority (PEM)")
    .option("--cert-file <file>", "amqps: the client's certificate (PEM)")
    .option("--key-file <file>", "amqps: the key of --cert-file (PEM)")
    .option("--guarantee <guarantee>", "amqp: at-most-once or at-least-once", guaranteeOption, "at-most-once")
    .option("--limit <n>", "amqp: stop after this many messages", positiveInteger)
    .option("--stop-after-idle <duration>", "amqp: stop when nothing came for so long", durationOption)
    .addOption(
      durationFlag(
        "--idle-timeout <duration>",
        "live: move the watermark by the clock when nothing came for so long; 0 = never",
        30_000,
      ),
    )
    .addOption(durationFlag("--future-tolerance <duration>", "live: refuse events further ahead of the clock", 60_000))
    .option("--resume", "go on from the last checkpoint in --out or beside --store, as if the run had never been stopped")
    .addOption(
      durationFlag(
        "--checkpoint-every <duration>",
        "with --out or --store: how often the run is saved; 0 = only when it is stopped",
        10_000,
      ),
    )
    .option("--defuse", "with --out: no cell of the CSV files begins a formula of a spreadsheet", false)
    .option("--log <file>", "structured log (JSON lines, rotated at 1 MiB); no data, no secrets")
    .option("--metrics-port <port>", "serve Prometheus metrics on 127.0.0.1", portOption)
    .action(async (sources: string[], options: RunOptions, command: Command) => {
      if (sources.some((source) => source.endsWith(CASE_ENDING))) return runCaseFile(sources, options, workerDir);
      checkStretch(options);
      makeSharedFolder(options);
      if (options.report !== undefined) checkWritable("--report", options.report);
      const input = await asUsage(() => resolveInput(sources, options));
      checkFittingFlags(command, sourceKind(sources));
      if (options.log !== undefined) checkWritable("--log", options.log);
      const release = options.out === undefined ? () => {} : lockOut(options.out);
      const log = options.log === undefined ? null : openLog(options.log);
      try {
        await runToEnd(input, options, workerDir, builtIns, log);
      } catch (error) {
        log?.write("error", "failed", { message: oneLine(error) });
        throw error;
      } finally {
        release();
      }
    });
}

/** Says whether the alert of a case comes again: exit code 1 when it does not. */
async function runCaseFile(sources: readonly string[], { out, defuse }: RunOptions, workerDir: string): Promise<void> {
  const [path] = sources;
  if (path === undefined || sources.length > 1) throw new UsageError("one case file at a time: it holds its own events and rule");
  await asUsage(async () => (await import("../session/case/case-file.ts")).readCase(path));
  const { runCase } = await import("../session/case/run-case.ts");
  const release = out === undefined ? () => {} : lockOut(out);
  const files = out === undefined ? [] : [await asUsage(() => openFolder(out, false, defuse === true))];
  const { same, detail } = await runCase(path, workerDir, files).finally(release);
  print(`${path}: ${detail}`);
  if (!same) process.exitCode = 1;
}

/** Ctrl-C, a service manager, and a terminal that is closed. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Times a worker may be lost without a checkpoint in between; then its plugin is left out. */
const MOST_LOSSES = 3;

/** Runs, from the last checkpoint on again whenever a worker was lost. */
async function runToEnd(
  input: AnalysisInput,
  options: RunOptions,
  workerDir: string,
  builtIns: BuiltInPlugins | null,
  log: Log | null,
): Promise<void> {
  // At most once the queue would not give again what the rules have seen since the checkpoint.
  const gives = input.queue === null || input.queue.guarantee === "at-least-once";
  const kept = options.report === undefined || options.store !== undefined;
  let resume = options.resume;
  for (let losses = 0; ; losses++) {
    const run = await asUsage(() => openCheckpoints(input, { ...options, resume }));
    if (run?.finished === true) {
      say(
        `the run in ${options.out ?? options.store} came to its end; there is nothing to go on with (run without --resume to repeat it)`,
      );
      return;
    }
    try {
      const begun = losses === 0 ? builtIns : null;
      await runInput(input, options, workerDir, run, gives && kept && losses < MOST_LOSSES, begun, log);
      return;
    } catch (error) {
      const lost = error instanceof Error && error.cause instanceof WorkerLostError ? error.cause : null;
      if (lost === null || run === null || !gives || !kept || losses >= MOST_LOSSES) throw error;
      log?.write("warning", "a worker was lost", { message: lost.message });
      say(`${lost.message}; going on from the last checkpoint`);
      if (run.costs.taken > 0) losses = 0;
      resume = true;
    }
  }
}

async function runInput(
  input: AnalysisInput,
  options: RunOptions,
  workerDir: string,
  run: RunCheckpoints | null,
  rejectLost: boolean,
  builtIns: BuiltInPlugins | null,
  log: Log | null,
): Promise<void> {
  log?.write("info", "run", { version: WEIR_VERSION, kind: input.kind, inputs: input.paths.length, order: input.order });
  const choices =
    options.plugin === undefined ? input.plugins : await asUsage(() => (options.plugin ?? []).map(parsePluginChoice));
  let running: Analysis["session"] | null = null;
  const port = options.metricsPort;
  // Before anything is open: the port may be taken.
  const server =
    port === undefined
      ? null
      : await asUsage(() => servePrometheus(port, () => running?.metrics.snapshot(performance.now()) ?? null));
  const resume = run?.resumes === true;
  const files =
    options.out === undefined ? null : await asUsage(() => openFolder(options.out as string, resume, options.defuse === true));
  const recorders: Recorder[] = [];
  if (files !== null) recorders.push({ events: async () => {}, rejects: (rejects, names) => files.writeRejects(rejects, names) });
  const info = { description: input.description, settings: { plugins: choices } };
  const recorded = options.store !== undefined || options.report !== undefined;
  const store = recorded
    ? await asUsage(async () => (await import("./run-store.ts")).RunStore.open(options, info, resume))
    : null;
  if (store !== null) recorders.push(store.recorder);
  const durable = new Map<string, DurableSink>();
  if (files !== null) durable.set("--out", files);
  if (store !== null && options.store !== undefined) durable.set("--store", store.recorder);
  let problems = 0;
  const progress = new ProgressLine();
  const ruleLog = new RuleLog(() => progress.end());
  let analysis: Analysis;
  try {
    analysis = await asUsage(() =>
      openAnalysis({
        input: { ...input, plugins: choices },
        workerDir,
        builtIns,
        sinks: [...(files === null ? [] : [files]), ...(store === null ? [] : [store.recorder])],
        recorders,
        checkpoints: run === null ? undefined : { run, durable, rejectLost },
        rejectCap: options.rejectCap,
        workers: options.workers,
        onConnection: (line) => {
          progress.end();
          log?.write("info", "connection", { message: line });
          say(line);
        },
        onLog: ruleLog.add,
        onProblem: (problem) => {
          problems++;
          const { plugin, hook, message, quarantined } = problem;
          log?.write(quarantined ? "error" : "warning", "plugin", { plugin, hook, message, quarantined });
          const place = problem.line === null ? "" : ` (${problem.file}:${problem.line})`;
          if (problems <= 20)
            say(
              `plugin ${problem.plugin}, ${problem.hook}: ${problem.message}${place}${problem.quarantined ? " — switched off" : ""}`,
            );
        },
      }),
    );
  } catch (error) {
    await store?.abandon();
    throw error;
  }
  const { session } = analysis;
  running = session;
  const timer = setInterval(() => {
    const status = session.status();
    progress.update(status.progress, status.metrics.records_read_total, status.state === "paused" ? "paused" : "");
  }, 100);
  let signals = 0;
  const onSignal = (): void => {
    if (++signals > 1) process.exit(130);
    say("stopping; what was read is finished (again to quit at once)");
    session.finish();
  };
  for (const signal of STOPS) process.on(signal, onSignal);
  // Standard input may be what is read.
  const freeKeys = input.paths.includes("-")
    ? () => {}
    : pauseControl(
        session,
        (line) => {
          progress.end();
          say(line);
        },
        onSignal,
      );
  let failure: Error | null = null;
  try {
    await session.run();
  } catch (error) {
    failure = new Error(`run failed: ${oneLine(error)}`, { cause: error });
  }
  clearInterval(timer);
  freeKeys();
  progress.end();
  ruleLog.end();
  server?.close();
  for (const signal of STOPS) process.off(signal, onSignal);
  const metrics = session.metrics.snapshot(performance.now());
  const { records_read_total: read, records_accepted_total: accepted } = metrics;
  log?.write("info", "ended", { state: session.status().state, read, accepted, problems });
  try {
    files?.writeMetrics(metrics);
    await store?.finish(metrics, analysis.source.names);
  } catch (error) {
    // What went wrong first is the reason.
    failure ??= new Error(`run failed: ${oneLine(error)}`, { cause: error });
  }
  if (failure !== null) throw failure;
  if (session.status().state === "done" && analysis.source.checkpoint === undefined) await run?.finish();
  await store?.report(input.description, workerDir);
  printSummary(session.status(), analysis, {
    problems,
    out: options.out ?? null,
    outOfOrderness: input.outOfOrderness,
    saved: run?.costs ?? null,
    terminal: process.stderr,
  });
  if (session.status().state === "stopped") {
    say(`stopped before the end of its input: these are results of a part${run === null ? "" : "; --resume goes on"}`);
    process.exitCode = 1;
  }
}

/** What else is written into the folder of `--out` needs it to be there before the run begins. */
function makeSharedFolder({ out, report, log, store }: RunOptions): void {
  if (out === undefined) return;
  const inside = (path: string | undefined): boolean => path !== undefined && resolve(dirname(path)) === resolve(out);
  if (![report, log, store].some(inside)) return;
  checkFolder(out);
  mkdirSync(out, { recursive: true });
}

/** Two runs into one folder would each spoil what the other writes. Returns how to give it back. */
function lockOut(folder: string): () => void {
  checkFolder(folder);
  try {
    mkdirSync(folder, { recursive: true });
    return lockFolder(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === undefined ? `--out ${message}` : `--out ${folder}: ${code}`);
  }
}

function openFolder(folder: string, resume: boolean, defuse: boolean): ResultFiles {
  checkFolder(folder);
  try {
    return new ResultFiles(folder, { resume, defuse });
  } catch (error) {
    throw new UsageError(`--out ${folder}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** Throws a UsageError when no folder can be made or written to there. */
function checkFolder(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new UsageError(`--out ${folder} is a file; name a folder`);
  // Node's recursive mkdir never comes back from a file system that cannot hold folders, such as /proc.
  let parent = resolve(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    mkdirSync(join(parent, `.weir-${process.pid}`));
    rmdirSync(join(parent, `.weir-${process.pid}`));
  } catch (error) {
    throw new UsageError(`--out ${folder}: ${parent} cannot be written to (${(error as NodeJS.ErrnoException).code})`);
  }
}

function bodyFormatOption(text: string): "auto" | "csv" | "json" {
  if (text !== "auto" && text !== "csv" && text !== "json") throw new UsageError("--format must be auto, csv or json");
  return text;
}

function prefetchOption(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 65_535) throw new UsageError("--prefetch must be a whole number from 1 to 65535");
  return n;
}

function guaranteeOption(text: string): "at-most-once" | "at-least-once" {
  if (text !== "at-most-once" && text !== "at-least-once")
    throw new UsageError("--guarantee must be at-most-once or at-least-once");
  return text;
}
