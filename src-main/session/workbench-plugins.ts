import { DEFAULT_RULES, type PluginChoice } from "./plugin-choice.ts";
import { PluginLibrary } from "./plugin-library.ts";
import type { Workspace } from "./workspace.ts";

/** The plugins of a workbench: what is at hand, and what of it the workspace has on. */
export class WorkbenchPlugins {
  readonly #workerDir: string;
  readonly #workspace: () => Workspace;
  #library: Promise<PluginLibrary> | null = null;

  /** `workspace`: the one that is open at the time. */
  constructor(workerDir: string, workspace: () => Workspace) {
    this.#workerDir = workerDir;
    this.#workspace = workspace;
  }

  /** The plugins at hand, with their workers running so that settings and windows can be asked for. Throws an Error of one line. */
  library(): Promise<PluginLibrary> {
    this.#library ??= PluginLibrary.open({ workerDir: this.#workerDir, folders: this.folders() }).catch((error: unknown) => {
      this.#library = null;
      throw error;
    });
    return this.#library;
  }

  /** After a plugin's folder was added, changed or taken away. */
  async reload(): Promise<PluginLibrary> {
    const old = this.#library;
    this.#library = null;
    const fresh = await this.library();
    await old?.then((library) => library.close()).catch(() => {});
    return fresh;
  }

  /** For another workspace: what ships with Weir is loaded once and serves as long as no folder of one's own, now or in `had`, is in play. */
  async reloadAfter(had: readonly string[]): Promise<void> {
    if (had.length > 0 || this.folders().length > 0) await this.reload();
  }

  /** Folders of one's own. */
  folders(): string[] {
    return [...new Set(Object.values(this.#workspace().plugins).flatMap(({ folder }) => (folder === undefined ? [] : [folder])))];
  }

  /** Whether a rule or filter is on. */
  enabled(id: string): boolean {
    return this.#workspace().plugins[id]?.enabled ?? DEFAULT_RULES.includes(id);
  }

  /** What is on, with settings and windows; what the workspace does not name keeps its default. */
  choicesIn(library: PluginLibrary): PluginChoice[] {
    const chosen = this.#workspace().plugins;
    return library.runnable
      .filter(({ id }) => this.enabled(id))
      .map(({ id }) => ({
        plugin: id,
        settings: chosen[id]?.settings ?? {},
        windows: chosen[id]?.windows,
        off: chosen[id]?.off,
      }));
  }

  /** What is on, with settings, windows and folders, for another place to run it. */
  async choices(): Promise<PluginChoice[]> {
    return this.choicesIn(await this.library()).map((choice) => {
      const folder = this.#workspace().plugins[choice.plugin]?.folder;
      return folder === undefined ? choice : { ...choice, folder };
    });
  }

  async close(): Promise<void> {
    await this.#library?.then((library) => library.close()).catch(() => {});
  }
}
