import type { OpenSession } from "../session/open-session.ts";
import type { MainRange } from "../session/picture/main-range.ts";
import type { Workbench } from "../session/workbench.ts";
import { brokerAddress } from "../sources/rabbitmq/broker-address.ts";
import type { Methods, SeriesColumns, SessionMethods, Status } from "./contract.ts";

/** A handler of each method of one group. */
export type Answers<M extends keyof Methods> = {
  readonly [K in M]: (args: Methods[K]["args"]) => Methods[K]["value"] | Promise<Methods[K]["value"]>;
};

export const noSeries: SeriesColumns = { time: new Float64Array(0), value: new Float64Array(0), events: 0, reduced: false };

/** The running session. Throws an Error of one line when nothing is open. */
export function openSession(bench: Workbench): OpenSession {
  if (bench.session === null) throw new Error(bench.openError ?? "Nothing is open: open a CSV or connect to RabbitMQ first.");
  return bench.session;
}

/** What pictures show of a session. Of a queue all: what it sends next may always be far from what it sent. */
export function shownRange({ input, analysis, picture }: OpenSession): MainRange | null {
  const { firstTime, lastTime } = analysis.session.status();
  if (!(firstTime <= lastTime)) return null;
  const all = { from: firstTime, to: lastTime, outside: 0 };
  return input.kind === "queue" ? all : (picture.mainRange(firstTime, lastTime) ?? all);
}

/** What the status bar and the title show. */
export function statusOf(bench: Workbench, now: number): Status {
  const { session, workspace, workspacePath, dirty } = bench;
  const common = {
    problems: bench.log.problemsTotal,
    workspace: { path: workspacePath, name: workspace.name, dirty },
    connection: null,
    queueDepth: null,
    resultsSent: null,
    resumable: bench.resumable,
    refusedBy: bench.refusedBy,
    unallowed: bench.unallowed,
  };
  if (session === null) {
    return {
      ...common,
      session: 0,
      state: "none",
      kind: null,
      description: "",
      progress: null,
      secondsLeft: null,
      firstTime: null,
      lastTime: null,
      shown: null,
      watermark: null,
      keys: 0,
      alerts: 0,
      activeAlarms: 0,
      rejects: 0,
      metrics: null,
      error: bench.openError,
      pausedSource: false,
    };
  }
  const { input, analysis, picture, number, startedAt } = session;
  const status = analysis.session.status();
  const known = status.firstTime <= status.lastTime;
  const elapsed = (now - startedAt) / 1000;
  const { progress } = status;
  const reading = status.state === "reading" && progress !== null && progress > 0.01;
  return {
    ...common,
    session: number,
    state: status.state,
    kind: input.kind,
    description: input.description,
    progress,
    secondsLeft: reading && progress !== null ? (elapsed / progress) * (1 - progress) : null,
    firstTime: known ? status.firstTime : null,
    lastTime: known ? status.lastTime : null,
    shown: shownRange(session),
    watermark: status.watermark === Number.NEGATIVE_INFINITY ? null : status.watermark,
    keys: status.keys,
    alerts: picture.alerts.total,
    activeAlarms: picture.active.size,
    rejects: Object.values(status.metrics.records_dropped_total).reduce((a, b) => a + b, 0),
    metrics: status.metrics,
    error: status.error ?? bench.openError,
    pausedSource: status.state === "paused",
    connection: analysis.live?.connection() ?? null,
    queueDepth: analysis.live?.depth() ?? null,
    resultsSent: analysis.live?.results() ?? null,
  };
}

export function sessionAnswers(
  bench: Workbench,
  now: () => number,
  saved: () => Promise<void>,
): Answers<Exclude<keyof SessionMethods, `metrics.${string}`>> {
  return {
    "session.status": () => statusOf(bench, now()),
    "session.open": async (source) => {
      if (source.kind === "sample") await bench.openSample();
      else if (source.kind === "files")
        await bench.openFiles(source.paths, {
          mapping: source.mapping,
          order: source.order,
          outOfOrderness: source.outOfOrderness,
          speed: source.speed,
        });
      else if (source.kind === "queue") {
        const { user, password, profile: _profile, outOfOrderness, url, ...queue } = source.target;
        await bench.openQueue(
          { ...queue, url: withCredentials(url, user, password), limit: null, stopAfterIdle: null },
          outOfOrderness,
        );
      } else await bench.openFiles([source.path]);
      return statusOf(bench, now());
    },
    "session.pause": () => {
      openSession(bench).analysis.session.pause();
      return null;
    },
    "session.resume": () => {
      openSession(bench).analysis.session.resume();
      return null;
    },
    "session.stop": async () => {
      bench.session?.analysis.session.stop();
      await bench.session?.ended;
      return null;
    },
    "session.restart": async () => {
      await bench.restart();
      return statusOf(bench, now());
    },
    "session.continue": async ({ resume }) => {
      await bench.goOn(resume);
      return statusOf(bench, now());
    },
    "session.allow": async () => {
      await bench.allow();
      return statusOf(bench, now());
    },
    "session.login": async ({ user, password, address }) => {
      await bench.login((url) => {
        if (address !== undefined && brokerAddress(url, user) !== address)
          throw new Error("The kept password is another broker's or user's; enter the one for this workspace's queue.");
        return withCredentials(url, user, password);
      });
      return statusOf(bench, now());
    },
    "session.setSpeed": ({ speed }) => {
      bench.change({ speed });
      bench.session?.analysis.session.setSpeed(speed);
      return null;
    },
    "workspace.get": () => bench.workspace,
    "workspace.new": async () => {
      await bench.newWorkspace();
      return bench.workspace;
    },
    "workspace.open": async ({ path }) => {
      await bench.openWorkspace(path);
      return bench.workspace;
    },
    "workspace.save": async ({ path }) => {
      bench.save(path.endsWith(".weir.json") ? path : `${path}.weir.json`);
      await saved();
      return null;
    },
    "workspace.update": (parts) => {
      bench.change(parts);
      return null;
    },
  };
}

/** Throws an Error of one line that does not repeat what was typed: it may hold a password. */
export function withCredentials(url: string, user: string | null, password: string | null): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error("The broker's address is no URL; write amqp://host:5672/vhost.");
  }
  if (parsed.protocol !== "amqp:" && parsed.protocol !== "amqps:")
    throw new Error("The broker's address must begin with amqp:// or amqps://.");
  if (user !== null && user !== "") parsed.username = encodeURIComponent(user);
  if (password !== null && password !== "") parsed.password = encodeURIComponent(password);
  return parsed.toString();
}
