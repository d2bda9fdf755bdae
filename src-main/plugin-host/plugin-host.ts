import type { Catalogue } from "../../plugins/api.ts";
import { copyEvents, createBatch, type EventBatch, type KeyTuple } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { emptyPoints } from "../engine/results.ts";
import { WorkerLostError } from "../engine/worker-lost.ts";
import type { TraceQuestion } from "./call-trace.ts";
import type {
  ActiveFilter,
  ActiveRule,
  FilteredStep,
  HostLimits,
  HostSnapshot,
  HostStep,
  PluginBundle,
  PluginHost,
  PluginProblem,
} from "./contract.ts";
import { FilterStage } from "./filter-stage.ts";
import { fitsInPlace, Lane } from "./lane.ts";
import { LaneGroups } from "./lane-groups.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type LaneOutput, mergeOutputs, mergeSnapshots } from "./merge-shards.ts";
import type { PluginSeat } from "./plugin-process.ts";
import { threadGroups } from "./plugin-set.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import type { HookFailure, RunnerOutput } from "./runner.ts";
import { sourcePosition } from "./source-position.ts";

export interface HostOptions {
  readonly bundles: readonly PluginBundle[];
  readonly rules: readonly ActiveRule[];
  /** In the order they are applied. */
  readonly filters?: readonly ActiveFilter[];
  readonly catalogues: readonly Catalogue[];
  readonly workerPath: string;
  readonly limits?: HostLimits;
  /** A worker that has the built-in plugins loaded already, asked for when there is need of it; it belongs to the host from then on. */
  readonly lend?: () => PluginSeat | null;
  /** Calls to be told one by one. */
  readonly trace?: TraceQuestion;
  /** Workers that the keys of the rules are dealt out to; 1 when absent. What comes out is the same. */
  readonly workers?: number;
  /**
   * A plugin's process that ended without a fault of the plugin (time, memory) rejects the step with a WorkerLostError, so that the session
   * may go on from a checkpoint with all of them. Absent: it goes on at once without that plugin.
   */
  readonly rejectLost?: boolean;
}

/** Starts the workers of the rules switched on. Rejects with one line when a plugin does not load. */
export async function createPluginHost(options: HostOptions): Promise<PluginHost> {
  const { rules, filters = [], catalogues, workerPath, limits = DEFAULT_LIMITS, lend = () => null, trace, workers = 1 } = options;
  const { rejectLost = false } = options;
  const used = options.bundles.filter(({ name }) =>
    [...rules, ...filters].some(({ declaration }) => declaration.plugin === name),
  );
  const owned = <T extends ActiveRule | ActiveFilter>(all: readonly T[], bundles: readonly PluginBundle[]): T[] =>
    all.filter(({ declaration }) => bundles.some(({ name }) => name === declaration.plugin));
  const setting = { workerPath, limits, catalogues, trace };
  /** Lanes of the same plugins stand together: one each, or as many as workers that the keys are dealt out to. */
  const families = threadGroups(used).map((bundles): Lane[] => {
    const own = owned(rules, bundles);
    const builtIn = bundles.every((bundle) => bundle.builtIn);
    const shard = (index: number) => (workers > 1 ? { index, of: workers } : null);
    const first = new Lane({ ...setting, shard: shard(0) }, bundles, own, owned(filters, bundles), builtIn ? lend() : null);
    // A rule without a key sees the whole stream: it stays with the filters in the first.
    const keyed = own.filter(({ declaration }) => declaration.by.length > 0);
    const more = Array.from(
      { length: keyed.length > 0 ? workers - 1 : 0 },
      (_, i) => new Lane({ ...setting, shard: shard(i + 1) }, bundles, keyed, []),
    );
    return [first, ...more];
  });
  const lanes = families.flat();
  /** What is off for some keys is off for all; the reason is told by the lane it happened to. */
  const giveUp = (lane: Lane, error: Error): void => {
    if (lane.refused !== null) return;
    for (const each of families.find((family) => family.includes(lane)) ?? []) {
      if (each !== lane && each.refused === null) each.reported = true;
      each.refused ??= error;
    }
  };
  const closeLanes = async (): Promise<void> => {
    await Promise.all(lanes.map(({ thread }) => thread.close()));
  };
  try {
    await Promise.all(lanes.map((lane) => lane.start()));
  } catch (error) {
    await closeLanes();
    throw error;
  }
  for (const family of families) {
    const broken = family.find(({ refused }) => refused !== null);
    for (const lane of family) {
      if (broken === undefined || lane === broken) continue;
      lane.refused = broken.refused;
      lane.reported = true;
    }
  }
  const groups = new Map(rules.map(({ declaration }) => [declaration.id, new KeyTable()]));
  const laneGroups = new Map([...groups].map(([rule, table]) => [rule, new LaneGroups(table)]));
  const stages = filters.map(({ declaration }) => ({
    declaration,
    stage: new FilterStage(),
    lane: lanes.find(({ bundles }) => bundles.some(({ name }) => name === declaration.plugin)) as Lane,
  }));
  /** Rules whose keys are dealt out and that one worker switched off: from the step after, they are off for the keys of the others too. */
  const quarantined = new Set<string>();
  let inFlight = 0;

  const filterStep = async (batch: EventBatch, newKeys: readonly KeyTuple[], streamWatermark: number): Promise<FilteredStep> => {
    let events = batch;
    let watermark = streamWatermark;
    const dropped: { filter: string; reason: string; source: number; row: number }[] = [];
    const outputs: { filter: string; errors: number; seconds: number; problems: PluginProblem[] }[] = [];
    for (const { declaration, stage, lane } of stages) {
      const { id } = declaration;
      const firstSequence = stage.next;
      stage.add(events);
      try {
        if (lane.refused !== null) throw lane.refused;
        // Without the room at the end of the columns: a copy travels to the worker.
        const copy = copyEvents(events, createBatch(events.length));
        const answer = await lane.thread.ask({ type: "filter", id, events: copy, firstSequence, newKeys, watermark });
        if (answer.type === "verdicts") {
          const { failures, errors, seconds } = answer.verdicts;
          stage.apply(answer.verdicts);
          const bundle = lane.bundles.find(({ name }) => name === declaration.plugin) as PluginBundle;
          outputs.push({
            filter: id,
            errors,
            seconds,
            problems: failures.map((failure) => toProblem(failure, declaration.plugin, id, bundle)),
          });
        }
      } catch (error) {
        throwIfLost(lane, error);
        stage.release();
        outputs.push({ filter: id, seconds: 0, ...deathOf(lane, id, error) });
      }
      const outcome = stage.take(watermark);
      outcome.reasons.forEach((reason, i) => {
        dropped.push({ filter: id, reason, source: outcome.dropped.source[i] as number, row: outcome.dropped.row[i] as number });
      });
      ({ events, watermark } = outcome);
    }
    return { events, watermark, dropped, outputs };
  };

  /** What a lane answers to a step. To be called once all lanes have: groups get their ids in the order of lanes, not of their speed. */
  type Answered = () => LaneOutput[];
  const stepLane = async (lane: Lane, step: HostStep): Promise<Answered> => {
    try {
      const outputs = await lane.step(step);
      return () => outputs.map((output) => toRuleOutput(output, lane));
    } catch (error) {
      throwIfLost(lane, error);
      if (error instanceof ThreadDeadError) giveUp(lane, error);
      return () => lane.rules.map(({ declaration }) => deadOutput(lane, declaration.id, error));
    }
  };

  const toRuleOutput = (output: RunnerOutput, lane: Lane): LaneOutput => {
    const known = laneGroups.get(output.rule) as LaneGroups;
    const index = lane.shard?.index ?? 0;
    known.learn(index, output.firstNewGroup, output.newGroups);
    known.translate(index, output.points);
    const rule = lane.rules.find(({ declaration }) => declaration.id === output.rule) as ActiveRule;
    const bundle = lane.bundles.find(({ name }) => name === rule.declaration.plugin) as PluginBundle;
    return {
      rule: output.rule,
      alerts: output.alerts,
      points: output.points,
      errors: output.errors,
      problems: output.failures.map((failure) => toProblem(failure, rule.declaration.plugin, output.rule, bundle)),
      logs: output.logs,
      seconds: output.seconds,
      rowsWithResult: output.rows,
      calls: output.calls,
      order: output.order,
    };
  };

  const throwIfLost = (lane: Lane, error: unknown): void => {
    if (!rejectLost || !(error instanceof ThreadDeadError) || error.death.kind !== "crash") return;
    throw new WorkerLostError(`plugin ${lane.bundles.map(({ name }) => name).join(", ")}: ${error.message}`);
  };

  /** The reason a worker was killed, told once, by the rule or filter that was running in it. */
  const deathOf = (lane: Lane, id: string, error: unknown): { errors: number; problems: PluginProblem[] } => {
    const death = error instanceof ThreadDeadError ? error.death : null;
    const all = [...lane.rules, ...lane.filters];
    const guilty = all[(death?.running ?? 0) - 1] ?? all[0];
    if (lane.reported || guilty === undefined || guilty.declaration.id !== id) return { errors: 0, problems: [] };
    lane.reported = true;
    const { plugin } = guilty.declaration;
    const file = lane.bundles.find(({ name }) => name === plugin)?.folder ?? "";
    const hook = death?.kind === "memory" ? "memory" : death?.kind === "timeout" ? "timeout" : "load";
    return {
      errors: 1,
      problems: [
        { plugin, rule: id, hook, key: null, message: (error as Error).message, file, line: null, time: null, quarantined: true },
      ],
    };
  };

  /** What a rule gives whose worker was killed: nothing, and once the reason. */
  const deadOutput = (lane: Lane, rule: string, error: unknown): LaneOutput => {
    return { ...silent(rule), ...deathOf(lane, rule, error) };
  };

  return {
    get inFlight() {
      return inFlight;
    },
    filter: (events, newKeys, watermark) =>
      stages.length === 0
        ? Promise.resolve({ events, watermark, dropped: [], outputs: [] })
        : filterStep(events, newKeys, watermark),
    step: async (step) => {
      inFlight++;
      try {
        const perLane = await Promise.all(lanes.map((lane) => stepLane(lane, step)));
        const byRule = new Map<string, LaneOutput[]>();
        for (const output of perLane.flatMap((answered) => answered()))
          byRule.set(output.rule, [...(byRule.get(output.rule) ?? []), output]);
        return rules.map(({ declaration: { id } }) => {
          if (quarantined.has(id)) return silent(id);
          const parts = byRule.get(id) ?? [];
          const merged = mergeOutputs(parts, (group) => (groups.get(id) as KeyTable).key(group));
          if (parts.length > 1 && merged.problems.some((problem) => problem.quarantined)) quarantined.add(id);
          return merged;
        });
      } finally {
        inFlight--;
      }
    },
    groupKey: (rule, group) => {
      const table = groups.get(rule);
      if (table === undefined) throw new RangeError(`no rule ${rule}`);
      return table.key(group);
    },
    save: async () => {
      const taken = lanes.map((lane) =>
        lane.save().catch((error: unknown) => {
          throwIfLost(lane, error);
          return null;
        }),
      );
      const parts = await Promise.all(taken);
      const off = lanes.filter((_, i) => parts[i] === null).flatMap(({ bundles }) => bundles.map(({ name }) => name));
      const known = {
        filters: Object.assign({}, ...parts.map((part) => part?.filters ?? {})) as HostSnapshot["filters"],
        stages: Object.fromEntries(stages.map(({ declaration, stage }) => [declaration.id, stage.snapshot()] as const)),
        groups: Object.fromEntries([...groups].map(([rule, table]) => [rule, table.snapshot()])),
        off,
      };
      const whole = Promise.all(parts.map((part) => part?.rules ?? {})).then((rules) => ({
        ...known,
        rules: mergeSnapshots(rules),
      }));
      whole.catch(() => {});
      return { whole };
    },
    restore: async (snapshot) => {
      await Promise.all(lanes.map((lane) => lane.restore(snapshot)));
      // Points that wait to be written down are of groups by these ids.
      for (const [rule, table] of groups)
        for (const [station, sensor, alarm] of snapshot.groups[rule] ?? []) table.id(station, sensor, alarm);
      for (const { declaration, stage } of stages) {
        const own = snapshot.stages[declaration.id];
        if (own !== undefined) stage.restore(own);
      }
    },
    reload: async (bundle, next) => {
      const lane = lanes.find(({ bundles }) => bundles.some(({ name }) => name === bundle.name));
      // With its keys dealt out it would have to change in all workers at one moment.
      if (lane === undefined || lane.shard !== null) return false;
      const old = lane.rules.filter(({ declaration }) => declaration.plugin === bundle.name);
      const fits =
        lane.filters.length === 0 &&
        old.length === next.length &&
        old.every((rule) => next.some((one) => fitsInPlace(rule, one)));
      if (!fits) return false;
      await lane.reload(bundle, next);
      return true;
    },
    memory: async () => {
      const held = await Promise.all(lanes.map((lane) => lane.memory()));
      return lanes.flatMap(({ bundles }, i) => {
        const bytes = held[i] ?? null;
        const own = bundles.some(({ builtIn }) => !builtIn);
        return bytes === null ? [] : [{ plugins: bundles.map(({ name }) => name), own, held: bytes }];
      });
    },
    close: closeLanes,
  };
}

function toProblem(
  { hook, key, message, stack, time, quarantined }: HookFailure,
  plugin: string,
  rule: string,
  bundle: PluginBundle,
): PluginProblem {
  return { plugin, rule, hook, key, message, ...sourcePosition(stack, bundle), time, quarantined };
}

function silent(rule: string): LaneOutput {
  return {
    rule,
    alerts: [],
    points: emptyPoints(),
    errors: 0,
    problems: [],
    logs: [],
    seconds: 0,
    rowsWithResult: new Uint32Array(0),
    calls: [],
    order: null,
  };
}
