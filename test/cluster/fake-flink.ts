import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** What is answered at one turn: JSON, an HTTP status alone, or nothing, as the connection breaks. */
export type Turn = object | number | "breaks";

/** Answers of a job manager about its one job, by turns; the last of each is kept. */
export interface FakeJob {
  readonly job: readonly Turn[];
  /** To what stops it. */
  readonly stop?: readonly Turn[];
  /** Of the savepoint's operation. */
  readonly savepoint?: readonly Turn[];
  readonly status?: readonly Turn[];
  readonly checkpoints?: object;
  readonly exceptions?: object;
}

export const JOB = "a".repeat(32);

/** A job as Flink tells it; `tasks` of its one vertex by state, where they are not all as the job. */
export function job(state: string, tasks: Readonly<Record<string, number>> = { [state]: 2 }): object {
  const ended = ["FINISHED", "FAILED", "CANCELED"].includes(state);
  const status = Object.keys(tasks)[0];
  return {
    ...{ jid: JOB, name: "weir bts", state, "start-time": 1, "end-time": ended ? 2 : -1 },
    vertices: [{ id: "v", name: "rules", parallelism: 2, status, tasks }],
  };
}

export const made = (location: string): object => ({ status: { id: "COMPLETED" }, operation: { location } });

export const failed = (trace: string): object => ({
  status: { id: "COMPLETED" },
  operation: { "failure-cause": { "stack-trace": trace } },
});

/** A job manager's answers; `asked` gets the method, path and body of each question that stops the job. */
export function fakeFlink(fake: FakeJob, asked: { path: string; body: string }[] = []): RequestListener {
  const left = {
    job: [...fake.job],
    stop: [...(fake.stop ?? [{ "request-id": "r" }])],
    savepoint: [...(fake.savepoint ?? [])],
    status: [...(fake.status ?? [{ status: "RUNNING" }])],
    checkpoints: [fake.checkpoints ?? {}],
    exceptions: [fake.exceptions ?? {}],
    accumulators: [{}],
  };
  return (request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "").replace(`/jobs/${JOB}`, "");
    const kind = path === "" ? "job" : path.split("/")[1]?.replace("savepoints", "savepoint");
    const turns = left[kind as keyof typeof left] as Turn[] | undefined;
    const turn = turns === undefined ? 404 : ((turns.length > 1 ? turns.shift() : turns[0]) ?? 404);
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      if (request.method !== "GET") asked.push({ path: `${request.method} ${path}`, body });
      if (turn === "breaks") return void request.socket.destroy();
      if (typeof turn === "number") response.statusCode = turn;
      response.end(JSON.stringify(typeof turn === "number" ? { errors: [WHY[turn] ?? "?"] } : turn));
    });
  };
}

/** In Flink's own words. */
const WHY: Readonly<Record<number, string>> = {
  400: "org.a.RestHandlerException: Config key [state.savepoints.dir] is not set. Property [targetDirectory] must be provided.\n\tat b.C.d(E.java:1)",
  404: `org.a.NotFoundException: There is no savepoint operation with triggerId=r for job ${JOB}.`,
  503: "Service temporarily unavailable due to an ongoing leader election. Please refresh.",
};

/** A server on this machine while `use` runs. */
export async function serving(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
