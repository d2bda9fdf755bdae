import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { formatWindow } from "../engine/window-text.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ContributionDeclaration, PluginBundle, PluginProblem } from "../plugin-host/contract.ts";
import type { PluginLibrary } from "../session/plugin-library.ts";
import type { Workbench } from "../session/workbench.ts";
import type { ContributionCard, PluginCard, ProblemRow } from "./contract.ts";

/** The plugins at hand as cards: what each contributes, how it is set, and what it did in the session that is open. */
export async function pluginCards(bench: Workbench): Promise<PluginCard[]> {
  const library = await bench.plugins.library();
  const broken = library.broken.map((plugin) => ({ ...plugin, builtIn: false }));
  return Promise.all([...library.set.bundles, ...broken].map((bundle) => pluginCard(bench, library, bundle)));
}

/** `at`: epoch ms, when it was told. */
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

/** What the workspace calls a plugin that cannot be asked: it keeps its name beside its contributions, as a rule first. */
function nameOfUnread(bench: Workbench, folder: string): string {
  const [id] = Object.entries(bench.workspace.plugins).find(([, plugin]) => plugin.folder === folder) ?? [basename(folder)];
  return id;
}

async function pluginCard(
  bench: Workbench,
  library: PluginLibrary,
  bundle: Pick<PluginBundle, "name" | "displayName" | "version" | "builtIn" | "folder" | "readme">,
): Promise<PluginCard> {
  const { name, version, builtIn, folder, readme } = bundle;
  // What has no manifest that holds is called as its folder.
  const unread = !builtIn && name === folder;
  const gone = unread && !existsSync(join(folder, "package.json"));
  const displayName = unread ? nameOfUnread(bench, folder) : bundle.displayName;
  const broken = [...library.problems].find(({ plugin, hook }) => plugin === name && (hook === "load" || hook === "timeout"));
  const own = library.set.contributions.filter(({ plugin }) => plugin === name);
  return {
    name,
    displayName,
    version,
    builtIn,
    folder,
    readme,
    gone,
    broken: broken === undefined ? null : problemRow(0, broken),
    contributions: await Promise.all(own.map((item) => contributionCard(bench, library, item))),
  };
}
