import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { installArchive } from "../session/plugin-archive.ts";
import { createPlugin } from "../session/plugin-templates.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./answers.ts";
import type { PluginCard, PluginsMethods } from "./contract.ts";
import { OwnPlugins } from "./own-plugins.ts";
import { pluginCards, problemRow } from "./plugin-cards.ts";
import { pluginSourceAnswers } from "./plugin-source-answers.ts";
import { setContribution } from "./set-contribution.ts";

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The plugins at hand: shown, switched on and set, added and taken away. */
export function pluginAnswers(bench: Workbench): Answers<keyof PluginsMethods> {
  const own = new OwnPlugins(bench);
  const cardOf = async (plugin: string, folder: string): Promise<PluginCard> => {
    const card = (await pluginCards(bench)).find(({ name }) => name === plugin);
    if (card === undefined) throw new Error(`${folder}: the plugin did not load`);
    return card;
  };
  const add = async (folder: string): Promise<PluginCard> => cardOf(await own.add(folder), folder);
  return {
    ...pluginSourceAnswers(bench, own),
    "plugins.list": async () => ({ plugins: await pluginCards(bench) }),
    "plugins.set": async (args) => {
      await setContribution(bench, args);
      return null;
    },
    "plugins.create": async ({ parent, name, template }) => {
      const folder = createPlugin(resolve(parent, name), name, template, join(bench.workerDir, "weir-api.ts"));
      await add(folder);
      return { folder };
    },
    "plugins.add": async ({ folder }) => ({ plugin: await add(folder) }),
    "plugins.install": async ({ archive, parent }) => ({
      // Who chooses the folder itself means that plugin: it stays where it is.
      plugin: await add(isFolder(archive) ? archive : installArchive(archive, parent)),
    }),
    "plugins.remove": async ({ name }) => {
      await own.remove(name);
      return null;
    },
    "plugins.locate": async ({ name, folder }) => ({ plugin: await cardOf(await own.locate(name, folder), folder) }),
    "plugins.log": async ({ name }) => {
      const library = await bench.plugins.library();
      const ids = new Set(library.set.contributions.filter(({ plugin }) => plugin === name).map(({ id }) => id));
      return { lines: bench.log.lines.filter(({ rule }) => ids.has(rule)).map(({ line }) => line) };
    },
    "problems.list": () => ({
      problems: bench.log.problems.map(({ at, problem }) => problemRow(at, problem)),
      total: bench.log.problemsTotal,
      log: bench.log.lines,
    }),
  };
}
