import { createContext, Script } from "node:vm";
import type { ScriptHost } from "../../src-main/cluster/script/entry.ts";

/** A context with nothing but ECMAScript, as a cluster's task has. */
export function scriptContext(script: string): ScriptHost {
  const context = createContext(Object.create(null));
  new Script(script, { filename: "weir-bundle.js" }).runInContext(context);
  return (context as unknown as { weir: ScriptHost }).weir;
}

export interface ScriptRun {
  readonly alerts: string[];
  readonly series: string[];
  readonly rejects: string[];
  readonly problems: string[];
  /** What plugins wrote. */
  readonly logs: string[];
  readonly read: number;
  readonly accepted: number;
}

interface Stage {
  process(target: number, block: string): void;
  advance(watermark: number): (string | number)[];
  targets(): number[];
  snapshot(target: number): string;
  restore(target: number, snapshot: string): void;
}

export interface RunOptions {
  readonly pieces?: number;
  readonly tasks?: number;
  /** `script`: the one to go on with, when it is another. */
  readonly restart?: { readonly after: number; readonly tasks: number; readonly script?: string };
}

/**
 * Does with a bundle what the cluster's job does, in one thread: the files of its one source, each in `pieces`, one parser, `tasks` of each
 * stage. `restart`: after that many pieces every task is thrown away and built again, so many of them, from the snapshots of its targets.
 */
export function runBundle(
  first: string,
  bytes: Uint8Array | readonly Uint8Array[],
  { pieces = 8, tasks = 1, restart }: RunOptions = {},
): ScriptRun {
  let script = first;
  // As Flink deals out key groups: a partition is where it was, whatever lanes there are.
  const { partitions } = JSON.parse(/globalThis\.weirJob = (.*);/.exec(script)?.[1] ?? "") as { partitions: number };
  const taskOf = (target: number, count: number): number => (target % partitions) % count;
  const hosts: ScriptHost[] = [];
  const newHost = (): ScriptHost => {
    const host = scriptContext(script);
    hosts.push(host);
    return host;
  };
  const describe = JSON.parse(scriptContext(script).describe()) as { filters: string[] };
  const stageCount = describe.filters.length + 1;
  let parser = scriptContext(script).parser(0);
  const build = (count: number): Stage[][] =>
    Array.from({ length: stageCount }, (_, stage) => Array.from({ length: count }, () => newHost().operator(stage)));
  let stages = build(tasks);
  const run: ScriptRun & { read: number; accepted: number } = {
    alerts: [],
    series: [],
    rejects: [],
    problems: [],
    logs: [],
    read: 0,
    accepted: 0,
  };
  const lines = (text: unknown, into: string[]): void => {
    for (const line of String(text).split("\n")) if (line !== "") into.push(line);
  };
  const deliver = (stage: number, blocks: readonly (string | number)[]): void => {
    const all = stages[stage] as Stage[];
    for (let i = 0; i < blocks.length; i += 2) {
      const target = blocks[i] as number;
      all[taskOf(target, all.length)]?.process(target, blocks[i + 1] as string);
    }
  };
  const advance = (stage: number, watermark: number): void => {
    if (stage === stageCount - 1) {
      for (const task of stages[stage] as Stage[]) {
        const [alerts, series, problems] = task.advance(watermark);
        lines(alerts, run.alerts);
        lines(series, run.series);
        lines(problems, run.problems);
      }
      return;
    }
    // The watermark that goes on is the least of the tasks'.
    let least = Number.POSITIVE_INFINITY;
    for (const task of stages[stage] as Stage[]) {
      const [behind, rejects, , problems, ...blocks] = task.advance(watermark);
      lines(rejects, run.rejects);
      lines(problems, run.problems);
      deliver(stage + 1, blocks);
      least = Math.min(least, behind as number);
    }
    advance(stage + 1, least);
  };
  const take = ([watermark, rejects, ...rest]: (string | number)[]): void => {
    lines(rejects, run.rejects);
    run.read += rest[0] as number;
    run.accepted += rest[2] as number;
    deliver(0, rest.slice(10));
    if (watermark !== Number.NEGATIVE_INFINITY) advance(0, watermark as number);
  };
  const files = Array.isArray(bytes) ? (bytes as readonly Uint8Array[]) : [bytes as Uint8Array];
  for (let piece = 0; piece < pieces * files.length; piece++) {
    const file = files[Math.floor(piece / pieces)] as Uint8Array;
    const size = Math.ceil(file.length / pieces);
    const from = (piece % pieces) * size;
    if (restart?.after === piece) {
      const saved = parser.snapshot(1);
      script = restart.script ?? script;
      parser = scriptContext(script).parser(0);
      parser.restore(saved);
      const old = stages;
      stages = build(restart.tasks);
      old.forEach((all, stage) => {
        const next = stages[stage] as Stage[];
        for (const task of all)
          for (const target of task.targets()) next[taskOf(target, next.length)]?.restore(target, task.snapshot(target));
      });
    }
    take(parser.push(file.slice(from, from + size), piece % pieces === 0));
  }
  take(parser.end(0));
  for (const host of hosts) lines(host.logs(), run.logs);
  return run;
}
