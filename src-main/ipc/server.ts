import { performance } from "node:perf_hooks";
import { z } from "zod";
import { openAllowedQueues } from "../session/allowed-queues.ts";
import { History } from "../session/history.ts";
import { recordedSource } from "../session/recorded-source.ts";
import type { OpenRecorded } from "../session/run-again.ts";
import { Workbench, type WorkbenchMemory } from "../session/workbench.ts";
import { removeTemporaryFolders, sweepLeftFolders } from "../sources/temporary-folder.ts";
import { alertAnswers } from "./alert-answers.ts";
import { alertRow } from "./alert-row.ts";
import { argumentSchemas, type HostMethod } from "./arguments.ts";
import { backtestAnswers } from "./backtest-answers.ts";
import type { Pushes } from "./contract.ts";
import { explanationAnswers } from "./explanation-answers.ts";
import type { LaterAnswers } from "./later-answers.ts";
import { metricsAnswers } from "./metrics-answers.ts";
import { MetricsHistory } from "./metrics-history.ts";
import { Outbox } from "./outbox.ts";
import { pluginAnswers, problemRow } from "./plugin-answers.ts";
import { rejectAnswers } from "./reject-answers.ts";
import { seriesAnswers } from "./series-answers.ts";
import { type Answers, sessionAnswers, statusOf } from "./session-answers.ts";
import { whatIfAnswers } from "./whatif-answers.ts";
import type { ServerRequest, ServerTransport } from "./wire.ts";

const STATUS_EVERY = 250;
/** While a session is this young, ms, it is told of five times as often: its first chart is waited for. */
const YOUNG = 2000;
const LOOK_EVERY = STATUS_EVERY / 5;
const VERSION = "0.1.0";

/** Serves one page over a transport: a utility process' port, or a pair of queues in a test. */
export function startServer(
  transport: ServerTransport,
  {
    workerDir,
    allowed = null,
  }: {
    readonly workerDir: string;
    /** The user's file of workspaces whose queues are connected to without a question; null: known as long as this process runs. */
    readonly allowed?: string | null;
  },
): void {
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
  const openRecorded: OpenRecorded = (part) => recordedSource(recorded, part);
  let later: Promise<LaterAnswers> | null = null;
  const askLater = (): Promise<LaterAnswers> =>
    (later ??= import("./later-answers.ts").then(({ laterAnswers }) => laterAnswers(bench, recorded, VERSION)));
  const answers: Partial<Answers<HostMethod>> = {
    ...sessionAnswers(bench, now, () => recorded.saved()),
    ...seriesAnswers(bench),
    ...alertAnswers(bench),
    ...explanationAnswers(bench, openRecorded, VERSION),
    ...whatIfAnswers(bench, openRecorded),
    ...pluginAnswers(bench, workerDir),
    ...backtestAnswers(bench),
    ...rejectAnswers(bench),
    ...metricsAnswers(bench, history),
  };

  let wasRunning = false;
  let lastTold = 0;
  // Plugins load while the page does.
  bench.plugins.library().catch(() => {});
  setImmediate(sweepLeftFolders);
  // And so does DuckDB, which what is opened is recorded in.
  import("../store/store.ts").catch(() => {});
  const timer = setInterval(() => {
    const { session } = bench;
    if (now() - (session?.startedAt ?? 0) > YOUNG && now() - lastTold < STATUS_EVERY - LOOK_EVERY / 2) return;
    lastTold = now();
    const state = session?.analysis.session.status().state;
    const running = state === "reading" || state === "live" || state === "paused";
    if (session === null || (!running && !wasRunning)) return;
    wasRunning = running;
    const status = statusOf(bench, now());
    const fresh = session.picture.takeNew();
    history.add(status, process.memoryUsage.rss());
    outbox.put("session.status", status);
    if (fresh.events > 0 || !running) outbox.put("session.tick", { session: session.number, events: fresh.events });
    if (fresh.alerts.length > 0)
      push("alerts.new", {
        session: session.number,
        rows: fresh.alerts.map((alert) => alertRow(session, alert)),
        total: session.picture.alerts.total,
      });
  }, LOOK_EVERY);

  const answer = async ({ method, args }: ServerRequest): Promise<unknown> => {
    if (method === "host.shutdown") {
      clearInterval(timer);
      outbox.close();
      await (await later)?.close();
      await bench.shutDown();
      await recorded.close();
      removeTemporaryFolders();
      return null;
    }
    if (method === "host.recall") {
      const { memory, reopen } = args as { memory: WorkbenchMemory; reopen: boolean };
      await bench.recall(memory, reopen).catch(() => {}); // The status says why it could not be opened.
      return null;
    }
    if (!Object.hasOwn(argumentSchemas, method)) throw new Error(`There is no method ${method}.`);
    const schema = argumentSchemas[method as HostMethod];
    const checked = schema.safeParse(args ?? null);
    if (!checked.success) throw new Error(`${method}: ${z.prettifyError(checked.error).replace(/\s*\n\s*/g, " ")}`);
    const known = answers[method as HostMethod] ?? (await askLater()).answers[method as HostMethod];
    const handler = known as ((value: unknown) => unknown) | undefined;
    if (handler === undefined) throw new Error(`${method} is not available in this build.`);
    return handler(checked.data);
  };
  transport.onMessage((request) => {
    answer(request).then(
      (value) => transport.post({ id: request.id, ok: true, value }),
      (error: unknown) =>
        transport.post({ id: request.id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    );
  });
}
