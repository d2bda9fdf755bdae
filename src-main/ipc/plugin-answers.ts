import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatWindow } from "../engine/window-text.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ContributionDeclaration, PluginBundle, PluginProblem } from "../plugin-host/contract.ts";
import { readPlugin } from "../plugin-host/discover.ts";
import type { PluginLibrary } from "../session/plugin-library.ts";
import { createPlugin } from "../session/plugin-templates.ts";
import type { Workbench } from "../session/workbench.ts";
import type { ContributionCard, PluginCard, ProblemRow } from "./contract.ts";
import type { Answers } from "./session-answers.ts";

export function problemRow(at: number, { plugin, rule, hook, key, message, file, line, quarantined }: PluginProblem): ProblemRow {
  const shown = key === null ? "" : [key.station, key.sensor, key.alarm].filter((part) => part !== "").join(" ");
  return { at, plugin, rule, hook, key: shown, message, file, line, quarantined };
}

async function contributionCard(
  bench: Workbench,
  library: PluginLibrary,
  item: ContributionDeclaration,
): Promise<ContributionCard> {
  const { session } = bench;
  const metrics = session?.analysis.session.status().metrics;
  const results = metrics?.results_total[item.id];
  const settings = "settings" in item ? item.settings : {};
  const chosen = bench.workspace.plugins[item.id]?.settings ?? {};
  const values = Object.entries(settings).map(([name, declaration]) => ({
    name,
    declaration,
    value: chosen[name] ?? declaration.default,
  }));
  let window = "";
  if (item.type === "rule") {
    const spec =
      session?.analysis.rules.find(({ declaration }) => declaration.id === item.id)?.window ??
      (await library.set.window(item.id, checkSettings(item.id, item.settings, chosen)).catch(() => null));
    window = spec === null ? "" : formatWindow(spec);
  }
  return {
    type: item.type,
    id: item.id,
    title: item.title,
    description: "description" in item ? item.description : "",
    enabled: item.type === "rule" || item.type === "filter" ? bench.enabled(item.id) : true,
    quarantined: bench.problems.some(({ problem }) => problem.rule === item.id && problem.quarantined),
    by: "by" in item ? item.by : [],
    window,
    settings: values,
    alerts: results?.alert ?? 0,
    points: results?.series ?? 0,
    errors: metrics?.runtime_errors_total[item.id] ?? 0,
    seconds: metrics?.plugin_seconds_total[item.id] ?? 0,
    series:
      item.type === "rule" ? Object.entries(item.series).map(([name, { label, unit = "" }]) => ({ name, label, unit })) : [],
  };
}

async function pluginCard(
  bench: Workbench,
  library: PluginLibrary,
  bundle: Pick<PluginBundle, "name" | "displayName" | "version" | "builtIn" | "folder" | "readme">,
): Promise<PluginCard> {
  const { name, displayName, version, builtIn, folder, readme } = bundle;
  const broken = [...library.problems].find(({ plugin, hook }) => plugin === name && (hook === "load" || hook === "timeout"));
  const own = library.set.contributions.filter(({ plugin }) => plugin === name);
  return {
    name,
    displayName,
    version,
    builtIn,
    folder,
    readme,
    broken: broken === undefined ? null : problemRow(0, broken),
    contributions: await Promise.all(own.map((item) => contributionCard(bench, library, item))),
  };
}

/** The plugin a folder of the workspace holds. Throws an Error of one line. */
function ownFolder(bench: Workbench, name: string): string {
  const folder = bench.folders().find((each) => {
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

export function pluginAnswers(
  bench: Workbench,
  workerDir: string,
): Answers<
  | "plugins.list"
  | "plugins.set"
  | "plugins.create"
  | "plugins.add"
  | "plugins.remove"
  | "plugins.readSource"
  | "plugins.saveSource"
  | "problems.list"
> {
  const list = async (): Promise<PluginCard[]> => {
    const library = await bench.library();
    const broken = library.broken.map((plugin) => ({ ...plugin, builtIn: false }));
    return Promise.all([...library.set.bundles, ...broken].map((bundle) => pluginCard(bench, library, bundle)));
  };
  const add = async (folder: string): Promise<PluginCard> => {
    const plugin = readPlugin(folder);
    bench.change({
      plugins: { ...bench.workspace.plugins, [plugin.name]: { enabled: false, settings: {}, folder: plugin.folder } },
    });
    const library = await bench.reloadLibrary();
    const added = library.set.contributions.filter(
      (item) => item.plugin === plugin.name && (item.type === "rule" || item.type === "filter"),
    );
    const entries = added.map(
      ({ id }) => [id, bench.workspace.plugins[id] ?? { enabled: true, settings: {}, folder: plugin.folder }] as const,
    );
    bench.change({ plugins: { ...bench.workspace.plugins, ...Object.fromEntries(entries) } });
    if (bench.session !== null && added.length > 0) await bench.restart();
    const card = (await list()).find(({ name }) => name === plugin.name);
    if (card === undefined) throw new Error(`${folder}: the plugin did not load`);
    return card;
  };
  return {
    "plugins.list": async () => ({ plugins: await list() }),
    "plugins.set": async ({ id, enabled, settings, windows }) => {
      const library = await bench.library();
      const item = library.set.contributions.find((each) => each.id === id);
      if (item === undefined || (item.type !== "rule" && item.type !== "filter"))
        throw new Error(`There is no rule or filter ${id}.`);
      checkSettings(id, item.settings, settings);
      const defaults = Object.entries(settings).filter(([name, value]) => value !== item.settings[name]?.default);
      const former = bench.workspace.plugins[id];
      const next = {
        ...former,
        enabled,
        settings: Object.fromEntries(defaults),
        ...(windows === undefined ? {} : { windows: [...windows] }),
      };
      bench.change({ plugins: { ...bench.workspace.plugins, [id]: next } });
      if (bench.session !== null) await bench.restart();
      return null;
    },
    "plugins.create": async ({ parent, name, template }) => {
      const folder = createPlugin(resolve(parent, name), name, template, join(workerDir, "weir-api.ts"));
      await add(folder);
      return { folder };
    },
    "plugins.add": async ({ folder }) => ({ plugin: await add(folder) }),
    "plugins.remove": async ({ name }) => {
      const folder = ownFolder(bench, name);
      const kept = Object.entries(bench.workspace.plugins).filter(([, plugin]) => plugin.folder !== folder);
      bench.change({ plugins: Object.fromEntries(kept) });
      await bench.reloadLibrary();
      if (bench.session !== null) await bench.restart();
      return null;
    },
    "plugins.readSource": ({ name }) => {
      const plugin = readPlugin(ownFolder(bench, name));
      const file = join(plugin.folder, plugin.main);
      const api = join(workerDir, "weir-api.ts");
      return { file, text: readFileSync(file, "utf8"), api: existsSync(api) ? readFileSync(api, "utf8") : "" };
    },
    "plugins.saveSource": async ({ name, text }) => {
      const plugin = readPlugin(ownFolder(bench, name));
      writeFileSync(join(plugin.folder, plugin.main), text);
      const library = await bench.reloadLibrary();
      const problems = library.problems.filter((problem) => problem.plugin === name);
      if (problems.length === 0 && bench.session !== null) await bench.restart();
      return { problems: problems.map((problem) => problemRow(Date.now(), problem)) };
    },
    "problems.list": () => ({
      problems: bench.problems.map(({ at, problem }) => problemRow(at, problem)),
      total: bench.problemsTotal,
      log: bench.log,
    }),
  };
}
