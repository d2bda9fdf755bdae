import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ActiveRule, PluginBundle, PluginProblem, RuleDeclaration } from "../plugin-host/contract.ts";
import { BundleError, bundlePlugin } from "../plugin-host/bundle.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { type FoundPlugin, readPlugin } from "../plugin-host/discover.ts";
import { loadPlugins, type PluginSet } from "../plugin-host/plugin-set.ts";
import { DEFAULT_RULES, isFolderChoice, type PluginChoice } from "./plugin-choice.ts";

export interface LibraryOptions {
  /** Where the build put workers and `plugins.json`. */
  readonly workerDir: string;
  /** Folders of plugins that do not ship with Weir. */
  readonly folders: readonly string[];
}

/** The plugins at hand: those that ship with Weir and those of folders. */
export class PluginLibrary {
  readonly set: PluginSet;
  readonly workerPath: string;
  /** Bundling and manifest mistakes beside what loading found. */
  readonly problems: readonly PluginProblem[];
  /** Plugins whose source does not bundle. */
  readonly broken: readonly FoundPlugin[];
  readonly #folderOf: ReadonlyMap<string, string>;

  private constructor(set: PluginSet, workerPath: string, problems: readonly PluginProblem[], folderOf: ReadonlyMap<string, string>, broken: readonly FoundPlugin[]) {
    this.broken = broken;
    this.set = set;
    this.workerPath = workerPath;
    this.problems = problems;
    this.#folderOf = folderOf;
  }

  static async open({ workerDir, folders }: LibraryOptions): Promise<PluginLibrary> {
    const problems: PluginProblem[] = [];
    const bundles: PluginBundle[] = [...builtInBundles(workerDir)];
    const folderOf = new Map<string, string>();
    const broken: FoundPlugin[] = [];
    const apiPath = join(workerDir, "weir-api.js");
    for (const folder of folders) {
      const plugin = readPlugin(folder);
      try {
        bundles.push(await bundlePlugin(plugin, apiPath, false));
        folderOf.set(folder, plugin.name);
      } catch (error) {
        if (!(error instanceof BundleError)) throw error;
        const { message, file, line } = error;
        broken.push(plugin);
        problems.push({ plugin: plugin.name, rule: "", hook: "load", key: null, message, file, line, time: null, quarantined: true });
      }
    }
    const workerPath = join(workerDir, "plugin-worker.js");
    const set = await loadPlugins(bundles, workerPath);
    return new PluginLibrary(set, workerPath, [...problems, ...set.problems], folderOf, broken);
  }

  get rules(): RuleDeclaration[] {
    return this.set.contributions.filter((item): item is RuleDeclaration => item.type === "rule");
  }

  /** What can be switched on. */
  get runnable(): readonly RuleDeclaration[] {
    return this.rules;
  }

  /** Rules switched on by choices (null: the default set). Throws an Error of one line for an unknown id or setting. */
  async activate(choices: readonly PluginChoice[] | null): Promise<ActiveRule[]> {
    const rules = this.rules;
    const wanted = choices ?? DEFAULT_RULES.filter((id) => rules.some((rule) => rule.id === id)).map((plugin) => ({ plugin, settings: {} }));
    const active: ActiveRule[] = [];
    for (const { plugin, settings } of wanted) {
      const chosen = isFolderChoice(plugin) ? rules.filter((rule) => rule.plugin === this.#folderOf.get(plugin)) : rules.filter(({ id }) => id === plugin);
      if (chosen.length === 0) {
        const failed = this.problems.find((problem) => problem.plugin === plugin || problem.plugin === this.#folderOf.get(plugin));
        if (failed !== undefined) throw new Error(`plugin ${plugin}: ${failed.message}${failed.line === null ? "" : ` (${failed.file}:${failed.line})`}`);
        throw new Error(`there is no rule "${plugin}"; there are ${rules.map(({ id }) => id).join(", ")}`);
      }
      for (const declaration of chosen) {
        if (active.some((rule) => rule.declaration.id === declaration.id)) throw new Error(`rule ${declaration.id} is named twice`);
        const checked = checkSettings(declaration.id, declaration.settings, settings);
        active.push({ declaration, settings: checked, window: await this.set.window(declaration.id, checked) });
      }
    }
    return active;
  }

  async close(): Promise<void> {
    await this.set.close();
  }
}

/** Bundles of the plugins that ship with Weir, made by the build. */
function builtInBundles(workerDir: string): PluginBundle[] {
  const path = join(workerDir, "plugins.json");
  if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build`);
  return JSON.parse(readFileSync(path, "utf8")) as PluginBundle[];
}
