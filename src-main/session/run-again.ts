import type { CheckedSettings } from "../plugin-host/contract.ts";
import type { ResultSink } from "../sinks/sink.ts";
import type { Source } from "../sources/source.ts";
import type { StoreStretch } from "../sources/store/store-source.ts";
import { type Analysis, type AnalysisOptions, openAnalysis } from "./analysis.ts";
import type { OpenSession } from "./open-session.ts";
import type { PluginChoice } from "./plugin-choice.ts";
import type { Running } from "./running.ts";
import type { Session } from "./session.ts";
import type { Workbench } from "./workbench.ts";

/** Opens what the session has recorded, or a part of it, as a source: events as they stood after the filters. */
export type OpenRecorded = (part?: Omit<StoreStretch, "run">) => Promise<Source>;

/** What rules are run again over: the events of an open session. */
export interface ReplayContext {
  readonly bench: Workbench;
  readonly open: OpenSession;
  readonly openRecorded: OpenRecorded;
  /** Runs it, and so ends what it ran before. */
  readonly running: Running;
}

export interface RunAgainOptions extends Pick<AnalysisOptions, "recorders" | "trace" | "onCalls" | "onProblem"> {
  readonly rule: string;
  /** Absent: those of the session. Of an alert raised before they were changed: those of then. */
  readonly settings?: CheckedSettings;
  /** The keys it is switched off for stay out: absent, an alert of one of them, from before, comes again. */
  readonly off?: PluginChoice["off"];
  readonly sink: ResultSink;
  /** Reads this part of what was recorded, also of a file. */
  readonly part?: Omit<StoreStretch, "run">;
}

/**
 * Runs one rule alone over the events of an open session again, with the same settings and windows: from the file, or from what was recorded
 * of a queue, or of a file that is another one now. To its end, or until what looks on has seen enough and calls `stop`. Throws an Error of
 * one line when the rule is not on any more, and when the run was cancelled.
 */
export async function runAgain(context: ReplayContext, options: (stop: () => void) => RunAgainOptions): Promise<Session> {
  let opened: Session | null = null;
  const asked = options(() => opened?.stop());
  return context.running.through(async () => {
    const { session } = await openAgain(context, asked);
    opened = session;
    return session;
  });
}

async function openAgain({ bench, open, openRecorded }: ReplayContext, options: RunAgainOptions): Promise<Analysis> {
  const { input, analysis } = open;
  const { rule: id, sink, recorders, trace, onCalls, onProblem, part } = options;
  const rule = analysis.rules.find(({ declaration }) => declaration.id === id);
  if (rule === undefined) throw new Error(`The rule ${id} is not on any more.`);
  const library = await bench.plugins.library();
  const recorded = part !== undefined || input.kind !== "files" || (await open.filesChanged());
  const choice: PluginChoice = {
    plugin: id,
    settings: options.settings ?? rule.settings,
    windows: bench.workspace.plugins[id]?.windows,
    off: options.off,
  };
  return openAnalysis({
    input: {
      ...input,
      kind: "files",
      speed: "max",
      // What was recorded has passed the filters already.
      plugins: recorded ? [choice] : [...filtersOf(bench, library.runnable), choice],
    },
    source: recorded ? await openRecorded(part) : undefined,
    library,
    workerDir: bench.workerDir,
    sinks: [sink],
    recorders,
    rejectCap: 0,
    trace,
    onCalls,
    onProblem,
  });
}

/** Filters change what rules see: a replay needs the same ones. */
function filtersOf(bench: Workbench, runnable: readonly { id: string; type: string }[]): PluginChoice[] {
  return runnable
    .filter(({ id, type }) => type === "filter" && bench.plugins.enabled(id))
    .map(({ id }) => ({ plugin: id, settings: bench.workspace.plugins[id]?.settings ?? {} }));
}
