import { readdirSync } from "node:fs";
import { type FoundPlugin, readPlugin } from "../plugin-host/discover.ts";
import { NoPluginError } from "../plugin-host/no-plugin-error.ts";
import type { PluginLibrary } from "../session/plugin-library.ts";
import type { Workbench } from "../session/workbench.ts";

/** As `readPlugin`; of a folder that is none, but holds a packed one, it says so. */
function readChosen(place: string): FoundPlugin {
  try {
    return readPlugin(place);
  } catch (error) {
    const packed = error instanceof NoPluginError ? packedIn(place) : undefined;
    if (packed === undefined) throw error;
    throw new Error(`${place} is no plugin itself; ${packed} in it looks like a packed one: install that`);
  }
}

function packedIn(place: string): string | undefined {
  try {
    return readdirSync(place).find((name) => name.endsWith(".tgz"));
  } catch {
    return undefined;
  }
}

/** Plugins of one's own: folders that the workspace names. */
export class OwnPlugins {
  readonly #bench: Workbench;
  /** Plugins whose entry in the workspace only keeps their folder: nobody has switched a contribution of that name on or off. */
  readonly #placeholders = new Set<string>();

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** The folder of a plugin of this name. Throws an Error of one line when it is none of the workspace's. */
  folder(name: string): string {
    const folder = this.#bench.plugins.folders().find((each) => {
      // One that cannot be loaded is listed as its folder, so that it can be taken out.
      if (each === name) return true;
      try {
        return readPlugin(each).name === name;
      } catch {
        return false;
      }
    });
    if (folder === undefined)
      throw new Error(`${name} ships with Weir and is not changed here; make a new plugin and start from its README.`);
    return folder;
  }

  /** Adds the plugin in a folder to the workspace, with all it contributes on; answers its name. Throws an Error of one line. */
  async add(place: string): Promise<string> {
    const bench = this.#bench;
    const { name, folder } = readChosen(place);
    const library = await bench.plugins.library();
    if (library.set.bundles.some((bundle) => bundle.builtIn && bundle.name === name))
      throw new Error(`${place}: a plugin called ${name} ships with Weir; give it another name in its package.json`);
    if (!Object.hasOwn(bench.workspace.plugins, name)) this.#placeholders.add(name);
    try {
      const former = bench.workspace.plugins[name];
      bench.change({ plugins: { ...bench.workspace.plugins, [name]: { enabled: false, settings: {}, ...former, folder } } });
      this.switchOn(await bench.plugins.reload(), name, folder);
    } finally {
      this.#placeholders.delete(name);
    }
    if (bench.session !== null) await bench.restart();
    return name;
  }

  /**
   * A plugin whose folder is gone (`gone`: as the workspace has it) is in another one now; what was set stays. Answers its name. Throws an
   * Error of one line when another plugin is there.
   */
  async locate(gone: string, place: string): Promise<string> {
    const bench = this.#bench;
    const { name, folder } = readPlugin(place);
    const before = bench.workspace.plugins;
    const own = Object.entries(before).filter(([, plugin]) => plugin.folder === gone);
    if (own.length === 0) throw new Error(`${gone} is no plugin of this workspace`);
    bench.change({ plugins: { ...before, ...Object.fromEntries(own.map(([id, plugin]) => [id, { ...plugin, folder }])) } });
    const library = await bench.plugins.reload();
    const known = new Set([name, ...library.set.contributions.filter(({ plugin }) => plugin === name).map(({ id }) => id)]);
    if (!own.some(([id]) => known.has(id))) {
      bench.change({ plugins: before });
      await bench.plugins.reload();
      const wanted = own.map(([id]) => id).join(", ");
      throw new Error(
        `${place} holds the plugin ${name}, not ${wanted}; choose its own folder, or add ${name} as another plugin`,
      );
    }
    if (bench.session !== null) await bench.restart();
    return name;
  }

  /** What a plugin contributes is on, unless the workspace says otherwise already. */
  switchOn(library: PluginLibrary, name: string, folder: string): void {
    const { plugins } = this.#bench.workspace;
    const chosen = (id: string): boolean => Object.hasOwn(plugins, id) && !this.#placeholders.has(id);
    const added = library.runnable.filter(({ plugin, id }) => plugin === name && !chosen(id));
    if (added.length === 0) return;
    const entries = added.map(({ id }) => [id, { enabled: true, settings: {}, folder }] as const);
    this.#bench.change({ plugins: { ...plugins, ...Object.fromEntries(entries) } });
  }

  /** Takes a plugin out of the workspace. Throws an Error of one line. */
  async remove(name: string): Promise<void> {
    const bench = this.#bench;
    const folder = this.folder(name);
    const kept = Object.entries(bench.workspace.plugins).filter(([, plugin]) => plugin.folder !== folder);
    bench.change({ plugins: Object.fromEntries(kept) });
    await bench.plugins.reload();
    // It is gone now. That the source is read again without it is told by the session's status, a failure too.
    if (bench.session !== null) bench.restart().catch(() => {});
  }
}
