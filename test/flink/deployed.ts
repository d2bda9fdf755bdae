import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type BundleOptions, type ClusterBundle, makeBundle } from "../../src-main/cluster/bundle.ts";
import { type DeployOptions, deployFlink } from "../../src-main/cluster/deploy.ts";
import { type FlinkRest, flinkRest } from "../../src-main/cluster/flink-rest.ts";
import { type JobStatus, jobStatus } from "../../src-main/cluster/watch.ts";
import { rejectLine } from "../../src-main/sinks/files/result-lines.ts";
import type { Analysed } from "../support/analyse.ts";
import { workerDir } from "../support/page.ts";

/** A bundle as `weir deploy flink` makes it. */
export function bundleFor(input: BundleOptions["input"], change: Partial<BundleOptions> = {}): Promise<ClusterBundle> {
  return makeBundle({ input, workerDir, version: "0", name: "test", partitions: 32, consumers: 1, folder: null, ...change });
}

/** Deploys; answers the job's id. */
export async function deploy(flink: FlinkRest, bundle: ClusterBundle, change: Partial<DeployOptions> = {}): Promise<string> {
  const options = {
    bundle,
    workerDir,
    checkpointInterval: 1000,
    restarts: 5,
    credentials: { source: "", results: "" },
    ...change,
  };
  return (await deployFlink(flink, options)).jobId;
}

/** Asks until it is as wanted; throws Flink's cause when the job has failed meanwhile. */
export async function until(flink: FlinkRest, job: string, wanted: (status: JobStatus) => boolean): Promise<JobStatus> {
  for (;;) {
    const status = await jobStatus(flink, job);
    if (wanted(status)) return status;
    if (status.ended !== null) throw new Error(`the job is ${status.state}: ${status.failure}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

export const finished = ({ state }: JobStatus): boolean => state === "FINISHED";

export interface ClusterResults {
  readonly alerts: string[];
  readonly series: string[];
  /** row,reason */
  readonly rejects: string[];
  readonly problems: string[];
}

/** What a job has written and committed, sorted. */
export function resultsOf(folder: string): ClusterResults {
  const lines = (name: string): string[] => {
    const at = join(folder, name);
    const names = readdirSync(folder).includes(name) ? readdirSync(at, { recursive: true }).map(String) : [];
    return names
      .filter((file) => /(^|\/)part-/.test(file))
      .flatMap((file) => readFileSync(join(at, file), "utf8").split("\n"))
      .filter((line) => line !== "")
      .sort();
  };
  return {
    alerts: lines("alerts"),
    series: lines("series"),
    rejects: lines("rejects").map(rowAndReason).sort(),
    problems: lines("problems"),
  };
}

/** The same of a session. */
export function resultsOfSession(session: Analysed): ClusterResults {
  const lines = session.lines();
  return {
    alerts: lines.filter((line) => line.startsWith("{")).sort(),
    series: lines.filter((line) => !line.startsWith("{")).sort(),
    rejects: session.rejects.map((reject) => rowAndReason(rejectLine(reject, []))).sort(),
    problems: [],
  };
}

/** Lines only one side has, a few of each: sets of some hundred thousand are not for a diff. */
export function expectEqual(own: ClusterResults, session: ClusterResults): void {
  for (const kind of ["alerts", "series", "rejects", "problems"] as const) {
    const [a, b] = [new Set(own[kind]), new Set(session[kind])];
    const only = { cluster: own[kind].filter((line) => !b.has(line)), desktop: session[kind].filter((line) => !a.has(line)) };
    expect({ kind, cluster: only.cluster.slice(0, 5), desktop: only.desktop.slice(0, 5) }).toEqual({
      kind,
      cluster: [],
      desktop: [],
    });
    // Equal as sets, and nothing twice.
    expect({ kind, lines: own[kind].length }).toEqual({ kind, lines: session[kind].length });
  }
}

function rowAndReason(line: string): string {
  return line.split(",").slice(1, 3).join();
}

export { flinkRest };
