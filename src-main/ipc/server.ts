import { performance } from "node:perf_hooks";
import { z } from "zod";
import { openAllowedQueues } from "../session/allowed-queues.ts";
import { History } from "../session/history.ts";
import { recordedSource } from "../session/recorded-source.ts";
import type { OpenRecorded } from "../session/run-again.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { Workbench, type WorkbenchMemory } from "../session/workbench.ts";
import { takeAllAway } from "../sources/gone-with-process.ts";
import { sweepLeftFolders } from "../sources/temporary-folder.ts";
import { alertAnswers } from "./alert-answers.ts";
import type { Answers } from "./answers.ts";
import { argumentSchemas, type HostMethod } from "./arguments.ts";
import { backtestAnswers } from "./backtest-answers.ts";
import { changeAnswers } from "./change-answers.ts";
import type { Pushes } from "./contract.ts";
import { explanationAnswers } from "./explanation-answers.ts";
import type { LaterAnswers } from "./later-answers.ts";
import { metricsAnswers } from "./metrics-answers.ts";
import { MetricsHistory } from "./metrics-history.ts";
import { Outbox } from "./outbox.ts";
import { pluginAnswers } from "./plugin-answers.ts";
import { problemRow } from "./plugin-cards.ts";
import { rejectAnswers } from "./reject-answers.ts";
import { seriesAnswers } from "./series-answers.ts";
import { sessionAnswers } from "./session-answers.ts";
import { statusOf } from "./status.ts";
import { tellChanges } from "./tell-changes.ts";
import { whatIfAnswers } from "./whatif-answers.ts";
import type { ServerRequest, ServerTransport } from "./wire.ts";
import { workspaceAnswers } from "./workspace-answers.ts";

export interface ServerOptions {
  /** Where the built workers are. */
  readonly workerDir: string;
  /** The user's file of workspaces whose queues are connected to without a question; null: known as long as this process runs. */
  readonly allowed?: string | null;
}

/** Serves one page over a transport: a utility process' port, or a pair of queues in a test. */
export function startServer(transport: ServerTransport, { workerDir, allowed = null }: ServerOptions): void {
  const now = (): number => performance.now();
  const push = <P extends keyof Pushes>(name: P, payload: Pushes[P]): void => transport.post({ push: name, payload });
  const outbox = new Outbox<keyof Pushes>((name, payload) => transport.post({ push: name, payload }));
  const history = new MetricsHistory();
  const recorded = new History(() => bench.workspacePath);
  const bench: Workbench = new Workbench({
    workerDir,
    allowed: openAllowedQueues(allowed),
    record: (input, _number, goOn) => recorded.record(input, goOn),
    onChange: () => {
      outbox.put("session.status", statusOf(bench, now()));
      // For the host that follows should this one die: it goes to the main process, not to the page.
      transport.post({ push: "host.memory", payload: bench.memory() });
    },
    onProblem: (problem) => outbox.append("problems.new", problemRow(Date.now(), problem), (problems) => ({ problems })),
  });
  let later: Promise<LaterAnswers> | null = null;
  const askLater = (): Promise<LaterAnswers> =>
    (later ??= import("./later-answers.ts").then(({ laterAnswers }) => laterAnswers(bench, recorded, WEIR_VERSION)));
  const answers = answersOf(bench, recorded, history, now);

  // Plugins load while the page does.
  bench.plugins.library().catch(() => {});
  setImmediate(sweepLeftFolders);
  // And so does DuckDB, which what is opened is recorded in.
  import("../store/store.ts").catch(() => {});
  const stopTelling = tellChanges(bench, history, outbox, push, now);

  const shutDown = async (): Promise<null> => {
    stopTelling();
    outbox.close();
    await (await later)?.close();
    await bench.shutDown();
    await recorded.close();
    takeAllAway();
    return null;
  };
  const recall = async ({ memory, reopen }: { memory: WorkbenchMemory; reopen: boolean }): Promise<null> => {
    await bench.recall(memory, reopen).catch(() => {}); // The status says why it could not be opened.
    return null;
  };
  const answer = async ({ method, args }: ServerRequest): Promise<unknown> => {
    if (method === "host.shutdown") return shutDown();
    if (method === "host.recall") return recall(args as Parameters<typeof recall>[0]);
    const { name, checked } = checkedCall(method, args);
    const known = answers[name] ?? (await askLater()).answers[name];
    const handler = known as ((value: unknown) => unknown) | undefined;
    if (handler === undefined) throw new Error(`${method} is not available in this build.`);
    return handler(checked);
  };
  transport.onMessage((request) => {
    answer(request).then(
      (value) => transport.post({ id: request.id, ok: true, value }),
      (error: unknown) =>
        transport.post({ id: request.id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    );
  });
}

/** What is answered from the start; the rest is loaded when it is first asked for. */
function answersOf(
  bench: Workbench,
  recorded: History,
  history: MetricsHistory,
  now: () => number,
): Partial<Answers<HostMethod>> {
  const openRecorded: OpenRecorded = (part) => recordedSource(recorded, part);
  return {
    ...sessionAnswers(bench, now),
    ...workspaceAnswers(bench, () => recorded.saved()),
    ...seriesAnswers(bench),
    ...alertAnswers(bench),
    ...explanationAnswers(bench, openRecorded, WEIR_VERSION),
    ...whatIfAnswers(bench, openRecorded),
    ...pluginAnswers(bench),
    ...changeAnswers(bench),
    ...backtestAnswers(bench),
    ...rejectAnswers(bench),
    ...metricsAnswers(bench, history),
  };
}

/** Throws an Error of one line for a method that is none, or for arguments that are not its own. */
function checkedCall(method: string, args: unknown): { readonly name: HostMethod; readonly checked: unknown } {
  if (!Object.hasOwn(argumentSchemas, method)) throw new Error(`There is no method ${method}.`);
  const name = method as HostMethod;
  const { success, data, error } = argumentSchemas[name].safeParse(args ?? null);
  if (!success) throw new Error(`${method}: ${z.prettifyError(error).replace(/\s*\n\s*/g, " ")}`);
  return { name, checked: data };
}
