import type { Catalogue, Json } from "../../plugins/api.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, HostLimits, HostStep, PluginBundle, PluginHost, PluginProblem, RuleOutput, SeriesPoints } from "./contract.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { PluginThread, ThreadDeadError } from "./plugin-thread.ts";
import { threadGroups } from "./plugin-set.ts";
import type { RunnerOutput } from "./runner.ts";
import { sourcePosition } from "./source-position.ts";

export interface HostOptions {
  readonly bundles: readonly PluginBundle[];
  readonly rules: readonly ActiveRule[];
  readonly catalogues: readonly Catalogue[];
  readonly workerPath: string;
  readonly limits?: HostLimits;
}

/** A thread with the rules it runs. */
interface Lane {
  readonly thread: PluginThread;
  readonly bundles: readonly PluginBundle[];
  readonly rules: readonly ActiveRule[];
  reported: boolean;
}

/** Starts the workers of the rules switched on. Rejects with one line when a plugin does not load. */
export async function createPluginHost(options: HostOptions): Promise<PluginHost> {
  const { rules, catalogues, workerPath, limits = DEFAULT_LIMITS } = options;
  const used = options.bundles.filter(({ name }) => rules.some(({ declaration }) => declaration.plugin === name));
  const lanes: Lane[] = threadGroups(used).map((bundles) => ({
    thread: new PluginThread(workerPath, bundles, limits),
    bundles,
    rules: rules.filter(({ declaration }) => bundles.some(({ name }) => name === declaration.plugin)),
    reported: false,
  }));
  await Promise.all(
    lanes.map(async ({ thread, rules: own }) => {
      await thread.loaded;
      await thread.ask({ type: "activate", rules: own.map(({ declaration, settings }) => ({ id: declaration.id, settings })), catalogues });
    }),
  );
  const groups = new Map(rules.map(({ declaration }) => [declaration.id, new KeyTable()]));
  let inFlight = 0;

  const stepLane = async (lane: Lane, step: HostStep): Promise<RuleOutput[]> => {
    const own = lane.rules.map(({ declaration: { id } }) => ({ id, windows: step.rules.get(id)?.windows ?? null, newGroups: step.rules.get(id)?.newGroups ?? [] }));
    try {
      const answer = await lane.thread.ask({ type: "step", events: step.events, newKeys: step.newKeys, watermark: step.watermark, rules: own });
      if (answer.type !== "outputs") return [];
      return answer.outputs.map((output) => toRuleOutput(output, lane));
    } catch (error) {
      return lane.rules.map(({ declaration }, i) => deadOutput(lane, declaration.id, i, error));
    }
  };

  const toRuleOutput = (output: RunnerOutput, lane: Lane): RuleOutput => {
    const table = groups.get(output.rule) as KeyTable;
    for (const [station, sensor, alarm] of output.newGroups) table.id(station, sensor, alarm);
    const rule = lane.rules.find(({ declaration }) => declaration.id === output.rule) as ActiveRule;
    const bundle = lane.bundles.find(({ name }) => name === rule.declaration.plugin) as PluginBundle;
    return {
      rule: output.rule,
      alerts: output.alerts,
      points: toPoints(output),
      errors: output.errors,
      problems: output.failures.map((failure): PluginProblem => {
        const { hook, key, message, time, quarantined } = failure;
        return { plugin: rule.declaration.plugin, rule: output.rule, hook, key, message, ...sourcePosition(failure.stack, bundle), time, quarantined };
      }),
      logs: output.logs,
      seconds: output.seconds,
      rowsWithResult: Uint32Array.from(new Set(output.rows)).sort(),
    };
  };

  /** What a rule gives whose worker was killed: nothing, and once the reason. */
  const deadOutput = (lane: Lane, rule: string, index: number, error: unknown): RuleOutput => {
    const problems: PluginProblem[] = [];
    let errors = 0;
    if (!lane.reported) {
      const death = error instanceof ThreadDeadError ? error.death : null;
      const guilty = lane.rules[(death?.running ?? 0) - 1] ?? lane.rules[0];
      if (guilty === lane.rules[index]) {
        lane.reported = true;
        errors = 1;
        const { plugin } = guilty?.declaration ?? { plugin: "" };
        const file = lane.bundles.find(({ name }) => name === plugin)?.folder ?? "";
        const hook = death?.kind === "memory" ? "memory" : death?.kind === "timeout" ? "timeout" : "load";
        problems.push({ plugin, rule, hook, key: null, message: (error as Error).message, file, line: null, time: null, quarantined: true });
      }
    }
    return { rule, alerts: [], points: emptyPoints(), errors, problems, logs: [], seconds: 0, rowsWithResult: new Uint32Array(0) };
  };

  return {
    get inFlight() {
      return inFlight;
    },
    step: async (step) => {
      inFlight++;
      try {
        const perLane = await Promise.all(lanes.map((lane) => stepLane(lane, step)));
        const byRule = new Map(perLane.flat().map((output) => [output.rule, output]));
        return rules.map(({ declaration }) => byRule.get(declaration.id) as RuleOutput);
      } finally {
        inFlight--;
      }
    },
    groupKey: (rule, group) => {
      const table = groups.get(rule);
      if (table === undefined) throw new RangeError(`no rule ${rule}`);
      return table.key(group);
    },
    snapshot: async () => {
      const parts = await Promise.all(lanes.map(({ thread }) => thread.ask({ type: "snapshot" })));
      return Object.assign({}, ...parts.map((part) => (part.type === "snapshot" ? part.snapshot : {}))) as Json;
    },
    restore: async (snapshot) => {
      await Promise.all(lanes.map(({ thread }) => thread.ask({ type: "restore", snapshot })));
    },
    close: async () => {
      await Promise.all(lanes.map(({ thread }) => thread.close()));
    },
  };
}

function emptyPoints(): SeriesPoints {
  return { length: 0, time: new Float64Array(0), group: new Uint32Array(0), series: new Uint8Array(0), value: new Float64Array(0) };
}

function toPoints({ time, group, series, value }: RunnerOutput): SeriesPoints {
  return { length: time.length, time: Float64Array.from(time), group: Uint32Array.from(group), series: Uint8Array.from(series), value: Float64Array.from(value) };
}
