import { KeyTable } from "../engine/key-table.ts";
import { emptyPoints } from "../engine/results.ts";
import type { ActiveRule, HostSnapshot, HostStep, PluginBundle, PluginHost } from "./contract.ts";
import { FilterChain } from "./filter-chain.ts";
import type { HostOptions } from "./host-options.ts";
import { fitsInPlace, type Lane } from "./lane.ts";
import { startLanes } from "./lane-families.ts";
import { deathOf, giveUp, throwIfLost, toProblem } from "./lane-faults.ts";
import { LaneGroups } from "./lane-groups.ts";
import { type LaneOutput, mergeOutputs, mergeSnapshots } from "./merge-shards.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import type { RunnerOutput } from "./rule-runner.ts";

/** Starts the workers of the rules switched on. Rejects with one line when a plugin does not load. */
export async function createPluginHost(options: HostOptions): Promise<PluginHost> {
  const { rules, filters = [], rejectLost = false } = options;
  const families = await startLanes(options);
  const lanes = families.flat();
  const groups = new Map(rules.map(({ declaration }) => [declaration.id, new KeyTable()]));
  const laneGroups = new Map([...groups].map(([rule, table]) => [rule, new LaneGroups(table)]));
  const rejectIfLost = rejectLost ? throwIfLost : () => {};
  const chain = new FilterChain(filters, lanes, rejectIfLost);
  /** Rules whose keys are dealt out and that one worker switched off: from the step after, they are off for the keys of the others too. */
  const quarantined = new Set<string>();
  let inFlight = 0;

  /** What a lane answers to a step. To be called once all lanes have: groups get their ids in the order of lanes, not of their speed. */
  type Answered = () => LaneOutput[];
  const stepLane = async (lane: Lane, step: HostStep): Promise<Answered> => {
    try {
      const outputs = await lane.step(step);
      return () => outputs.map((output) => toRuleOutput(output, lane));
    } catch (error) {
      rejectIfLost(lane, error);
      if (error instanceof ThreadDeadError) giveUp(families.find((family) => family.includes(lane)) ?? [], lane, error);
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

  return {
    get inFlight() {
      return inFlight;
    },
    filter: (events, newKeys, watermark) => chain.step(events, newKeys, watermark),
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
          rejectIfLost(lane, error);
          return null;
        }),
      );
      const parts = await Promise.all(taken);
      const off = lanes.filter((_, i) => parts[i] === null).flatMap(({ bundles }) => bundles.map(({ name }) => name));
      const known = {
        filters: Object.assign({}, ...parts.map((part) => part?.filters ?? {})) as HostSnapshot["filters"],
        stages: chain.snapshot(),
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
      chain.restore(snapshot.stages);
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
    close: async () => {
      await Promise.all(lanes.map(({ thread }) => thread.close()));
    },
  };
}

/** What a rule gives whose worker was killed: nothing, and once the reason. */
function deadOutput(lane: Lane, rule: string, error: unknown): LaneOutput {
  return { ...silent(rule), ...deathOf(lane, rule, error) };
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
