import { lockRealm } from "../../plugin-host/confine.ts";
import { type ClusterJob, JOB_FORMAT } from "../job.ts";
import { sourceNames } from "../source-names.ts";
import { FilterOperator } from "./filter-operator.ts";
import { type LoadedJob, loadJob } from "./loaded-job.ts";
import type { KeyedOperator } from "./operator.ts";
import type { Lane } from "./router.ts";
import { RuleOperator } from "./rule-operator.ts";
import { SourceParser } from "./source-parser.ts";

declare global {
  /** Put before this script by the bundle. */
  var weirJob: ClusterJob;
  var weir: ScriptHost | undefined;
}

/** What the host calls. One context runs one operator: `parser` or `operator` is called once. */
export interface ScriptHost {
  /** As JSON: what the host needs to know to lay out the job. */
  describe(): string;
  parser(source: number): SourceParser;
  /** Operators behind the parsers, in order: filters, then the rules. */
  operator(stage: number): KeyedOperator;
  /** What plugins wrote to their console since the last call. */
  logs(): string;
}

const job = globalThis.weirJob;
if (job.format !== JOB_FORMAT) throw new Error(`this script runs jobs of format ${JOB_FORMAT}, not ${String(job.format)}`);
// Kept from before the realm is locked: what a call costs is measured with it, nothing else.
const clock = Date.now;
lockRealm();

let lines: string[] = [];
let loaded: LoadedJob | null = null;

function load(): LoadedJob {
  loaded ??= loadJob(job, (line) => {
    if (lines.length < 1000) lines.push(line);
  });
  return loaded;
}

/** Lanes of the operator at `stage`. */
function lanesOf(stage: number): readonly Lane[] {
  const { filters, lanes } = load();
  const filter = filters[stage];
  // A filter lets through what it does not look at.
  return filter === undefined ? lanes : [{ by: filter.declaration.by, accepts: () => true }];
}

globalThis.weir = {
  describe: () =>
    JSON.stringify({
      filters: load().filters.map(({ declaration }) => declaration.id),
      lanes: load().lanes.map(({ rules }) => rules.map(({ job: { id } }) => id)),
    }),
  parser: (source) => new SourceParser(job, source, lanesOf(0)),
  operator: (stage) => {
    const { filters } = load();
    const filter = filters[stage];
    return filter === undefined
      ? new RuleOperator(job, load(), clock)
      : new FilterOperator(filter, load(), {
          lanes: lanesOf(stage + 1),
          partitions: job.partitions,
          sourceNames: sourceNames(job.sources),
          clock,
        });
  },
  logs: () => {
    const text = lines.join("\n");
    lines = [];
    return text;
  },
};
