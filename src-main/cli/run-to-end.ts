import type { Server } from "node:http";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { Log } from "../diagnostics/log.ts";
import { WorkerLostError } from "../engine/worker-lost.ts";
import { type Analysis, openAnalysis } from "../session/analysis.ts";
import type { AnalysisInput } from "../session/analysis-input.ts";
import type { RunCheckpoints } from "../session/checkpoint/run-checkpoints.ts";
import type { MetricsSnapshot } from "../session/metrics.ts";
import { parsePluginChoice } from "../session/plugin-choice.ts";
import { servePrometheus } from "../session/prometheus.ts";
import type { Session } from "../session/session.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { MisorderedError, type OrderFrom } from "../sources/source.ts";
import { mayAssumeOrder } from "./assume-order.ts";
import type { BegunRun } from "./begin-run.ts";
import { counted } from "./counted.ts";
import { asUsage, oneLine } from "./failure.ts";
import { openCheckpoints } from "./open-checkpoints.ts";
import type { RunOptions } from "./run-flags.ts";
import { RunOutputs } from "./run-outputs.ts";
import type { RunBegins } from "./run-store.ts";
import { RunTerminal } from "./run-terminal.ts";
import { printSummary } from "./summary.ts";
import { say } from "./terminal.ts";
import { watchRun } from "./watch-run.ts";

/** Times a worker may be lost without a checkpoint in between; then its plugin is left out. */
const MOST_LOSSES = 3;

/** A run of the command line. */
export interface Run {
  readonly input: AnalysisInput;
  readonly options: RunOptions;
  readonly workerDir: string;
  readonly log: Log | null;
}

/** What one attempt of it goes on from and with. */
interface Attempt {
  readonly checkpoints: RunCheckpoints | null;
  /** A worker that is lost ends the attempt: the next one goes on from the last checkpoint. */
  readonly rejectLost: boolean;
  readonly orderFrom: OrderFrom;
  readonly begins: RunBegins;
  /** Its threads, when they are on their way already. */
  readonly begun: BegunRun | null;
}

/**
 * Runs, from the last checkpoint on again whenever a worker was lost, and from the start when an order that was assumed does not hold.
 * Throws an Error of one line.
 */
export async function runToEnd({ input: given, ...rest }: Run, begun: BegunRun | null): Promise<void> {
  const chosen = rest.options.plugin;
  const plugins = chosen === undefined ? given.plugins : await asUsage(() => chosen.map(parsePluginChoice));
  const run: Run = { ...rest, input: { ...given, plugins } };
  const { input, options, log } = run;
  let { resume } = options;
  let orderFrom: OrderFrom = mayAssumeOrder(run) ? "assume" : "look";
  let losses = 0;
  for (let attempts = 0; ; attempts++) {
    const checkpoints = await asUsage(() => openCheckpoints(input, { ...options, resume }));
    if (checkpoints?.finished === true) {
      say(
        `the run in ${options.out ?? options.store} came to its end; there is nothing to go on with (run without --resume to repeat it)`,
      );
      return;
    }
    // What came of a queue before it was cut off does not come again: that run stays.
    const again = resume === true && input.queue === null;
    const begins = checkpoints?.resumes === true ? "on" : again ? "again" : "anew";
    const rejectLost = checkpoints !== null && canGoOn(run) && losses < MOST_LOSSES;
    try {
      await runOnce(run, { checkpoints, rejectLost, orderFrom, begins, begun: attempts === 0 ? begun : null });
      return;
    } catch (error) {
      if (isMisordered(error)) {
        await checkpoints?.forget();
        orderFrom = "look";
        resume = false;
        continue;
      }
      const lost = error instanceof Error && error.cause instanceof WorkerLostError ? error.cause : null;
      if (lost === null || !rejectLost) throw error;
      log?.write("warning", "a worker was lost", { message: lost.message });
      say(`${lost.message}; going on from the last checkpoint`);
      losses = checkpoints.costs.taken > 0 ? 1 : losses + 1;
      resume = true;
    }
  }
}

const isMisordered = (error: unknown): boolean => error instanceof Error && error.cause instanceof MisorderedError;

/** At most once a queue would not give again what the rules have seen since the checkpoint; a report needs a store that stays. */
function canGoOn({ input: { queue }, options }: Run): boolean {
  const gives = queue === null || queue.guarantee === "at-least-once";
  return gives && (options.report === undefined || options.store !== undefined);
}

/** An attempt with everything open. */
interface OpenRun {
  readonly run: Run;
  readonly checkpoints: RunCheckpoints | null;
  readonly outputs: RunOutputs;
  readonly terminal: RunTerminal;
  readonly analysis: Analysis;
}

async function runOnce(run: Run, attempt: Attempt): Promise<void> {
  const { input, options, log } = run;
  const { checkpoints } = attempt;
  const { description, kind, paths, order } = input;
  log?.write("info", "run", { version: WEIR_VERSION, kind, inputs: paths.length, order });
  let running: Session | null = null;
  // Before anything is open: the port may be taken.
  const server = await serveMetrics(options.metricsPort, () => running?.metrics.snapshot(performance.now()) ?? null);
  try {
    const outputs = await RunOutputs.open(options, { description, settings: { plugins: input.plugins } }, attempt.begins);
    const terminal = new RunTerminal(log);
    const analysis = await openRun(run, attempt, outputs, terminal);
    running = analysis.session;
    outputs.begin();
    if (analysis.workers < options.workers)
      say(
        `--workers ${options.workers}: ${dealtOut(analysis.workers)}: with these rules and ${availableParallelism()} cores more threads would gain nothing`,
      );
    const unwatch = watchRun(analysis.session, input, terminal);
    const failure = await failureOf(() => analysis.session.run());
    unwatch();
    terminal.end();
    // Its results are begun anew.
    if (isMisordered(failure)) throw failure;
    await endRun({ run, checkpoints, outputs, terminal, analysis }, failure);
  } finally {
    server?.close();
  }
}

const dealtOut = (workers: number): string => (workers === 1 ? "no keys are dealt out" : `keys are dealt out to ${workers}`);

async function serveMetrics(port: number | undefined, metrics: () => MetricsSnapshot | null): Promise<Server | null> {
  return port === undefined ? null : asUsage(() => servePrometheus(port, metrics));
}

async function openRun(
  { input, options, workerDir }: Run,
  { checkpoints, rejectLost, orderFrom, begun }: Attempt,
  outputs: RunOutputs,
  { onConnection, onLog, onProblem }: RunTerminal,
): Promise<Analysis> {
  const { sinks, recorders, durable } = outputs;
  const { rejectCap, workers } = options;
  try {
    return await asUsage(() =>
      openAnalysis({
        input,
        workerDir,
        builtIns: begun?.builtIns,
        reading: begun?.reading,
        orderFrom,
        sinks,
        recorders,
        checkpoints: checkpoints === null ? undefined : { run: checkpoints, durable, rejectLost },
        rejectCap,
        workers,
        onConnection,
        onLog,
        onProblem,
      }),
    );
  } catch (error) {
    await outputs.abandon();
    throw error;
  }
}

/** Why it failed, as one line; null: it did not. */
async function failureOf(act: () => Promise<void>): Promise<Error | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return new Error(`run failed: ${oneLine(error)}`, { cause: error });
  }
}

/** A failed run's error with the result files it left incomplete. */
function naming(incomplete: readonly string[], error: Error, saved: boolean): Error {
  if (incomplete.length === 0) return error;
  const until = saved ? " until --resume" : "";
  return new Error(`${error.message}; incomplete${until}, perhaps within a row: ${incomplete.join(", ")}`, {
    cause: error.cause,
  });
}

/** Makes the results whole and says what came of the run. Throws `failure`, or else what went wrong at the end. */
async function endRun(open: OpenRun, failure: Error | null): Promise<void> {
  const { checkpoints, outputs, analysis } = open;
  const { input, options, workerDir, log } = open.run;
  const { problems } = open.terminal;
  const { session, source } = analysis;
  const metrics = session.metrics.snapshot(performance.now());
  const { records_read_total: read, records_accepted_total: accepted } = metrics;
  const { state, held } = session.status();
  const end = { whole: session.whole, shares: session.metrics.sources.shares(source.names.length) };
  log?.write("info", "ended", { state, read, accepted, problems });
  const unfinished = await failureOf(() => outputs.finish(metrics, source.names, end));
  // What went wrong first is the reason.
  const reason = failure ?? unfinished;
  if (reason !== null) throw naming(outputs.incomplete, reason, checkpoints !== null);
  if (state === "done" && source.checkpoint === undefined) await checkpoints?.finish();
  await outputs.report(input.description, workerDir);
  printSummary(session.status(), analysis, {
    out: options.out ?? null,
    outOfOrderness: input.outOfOrderness,
    saved: checkpoints?.costs ?? null,
    terminal: process.stderr,
  });
  if (state !== "stopped") return;
  const waited = held === 0 ? "" : `, ${counted(held, "accepted event")} still waited for earlier ones and reached no rule`;
  say(
    `stopped before the end of its input: these are results of a part${waited}${checkpoints === null ? "" : "; --resume goes on"}`,
  );
  process.exitCode = 1;
}
