import { hash64 } from "../../plugin-host/alert-id.ts";
import type { FilterDeclaration, RuleDeclaration } from "../../plugin-host/contract.ts";
import { differences, type RunIdentity } from "../../session/checkpoint/differences.ts";
import { type ClusterJob, JOB_FORMAT, type JobRule } from "../job.ts";

/** What a state is of, by names a user knows: under anything else it would mean something else. */
export type StateIdentity = RunIdentity;

/** Throws an Error of one line for a state that is of something else. */
export function checkIdentity(saved: StateIdentity | undefined, now: StateIdentity): void {
  if (saved === undefined) throw new Error("the savepoint is of another version of Weir; deploy without it");
  const found = differences(saved, now).map((line) => line.replace(/ was #\S+ and is #\S+$/, " is another"));
  if (found.length > 0) throw new Error(`the savepoint is of another job: ${found.join("; ")}; deploy as before, or without it`);
}

export function sourceIdentity({ mapping, columns, order, outOfOrderness, sources }: ClusterJob, source: number): StateIdentity {
  const own = sources[source];
  return {
    ...version(),
    ...(own?.kind === "files"
      ? { "the input": own.paths.join(", "), "--order": order }
      : { "the queue": `${own?.url} ${own?.queue}` }),
    "--out-of-orderness": `${outOfOrderness} ms`,
    "the mapping": digest([mapping, columns]),
  };
}

/** The windows and groups of a rule; its code, settings and titles may change, its state may be migrated. */
export function ruleIdentity({ by, only, aggregates, whenChanged, series }: RuleDeclaration, job: JobRule): StateIdentity {
  const shape = [by, only, aggregates, whenChanged, Object.keys(series), job.window, job.windowsPerKey];
  return { ...version(), [`the shape of rule ${job.id} (key, window, aggregates, series)`]: digest(shape) };
}

export function filterIdentity({ id, by, only }: FilterDeclaration): StateIdentity {
  return { ...version(), "the filter": id, [`the key of filter ${id}`]: digest([by, only]) };
}

function version(): StateIdentity {
  return { "the format": String(JOB_FORMAT) };
}

function digest(value: unknown): string {
  return `#${hash64(JSON.stringify(value))}`;
}
