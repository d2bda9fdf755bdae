import { performance } from "node:perf_hooks";
import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { PluginProblem } from "../plugin-host/contract.ts";
import type { DurableSink, ResultSink } from "../sinks/sink.ts";
import type { RunEnd } from "../store/run-writer.ts";
import { type Analysis, openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { NOT_SAVED } from "./checkpoint/checkpoints.ts";
import type { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { writtenAt } from "./checkpoint/run-identity.ts";
import { SessionPicture } from "./picture/session-picture.ts";
import type { PluginChoice } from "./plugin-choice.ts";
import type { PluginLibrary } from "./plugin-library.ts";
import type { Recorder } from "./session-options.ts";

/** Refused rows kept with their text; more are counted. */
const REJECTS_KEPT = 10_000;

/** A session with the picture a screen shows of it. */
export interface OpenSession {
  /** Counts sessions of its workbench. */
  readonly number: number;
  readonly input: AnalysisInput;
  readonly analysis: Analysis;
  readonly picture: SessionPicture;
  /** Whether its files are others now than those that were opened, or gone. */
  readonly filesChanged: () => Promise<boolean>;
  /** ms of `performance.now`. */
  readonly startedAt: number;
  /** Settles when the session has ended, however. */
  readonly ended: Promise<void>;
}

/** Something that records a session beside its picture, such as the store. */
export interface SessionRecorder extends Recorder, ResultSink, DurableSink {
  /** What it records outlives this process. */
  readonly kept: boolean;
  /** `names`: of the sources. */
  finish(metrics: object, names: readonly string[], end: RunEnd): Promise<void>;
  /** Nothing was read: what it began goes out again. */
  takeBack(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly number: number;
  readonly input: AnalysisInput;
  /** What is on, instead of what the input says. */
  readonly choices: readonly PluginChoice[];
  readonly library: PluginLibrary;
  readonly workerDir: string;
  /** null: nothing is saved. */
  readonly checkpoints: RunCheckpoints | null;
  /** Opens what records the session; `goOn`: with the run of a checkpoint, by `restore`. */
  readonly record: (input: AnalysisInput, goOn: boolean) => Promise<SessionRecorder | null>;
  readonly onProblem: (problem: PluginProblem) => void;
  readonly onLog: (rule: string, line: string) => void;
  /** The session has ended. `failure`: its recording could not be finished; how the session itself ended its status says. */
  readonly onEnd: (failure: string | null) => void;
}

const MANY_KEYS =
  "There are more keys than charts can hold (8 million events in all): those silent longest begin anew when they are seen again. Alerts and what is recorded are not touched: Explore has all of it.";

/** Opens a session of a screen and runs it. Throws an Error of one line; nothing is left open then. */
export async function openSession(options: OpenSessionOptions): Promise<OpenSession> {
  const { number, library, workerDir, checkpoints, onProblem, onLog } = options;
  const picture = new SessionPicture(new CatalogueNames(library.set.catalogues), () => onLog("picture", MANY_KEYS));
  const input = { ...options.input, plugins: options.choices };
  // The store opens while the source and the rules do.
  const recording = options.record(input, checkpoints?.resumes === true);
  recording.catch(() => {});
  const opened = filesNow(input);
  try {
    if (checkpoints === null && input.queue?.guarantee === "at-least-once") onLog("checkpoint", NOT_SAVED);
    const analysis = await openAnalysis({
      input,
      library,
      workerDir,
      sinks: [picture],
      recorders: [picture],
      beside: recording,
      rejectCap: REJECTS_KEPT,
      checkpoints:
        checkpoints === null ? undefined : { run: checkpoints, durable: await durableOf(recording), rejectLost: false },
      onProblem,
      onLog,
    });
    const { notes = [] } = analysis.source;
    const told = notes.length;
    for (const note of notes) onLog("files", note);
    const ended = runAndFinish(analysis, await recording).then((failure) => {
      for (const note of notes.slice(told)) onLog("files", note);
      options.onEnd(failure);
    });
    const filesChanged = async (): Promise<boolean> => (await filesNow(input)) !== (await opened);
    return { number, input: options.input, analysis, picture, filesChanged, startedAt: performance.now(), ended };
  } catch (error) {
    await recording.then((recorder) => recorder?.takeBack()).catch(() => {});
    throw error;
  }
}

/** Never rejects: "" for files that cannot be looked at. */
async function filesNow(input: AnalysisInput): Promise<string> {
  return writtenAt(input).then(
    (written) => JSON.stringify(written),
    () => "",
  );
}

/** What is cut back to its checkpoint before anything else. */
async function durableOf(recording: Promise<SessionRecorder | null>): Promise<ReadonlyMap<string, DurableSink>> {
  const recorder = await recording;
  return new Map(recorder?.kept === true ? [["the workspace's store", recorder]] : []);
}

/** Never rejects: answers why the recording could not be finished, in one line. */
async function runAndFinish({ session, source }: Analysis, recorder: SessionRecorder | null): Promise<string | null> {
  await session.run().catch(() => {
    // The status carries the reason.
  });
  try {
    const { metrics, whole } = session;
    const end = { whole, shares: metrics.sources.shares(source.names.length) };
    await recorder?.finish(metrics.snapshot(performance.now()), source.names, end);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
