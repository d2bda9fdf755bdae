import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { emptyPoints } from "../engine/results.ts";
import type {
  ActiveRule,
  FilteredStep,
  HostSnapshot,
  HostStep,
  PluginBundle,
  PluginHost,
  PluginMemory,
  RuleOutput,
} from "./contract.ts";
import { FilterChain } from "./filter-chain.ts";
import type { HostOptions } from "./host-options.ts";
import { fitsInPlace, type Lane } from "./lane.ts";
import { type LaneFamily, startLanes } from "./lane-families.ts";
import { deathOf, giveUp, throwIfLost, toProblem } from "./lane-faults.ts";
import { LaneGroups } from "./lane-groups.ts";
import { type LaneOutput, mergeOutputs, mergeSnapshots } from "./merge-shards.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import type { RunnerOutput } from "./rule-runner.ts";

/** Starts the workers of the rules switched on. Rejects with one line when a plugin does not load. */
export async function createPluginHost(options: HostOptions): Promise<PluginHost> {
  return new LaneHost(options, await startLanes(options));
}

/** What a lane answers to a step. To be called once all lanes have: groups get their ids in the order of lanes, not of their speed. */
type Answered = () => LaneOutput[];

/** Runs rules in lanes, each in the one of its plugin, or with its keys dealt out to several. */
class LaneHost implements PluginHost {
  readonly #rules: readonly ActiveRule[];
  readonly #families: readonly LaneFamily[];
  readonly #lanes: readonly Lane[];
  readonly #chain: FilterChain;
  readonly #rejectLost: boolean;
  /** By rule: the keys of its group ids, and what ids the lanes have for them. */
  readonly #groups: ReadonlyMap<string, KeyTable>;
  readonly #laneGroups: ReadonlyMap<string, LaneGroups>;
  /** Rules whose keys are dealt out and that one worker switched off: from the step after, they are off for the keys of the others too. */
  readonly #quarantined = new Set<string>();
  #inFlight = 0;

  constructor({ rules, filters = [], rejectLost = false }: HostOptions, families: readonly LaneFamily[]) {
    this.#rules = rules;
    this.#families = families;
    this.#lanes = families.flat();
    this.#rejectLost = rejectLost;
    this.#groups = new Map(rules.map(({ declaration }) => [declaration.id, new KeyTable()]));
    this.#laneGroups = new Map([...this.#groups].map(([rule, table]) => [rule, new LaneGroups(table)]));
    this.#chain = new FilterChain(filters, this.#lanes, (lane, error) => this.#rejectIfLost(lane, error));
  }

  get workers(): number {
    return Math.max(1, ...this.#families.map((family) => family.length));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  filter(events: EventBatch, newKeys: readonly KeyTuple[], watermark: number): Promise<FilteredStep> {
    return this.#chain.step(events, newKeys, watermark);
  }

  async step(step: HostStep): Promise<RuleOutput[]> {
    this.#inFlight++;
    try {
      const perLane = await Promise.all(this.#lanes.map((lane) => this.#stepLane(lane, step)));
      const outputs = perLane.flatMap((answered) => answered());
      return this.#rules.map(({ declaration: { id } }) => this.#merged(id, outputs));
    } finally {
      this.#inFlight--;
    }
  }

  groupKey(rule: string, group: number): KeyTuple {
    const table = this.#groups.get(rule);
    if (table === undefined) throw new RangeError(`no rule ${rule}`);
    return table.key(group);
  }

  async save(): Promise<{ readonly whole: Promise<HostSnapshot> }> {
    const parts = await Promise.all(this.#lanes.map((lane) => this.#savedLane(lane)));
    const off = this.#lanes.filter((_, i) => parts[i] === null).flatMap(({ bundles }) => bundles.map(({ name }) => name));
    const known = {
      filters: Object.assign({}, ...parts.map((part) => part?.filters ?? {})) as HostSnapshot["filters"],
      stages: this.#chain.snapshot(),
      groups: Object.fromEntries([...this.#groups].map(([rule, table]) => [rule, table.snapshot()])),
      off,
    };
    const whole = Promise.all(parts.map((part) => part?.rules ?? {})).then((rules) => ({
      ...known,
      rules: mergeSnapshots(rules),
    }));
    // Whoever waits for it is told.
    whole.catch(() => {});
    return { whole };
  }

  async restore(snapshot: HostSnapshot): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.restore(snapshot)));
    // Points that wait to be written down are of groups by these ids.
    for (const [rule, table] of this.#groups)
      for (const [station, sensor, alarm] of snapshot.groups[rule] ?? []) table.id(station, sensor, alarm);
    this.#chain.restore(snapshot.stages);
  }

  async reload(bundle: PluginBundle, next: readonly ActiveRule[]): Promise<boolean> {
    const lane = this.#lanes.find(({ bundles }) => bundles.some(({ name }) => name === bundle.name));
    // With its keys dealt out it would have to change in all workers at one moment.
    if (lane === undefined || lane.shard !== null || lane.filters.length > 0) return false;
    const old = lane.rules.filter(({ declaration }) => declaration.plugin === bundle.name);
    const fits = old.length === next.length && old.every((rule) => next.some((one) => fitsInPlace(rule, one)));
    if (fits) await lane.reload(bundle, next);
    return fits;
  }

  async memory(): Promise<readonly PluginMemory[]> {
    const held = await Promise.all(this.#lanes.map((lane) => lane.memory()));
    return this.#lanes.flatMap(({ bundles }, i) => {
      const bytes = held[i] ?? null;
      const own = bundles.some(({ builtIn }) => !builtIn);
      return bytes === null ? [] : [{ plugins: bundles.map(({ name }) => name), own, held: bytes }];
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  #rejectIfLost(lane: Lane, error: unknown): void {
    if (this.#rejectLost) throwIfLost(lane, error);
  }

  async #stepLane(lane: Lane, step: HostStep): Promise<Answered> {
    try {
      const outputs = await lane.step(step);
      return () => outputs.map((output) => this.#ofRule(output, lane));
    } catch (error) {
      this.#rejectIfLost(lane, error);
      if (error instanceof ThreadDeadError) giveUp(this.#families.find((family) => family.includes(lane)) ?? [], lane, error);
      return () => lane.rules.map(({ declaration }) => deadOutput(lane, declaration.id, error));
    }
  }

  /** What a rule made of a step in one lane, told by the rule's own group ids and at the lines of its source. */
  #ofRule(output: RunnerOutput, lane: Lane): LaneOutput {
    const { rule, alerts, points, errors, logs, seconds, calls, order } = output;
    const known = this.#laneGroups.get(rule) as LaneGroups;
    const index = lane.shard?.index ?? 0;
    known.learn(index, output.firstNewGroup, output.newGroups);
    known.translate(index, points);
    const { plugin } = (lane.rules.find(({ declaration }) => declaration.id === rule) as ActiveRule).declaration;
    const bundle = lane.bundles.find(({ name }) => name === plugin) as PluginBundle;
    const problems = output.failures.map((failure) => toProblem(failure, plugin, rule, bundle));
    return { rule, alerts, points, errors, problems, logs, seconds, rowsWithResult: output.rows, calls, order };
  }

  #merged(rule: string, outputs: readonly LaneOutput[]): RuleOutput {
    if (this.#quarantined.has(rule)) return silent(rule);
    const parts = outputs.filter((output) => output.rule === rule);
    const merged = mergeOutputs(parts, (group) => this.groupKey(rule, group));
    if (parts.length > 1 && merged.problems.some((problem) => problem.quarantined)) this.#quarantined.add(rule);
    return merged;
  }

  /** null: its worker is gone. */
  async #savedLane(lane: Lane): Promise<Awaited<ReturnType<Lane["save"]>> | null> {
    try {
      return await lane.save();
    } catch (error) {
      this.#rejectIfLost(lane, error);
      return null;
    }
  }
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
