import { existsSync, readFileSync } from "node:fs";
import { join, normalize, resolve, sep } from "node:path";
import { formatWindow } from "../engine/window-text.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ContributionDeclaration, PluginBundle, PluginProblem } from "../plugin-host/contract.ts";
import { readPlugin } from "../plugin-host/discover.ts";
import { installArchive } from "../session/plugin-archive.ts";
import { filePath, pluginFiles, readPluginFile, writePluginFile } from "../session/plugin-files.ts";
import type { PluginLibrary } from "../session/plugin-library.ts";
import { packPlugin } from "../session/plugin-pack.ts";
import { createPlugin } from "../session/plugin-templates.ts";
import { checkTypes } from "../session/plugin-types.ts";
import { runScenarios } from "../session/scenarios.ts";
import type { Workbench } from "../session/workbench.ts";
import type { ContributionCard, PluginCard, PluginsMethods, ProblemRow, SourceProblem } from "./contract.ts";
import type { Answers } from "./session-answers.ts";
import { setContribution } from "./set-contribution.ts";

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
    enabled: item.type === "rule" || item.type === "filter" ? bench.plugins.enabled(item.id) : true,
    quarantined: bench.log.problems.some(({ problem }) => problem.rule === item.id && problem.quarantined),
    by: "by" in item ? item.by : [],
    window,
    windows: bench.workspace.plugins[item.id]?.windows ?? [],
    off: bench.workspace.plugins[item.id]?.off ?? [],
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
  const folder = bench.plugins.folders().find((each) => {
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

/** The type check's findings, as the editor shows them. */
async function typeProblems(
  folder: string,
  main: string,
  api: string,
  draft?: { file: string; text: string },
): Promise<{ problems: SourceProblem[]; typesSkipped: string | null }> {
  try {
    const { skipped, mistakes } = await checkTypes(folder, main, api, draft);
    return { problems: mistakes.map((mistake) => ({ ...mistake, stops: false })), typesSkipped: skipped };
  } catch (error) {
    return { problems: [], typesSkipped: (error as Error).message };
  }
}

export function pluginAnswers(bench: Workbench, workerDir: string): Answers<keyof PluginsMethods> {
  const api = join(workerDir, "weir-api.ts");
  const list = async (): Promise<PluginCard[]> => {
    const library = await bench.plugins.library();
    const broken = library.broken.map((plugin) => ({ ...plugin, builtIn: false }));
    return Promise.all([...library.set.bundles, ...broken].map((bundle) => pluginCard(bench, library, bundle)));
  };
  /** What a folder contributes is on, unless the workspace says otherwise already. */
  const enableAll = (library: PluginLibrary, name: string, folder: string): boolean => {
    const added = library.set.contributions.filter(
      (item) => item.plugin === name && (item.type === "rule" || item.type === "filter") && !chosen(item.id),
    );
    if (added.length === 0) return false;
    const entries = added.map(({ id }) => [id, { enabled: true, settings: {}, folder }] as const);
    bench.change({ plugins: { ...bench.workspace.plugins, ...Object.fromEntries(entries) } });
    return true;
  };
  /** Ids a person has switched on or off, unlike the entry that only keeps a folder. */
  const placeholders = new Set<string>();
  const chosen = (id: string): boolean => Object.hasOwn(bench.workspace.plugins, id) && !placeholders.has(id);
  const add = async (folder: string): Promise<PluginCard> => {
    const plugin = readPlugin(folder);
    const library = await bench.plugins.library();
    if (library.set.bundles.some(({ name, builtIn }) => builtIn && name === plugin.name))
      throw new Error(`${folder}: a plugin called ${plugin.name} ships with Weir; give it another name in its package.json`);
    if (!Object.hasOwn(bench.workspace.plugins, plugin.name)) placeholders.add(plugin.name);
    const former = bench.workspace.plugins[plugin.name];
    bench.change({
      plugins: {
        ...bench.workspace.plugins,
        [plugin.name]: { enabled: false, settings: {}, ...former, folder: plugin.folder },
      },
    });
    enableAll(await bench.plugins.reload(), plugin.name, plugin.folder);
    placeholders.delete(plugin.name);
    if (bench.session !== null) await bench.restart();
    const card = (await list()).find(({ name }) => name === plugin.name);
    if (card === undefined) throw new Error(`${folder}: the plugin did not load`);
    return card;
  };
  return {
    "plugins.list": async () => ({ plugins: await list() }),
    "plugins.set": async (args) => {
      await setContribution(bench, args);
      return null;
    },
    "plugins.create": async ({ parent, name, template }) => {
      const folder = createPlugin(resolve(parent, name), name, template, api);
      await add(folder);
      return { folder };
    },
    "plugins.add": async ({ folder }) => ({ plugin: await add(folder) }),
    "plugins.install": async ({ archive, parent }) => ({ plugin: await add(installArchive(archive, parent)) }),
    "plugins.remove": async ({ name }) => {
      const folder = ownFolder(bench, name);
      const kept = Object.entries(bench.workspace.plugins).filter(([, plugin]) => plugin.folder !== folder);
      bench.change({ plugins: Object.fromEntries(kept) });
      await bench.plugins.reload();
      // It is gone now. That the source is read again without it is told by the session's status, a failure too.
      if (bench.session !== null) bench.restart().catch(() => {});
      return null;
    },
    "plugins.files": ({ name }) => {
      const { folder, main } = readPlugin(ownFolder(bench, name));
      return { folder, main: normalize(main).split(sep).join("/"), files: pluginFiles(folder) };
    },
    "plugins.readSource": ({ name, file }) => {
      const plugin = readPlugin(ownFolder(bench, name));
      const shown = file ?? plugin.main;
      const text = readPluginFile(plugin.folder, shown);
      return { file: shown, text, api: existsSync(api) ? readFileSync(api, "utf8") : "" };
    },
    "plugins.saveSource": async ({ name, file, text }) => {
      const folder = ownFolder(bench, name);
      const former = readPlugin(folder);
      writePluginFile(folder, file ?? former.main, text);
      const [library, types] = await Promise.all([bench.plugins.reload(), typeProblems(folder, former.main, api)]);
      const stopping = library.problems
        .filter((problem) => problem.plugin === name)
        .map(({ file: where, line, message }) => ({
          file: where,
          line,
          column: null,
          code: "",
          message,
          stops: true,
        }));
      if (stopping.length === 0) {
        enableAll(library, name, former.folder);
        await bench.applyPlugin(name);
      }
      return { ...types, problems: [...stopping, ...types.problems], running: stopping.length === 0 };
    },
    "plugins.checkSource": ({ name, file, text }) => {
      const { folder, main } = readPlugin(ownFolder(bench, name));
      filePath(folder, file);
      return typeProblems(folder, main, api, { file, text });
    },
    "plugins.scenarios": async ({ name, update }) => ({ results: await runScenarios(ownFolder(bench, name), workerDir, update) }),
    "plugins.pack": ({ name, path }) => packPlugin(ownFolder(bench, name), path),
    "plugins.log": async ({ name }) => {
      const library = await bench.plugins.library();
      const own = new Set(library.set.contributions.filter(({ plugin }) => plugin === name).map(({ id }) => id));
      return { lines: bench.log.lines.filter(({ rule }) => own.has(rule)).map(({ line }) => line) };
    },
    "problems.list": () => ({
      problems: bench.log.problems.map(({ at, problem }) => problemRow(at, problem)),
      total: bench.log.problemsTotal,
      log: bench.log.lines,
    }),
  };
}
