import type { Catalogue, WindowSpec } from "../../plugins/api.ts";
import type { CheckedSettings, ContributionDeclaration, HostLimits, PluginBundle, PluginProblem } from "./contract.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type PluginSeat, seatPlugins } from "./plugin-process.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import { sourcePosition } from "./source-position.ts";

/** Times a plugin's process is started that something ends while it loads. */
const MOST_STARTS = 4;

/** Plugins loaded and read, ready to be switched on. */
export interface PluginSet {
  readonly bundles: readonly PluginBundle[];
  readonly contributions: readonly ContributionDeclaration[];
  readonly catalogues: readonly Catalogue[];
  readonly problems: readonly PluginProblem[];
  /** What the rule's `window(settings)` answers. Throws an Error of one line. */
  window(ruleId: string, settings: CheckedSettings): Promise<WindowSpec>;
  /** The statement of a report. Throws an Error of one line. */
  reportSql(reportId: string, settings: CheckedSettings): Promise<string>;
  /** The worker that has the built-in plugins loaded, for good: the taker closes it. null when there is none, or it was lent before. */
  lend(): PluginSeat | null;
  close(): Promise<void>;
}

/** Bundles that share a worker: those that ship with Weir; every other plugin gets one of its own, so its fall costs no one else. */
export function threadGroups(bundles: readonly PluginBundle[]): PluginBundle[][] {
  const own = bundles.filter(({ builtIn }) => !builtIn).map((bundle) => [bundle]);
  const builtIn = bundles.filter((bundle) => bundle.builtIn);
  return builtIn.length === 0 ? own : [builtIn, ...own];
}

/**
 * Evaluates bundles confined, with a time limit, and reads what they declare. A plugin that fails becomes a problem. `begun`: the worker
 * of those that ship with Weir, already started with just these bundles; it is this set's from here on.
 */
export async function loadPlugins(
  bundles: readonly PluginBundle[],
  workerPath: string,
  limits: HostLimits = DEFAULT_LIMITS,
  begun: PluginSeat | null = null,
): Promise<PluginSet> {
  const contributions: ContributionDeclaration[] = [];
  const problems: PluginProblem[] = [];
  const threads: PluginSeat[] = [];
  const owner = new Map<string, PluginSeat>();
  const started = threadGroups(bundles).map((group) => {
    const thread = (group.every(({ builtIn }) => builtIn) ? begun : null) ?? seatPlugins(workerPath, group, limits);
    threads.push(thread);
    const loaded = thread.loaded;
    loaded.catch(() => {});
    return { group, thread, loaded };
  });
  /** A process ended from outside is no fault of its plugin, nor is a machine so busy that what ships with Weir loads late: again, a few times. */
  const again = async (start: (typeof started)[number]): Promise<Awaited<(typeof started)[number]["loaded"]>> => {
    let loading = start.loaded;
    for (let starts = 1; ; starts++) {
      try {
        return await loading;
      } catch (error) {
        if (!(error instanceof ThreadDeadError) || starts >= MOST_STARTS) throw error;
        const trusted = start.group.every(({ builtIn }) => builtIn);
        if (error.death.kind !== "crash" && !(trusted && error.death.kind === "timeout")) throw error;
        start.thread = seatPlugins(workerPath, start.group, limits);
        threads.push(start.thread);
        loading = start.thread.loaded;
      }
    }
  };
  // They load at the same time and are taken in their order: whoever is quickest must not take the id of what ships with Weir.
  for (const start of started) {
    const { group } = start;
    try {
      const answer = await again(start);
      const { thread } = start;
      if (answer.type !== "loaded") continue;
      for (const { plugin, contributions: found, failure } of answer.plugins) {
        const bundle = group.find(({ name }) => name === plugin) as PluginBundle;
        if (failure !== null) {
          problems.push({
            ...noContext,
            plugin,
            hook: "load",
            message: failure.message,
            ...sourcePosition(failure.stack, bundle),
            quarantined: true,
          });
        }
        for (const declaration of found) {
          if (owner.has(declaration.id)) {
            problems.push({
              ...noContext,
              plugin,
              hook: "load",
              message: `the id ${declaration.id} is already taken by another plugin`,
              file: bundle.folder,
              line: null,
              quarantined: true,
            });
            continue;
          }
          owner.set(declaration.id, thread);
          contributions.push(declaration);
        }
      }
    } catch (error) {
      const guilty = error instanceof ThreadDeadError ? group[error.death.running - 1] : undefined;
      const { name, folder } = guilty ?? (group[0] as PluginBundle);
      const hook = error instanceof ThreadDeadError && error.death.kind === "timeout" ? "timeout" : "load";
      problems.push({
        ...noContext,
        plugin: name,
        hook,
        message: `while loading: ${(error as Error).message}`,
        file: folder,
        line: null,
        quarantined: true,
      });
    }
  }
  const thread = (id: string): PluginSeat => {
    const found = owner.get(id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  return {
    bundles,
    contributions,
    catalogues: cataloguesOf(bundles, contributions),
    problems,
    window: async (rule, settings) => {
      const answer = await thread(rule).ask({ type: "window", rule, settings });
      return answer.type === "window" ? answer.window : { kind: "none" };
    },
    reportSql: async (report, settings) => {
      const answer = await thread(report).ask({ type: "sql", report, settings });
      return answer.type === "sql" ? answer.sql : "";
    },
    lend: () => {
      const at = started.findIndex(({ group, thread }) => group.every(({ builtIn }) => builtIn) && threads.includes(thread));
      const lent = started[at]?.thread ?? null;
      if (lent !== null) threads.splice(threads.indexOf(lent), 1);
      return lent;
    },
    close: async () => {
      await Promise.all(threads.map((each) => each.close()));
    },
  };
}

const noContext = { rule: "", key: null, time: null } as const;

/** The user's own before those that ship: the first one that knows a code decides. */
function cataloguesOf(bundles: readonly PluginBundle[], contributions: readonly ContributionDeclaration[]): Catalogue[] {
  const shipped = new Set(bundles.filter(({ builtIn }) => builtIn).map(({ name }) => name));
  const found = contributions.filter((item) => item.type === "catalogue");
  const own = found.filter(({ plugin }) => !shipped.has(plugin));
  return [...own, ...found.filter(({ plugin }) => shipped.has(plugin))].map(({ catalogue }) => catalogue);
}
