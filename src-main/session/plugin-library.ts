import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KeyPart, WindowSpec } from "../../plugins/api.ts";
import { parseWindow } from "../engine/window-text.ts";
import { BundleError, bundlePlugin } from "../plugin-host/bundle.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type {
  ActiveFilter,
  ActiveRule,
  FilterDeclaration,
  HostLimits,
  PluginBundle,
  PluginProblem,
  RuleDeclaration,
} from "../plugin-host/contract.ts";
import type { FoundPlugin } from "../plugin-host/discover.ts";
import { DEFAULT_LIMITS } from "../plugin-host/limits.ts";
import { NoPluginError } from "../plugin-host/no-plugin-error.ts";
import { loadPlugins, type PluginSet } from "../plugin-host/plugin-set.ts";
import { type BuiltInPlugins, builtInBundles, pluginWorkerPath } from "./built-in-plugins.ts";
import { DEFAULT_RULES, isFolderChoice, type PluginChoice } from "./plugin-choice.ts";

export interface LibraryOptions {
  /** Where the build put workers and `plugins.json`. */
  readonly workerDir: string;
  /** Folders of plugins that do not ship with Weir. */
  readonly folders: readonly string[];
  /**
   * `refuse`: a folder that is gone, as one named by hand never was there, is an Error. Default: it is among `problems`, the others load, as
   * they do beside one whose manifest does not hold.
   */
  readonly gone?: "refuse" | "tell";
  /** The worker of those that ship with Weir, when it was started before; the library closes it. */
  readonly begun?: BuiltInPlugins | null;
  /** Of what plugins may take while they load; DEFAULT_LIMITS when absent. */
  readonly limits?: HostLimits;
}

const unplaced = { rule: "", hook: "load", key: null, file: "", line: null, time: null, quarantined: true } as const;

/** The plugins at hand: those that ship with Weir and those of folders. */
export class PluginLibrary {
  readonly set: PluginSet;
  readonly workerPath: string;
  /** Bundling and manifest mistakes beside what loading found. */
  readonly problems: readonly PluginProblem[];
  /** Plugins whose source does not bundle, and those whose folder is gone or has no manifest that holds, which are called as it. */
  readonly broken: readonly FoundPlugin[];
  readonly #folderOf: ReadonlyMap<string, string>;
  /** Folders that are not there, or hold no plugin. */
  readonly #gone: ReadonlySet<string>;

  private constructor(
    set: PluginSet,
    workerPath: string,
    problems: readonly PluginProblem[],
    folderOf: ReadonlyMap<string, string>,
    broken: readonly FoundPlugin[],
    gone: ReadonlySet<string>,
  ) {
    this.#gone = gone;
    this.broken = broken;
    this.set = set;
    this.workerPath = workerPath;
    this.problems = problems;
    this.#folderOf = folderOf;
  }

  static async open({
    workerDir,
    folders,
    gone = "tell",
    begun = null,
    limits = DEFAULT_LIMITS,
  }: LibraryOptions): Promise<PluginLibrary> {
    const problems: PluginProblem[] = [];
    const bundles: PluginBundle[] = [...(begun?.bundles ?? builtInBundles(workerDir))];
    const folderOf = new Map<string, string>();
    const broken: FoundPlugin[] = [];
    const goneFolders = new Set<string>();
    const apiPath = join(workerDir, "weir-api.js");
    for (const folder of folders) {
      const { plugin, error } = await readOrSay(folder, bundles);
      folderOf.set(folder, plugin.name);
      if (error !== null) {
        if (error instanceof NoPluginError) {
          if (gone === "refuse") throw error;
          goneFolders.add(folder);
        }
        broken.push(plugin);
        problems.push({ ...unplaced, plugin: folder, message: withAdvice(error), file: folder });
        continue;
      }
      // Named twice, as with two settings.
      if (bundles.some((bundle) => bundle.folder === plugin.folder)) continue;
      try {
        bundles.push(await bundlePlugin(plugin, apiPath, false));
      } catch (error) {
        if (!(error instanceof BundleError)) throw error;
        const { message, file, line } = error;
        broken.push(plugin);
        problems.push({ ...unplaced, plugin: plugin.name, message, file, line });
      }
    }
    const workerPath = pluginWorkerPath(workerDir);
    begun?.thread.ref();
    const set = await loadPlugins(bundles, workerPath, limits, begun?.thread);
    return new PluginLibrary(set, workerPath, [...problems, ...set.problems], folderOf, broken, goneFolders);
  }

  /** What can be switched on. */
  get runnable(): readonly (RuleDeclaration | FilterDeclaration)[] {
    return this.set.contributions.filter(
      (item): item is RuleDeclaration | FilterDeclaration => item.type === "rule" || item.type === "filter",
    );
  }

  /** Rules and filters switched on by choices (null: the default set). Throws an Error of one line for an unknown id or setting. */
  async activate(
    choices: readonly PluginChoice[] | null,
  ): Promise<{ rules: ActiveRule[]; filters: ActiveFilter[]; problems: PluginProblem[] }> {
    const all = this.runnable;
    const wanted =
      choices ?? DEFAULT_RULES.filter((id) => all.some((item) => item.id === id)).map((plugin) => ({ plugin, settings: {} }));
    const rules: ActiveRule[] = [];
    const filters: ActiveFilter[] = [];
    const problems: PluginProblem[] = [];
    for (const choice of wanted as readonly PluginChoice[]) {
      const { settings, windows = [], off = [] } = choice;
      for (const declaration of this.#chosen(choice)) {
        const { id } = declaration;
        if ([...rules, ...filters].some((active) => active.declaration.id === id))
          throw new Error(`${declaration.type} ${id} is named twice`);
        const checked = checkSettings(id, declaration.settings, settings);
        if (declaration.type === "filter") filters.push({ declaration, settings: checked });
        else {
          const windowsPerKey = windows.map((each) => keyWindow(id, declaration, each));
          for (const each of off) checkOff(id, declaration, each);
          try {
            rules.push({ declaration, settings: checked, window: await this.set.window(id, checked), windowsPerKey, off });
          } catch (error) {
            // The plugin's own code answers: its fault costs it its place, not the others theirs.
            const { message } = error as Error;
            problems.push({ ...unplaced, plugin: declaration.plugin, rule: id, message: `window: ${message}` });
          }
        }
      }
    }
    const [failed] = [...this.problems, ...problems];
    if (rules.length === 0 && filters.length === 0 && wanted.length > 0 && failed !== undefined) {
      throw new Error(
        `plugin ${failed.plugin}: ${failed.message}${failed.line === null ? "" : ` (${failed.file}:${failed.line})`}`,
      );
    }
    return { rules, filters, problems };
  }

  /** Why a plugin named by its id or folder did not load, or not all of it; undefined: it did. */
  problemOf(plugin: string, folder = plugin): PluginProblem | undefined {
    const name = this.#folderOf.get(folder);
    return this.problems.find((problem) => problem.plugin === plugin || problem.plugin === name);
  }

  #chosen({ plugin, folder = plugin }: PluginChoice): (RuleDeclaration | FilterDeclaration)[] {
    const name = this.#folderOf.get(folder);
    const chosen = this.runnable.filter((item) => (isFolderChoice(plugin) ? item.plugin === name : item.id === plugin));
    if (chosen.length > 0) return chosen;
    const failed = this.problemOf(plugin, folder);
    // Who names a folder now means that one; a workspace's from before is only told.
    if (failed !== undefined && this.#gone.has(plugin)) throw new Error(failed.message);
    // One plugin that does not load does not keep the others from running: it is among `problems`.
    if (failed !== undefined) return [];
    // A folder with a report or a catalogue alone has nothing to switch on.
    if (isFolderChoice(plugin) && this.set.contributions.some((item) => item.plugin === name)) return [];
    throw new Error(
      `there is no rule or filter "${plugin}"; there are ${this.runnable.map(({ id }) => id).join(", ")}${folderHint(plugin)}`,
    );
  }

  async close(): Promise<void> {
    await this.set.close();
  }
}

/**
 * A plugin whose manifest cannot be read is called as its folder, as its name stands in there; so is one whose name is that of another
 * one of `bundles`.
 */
async function readOrSay(
  folder: string,
  bundles: readonly PluginBundle[],
): Promise<{ readonly plugin: FoundPlugin; readonly error: Error | null }> {
  // Plugins that ship with Weir need nothing to check manifests.
  const { readPlugin } = await import("../plugin-host/discover.ts");
  try {
    const plugin = readPlugin(folder);
    const other = bundles.find((bundle) => bundle.name === plugin.name && bundle.folder !== plugin.folder);
    if (other === undefined) return { plugin, error: null };
    const where = other.builtIn ? "ships with Weir" : `is in ${other.folder} too`;
    throw new Error(`${join(folder, "package.json")}: a plugin called ${plugin.name} ${where}, this one needs another name`);
  } catch (error) {
    const plugin = { folder, name: folder, displayName: folder, version: "", main: "", readme: "" };
    return { plugin, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const withAdvice = (error: Error): string =>
  error instanceof NoPluginError
    ? `${error.message}; put the folder back or remove the plugin from the workspace`
    : `${error.message}; mend it, or leave the plugin out`;

/** For an error about an id: a folder is called so. */
export const folderHint = (plugin: string): string =>
  !isFolderChoice(plugin) && existsSync(join(plugin, "package.json")) ? `; the folder is ./${plugin}` : "";

/** Throws an Error of one line for a window that cannot be read or a key part the rule does not group by. */
export function keyWindow(
  id: string,
  { by }: RuleDeclaration,
  { window, ...key }: { station?: string; sensor?: string; alarm?: string; window: string },
): { key: Partial<Record<KeyPart, string>>; window: WindowSpec } {
  checkParts(id, by, key, "a window per");
  return { key, window: parseWindow(window) };
}

/** Throws an Error of one line for a key part the rule does not group by, or none at all: that would be the whole rule. */
export function checkOff(id: string, { by }: RuleDeclaration, key: { station?: string; sensor?: string; alarm?: string }): void {
  checkParts(id, by, key, "switching off one");
  if (Object.values(key).every((code) => code === undefined))
    throw new Error(`${id}: name a ${by.join(", ") || "key"} it is off for; enabled: false switches all of it off`);
}

function checkParts(id: string, by: readonly KeyPart[], key: object, what: string): void {
  for (const part of Object.keys(key)) {
    if (!by.includes(part as KeyPart))
      throw new Error(`${id}: ${what} ${part} is not possible: the rule groups by ${by.join(", ") || "nothing"}`);
  }
}
