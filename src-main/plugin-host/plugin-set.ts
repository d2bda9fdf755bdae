import type { Catalogue, WindowSpec } from "../../plugins/api.ts";
import type { CheckedSettings, ContributionDeclaration, HostLimits, PluginBundle, PluginProblem } from "./contract.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { failureProblem, loadProblem, PluginLoading } from "./plugin-loading.ts";
import type { PluginSeat } from "./plugin-process.ts";

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
  /** The worker that has these plugins loaded, for good: the taker closes it. null when there is none, or it was lent before. */
  lend(bundles: readonly PluginBundle[]): PluginSeat | null;
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
  const loadings = threadGroups(bundles).map((group) => {
    const started = group.every(({ builtIn }) => builtIn) ? begun : null;
    return new PluginLoading(group, workerPath, limits, started);
  });
  const declared = new Declared();
  // They load at the same time and are taken in their order: whoever is quickest must not take the id of what ships with Weir.
  for (const loading of loadings) await declared.take(loading);
  return new LoadedSet(bundles, loadings, declared);
}

/** What plugins declare, each id once. */
class Declared {
  readonly contributions: ContributionDeclaration[] = [];
  readonly problems: PluginProblem[] = [];
  readonly #owners = new Map<string, PluginLoading>();

  async take(loading: PluginLoading): Promise<void> {
    const { loaded, problem } = await loading.settled();
    if (problem !== null) this.problems.push(problem);
    for (const { plugin, contributions, failure } of loaded) {
      const bundle = loading.bundleOf(plugin);
      if (failure !== null) this.problems.push(failureProblem(bundle, failure));
      for (const declaration of contributions) {
        if (this.#owners.has(declaration.id))
          this.problems.push(loadProblem(bundle, `the id ${declaration.id} is already taken by another plugin`));
        else {
          this.#owners.set(declaration.id, loading);
          this.contributions.push(declaration);
        }
      }
    }
  }

  /** The worker that has what this id names. Throws an Error of one line. */
  seatOf(id: string): PluginSeat {
    const owner = this.#owners.get(id);
    if (owner === undefined) throw new Error(`there is no ${id}`);
    return owner.seat;
  }
}

class LoadedSet implements PluginSet {
  readonly bundles: readonly PluginBundle[];
  readonly contributions: readonly ContributionDeclaration[];
  readonly catalogues: readonly Catalogue[];
  readonly problems: readonly PluginProblem[];
  readonly #declared: Declared;
  /** Those whose workers are still this set's. */
  #loadings: readonly PluginLoading[];

  constructor(bundles: readonly PluginBundle[], loadings: readonly PluginLoading[], declared: Declared) {
    this.bundles = bundles;
    this.contributions = declared.contributions;
    this.catalogues = cataloguesOf(bundles, declared.contributions);
    this.problems = declared.problems;
    this.#declared = declared;
    this.#loadings = loadings;
  }

  async window(rule: string, settings: CheckedSettings): Promise<WindowSpec> {
    const answer = await this.#declared.seatOf(rule).ask({ type: "window", rule, settings });
    return answer.type === "window" ? answer.window : { kind: "none" };
  }

  async reportSql(report: string, settings: CheckedSettings): Promise<string> {
    const answer = await this.#declared.seatOf(report).ask({ type: "sql", report, settings });
    return answer.type === "sql" ? answer.sql : "";
  }

  lend(bundles: readonly PluginBundle[]): PluginSeat | null {
    const lent = this.#loadings.find((loading) => bundles.every((bundle) => loading.bundles.includes(bundle)));
    // One that was killed, as for a window() without end, is no use: the rules that answered may still run in another.
    if (lent === undefined || lent.seat.dead !== null) return null;
    this.#loadings = this.#loadings.filter((loading) => loading !== lent);
    return lent.seat;
  }

  async close(): Promise<void> {
    await Promise.all(this.#loadings.map((loading) => loading.close()));
  }
}

/** The user's own before those that ship: the first one that knows a code decides. */
function cataloguesOf(bundles: readonly PluginBundle[], contributions: readonly ContributionDeclaration[]): Catalogue[] {
  const shipped = new Set(bundles.filter(({ builtIn }) => builtIn).map(({ name }) => name));
  const found = contributions.filter((item) => item.type === "catalogue");
  const own = found.filter(({ plugin }) => !shipped.has(plugin));
  return [...own, ...found.filter(({ plugin }) => shipped.has(plugin))].map(({ catalogue }) => catalogue);
}
