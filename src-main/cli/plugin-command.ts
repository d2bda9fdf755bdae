import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { readPlugin } from "../plugin-host/discover.ts";
import { openAnalysis } from "../session/analysis.ts";
import { filesInput } from "../session/analysis-input.ts";
import { builtInBundles } from "../session/built-in-plugins.ts";
import { DEFAULT_RULES, isFolderChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { createPlugin, PLUGIN_TEMPLATES, type PluginTemplate } from "../session/plugin-templates.ts";
import { checkTypes } from "../session/plugin-types.ts";
import { runScenarios } from "../session/scenarios.ts";
import { simulateBts } from "../simulate/simulate-bts.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { backtestCommand } from "./backtest-command.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { print, printJson, say } from "./terminal.ts";

export function pluginCommand(workerDir: string): Command {
  const plugin = new Command("plugin").description("List, write, check, test and backtest plugins.");
  plugin
    .command("list")
    .description("What ships with Weir, and what the folders named hold, as JSON.")
    .argument("[folders...]", "plugin folders")
    .action((folders: string[]) => listPlugins(folders, workerDir));
  plugin
    .command("new")
    .description("Start a plugin in a new folder.")
    .argument("<name>", "small letters, digits and dashes; a path names the folder")
    .option("--template <kind>", PLUGIN_TEMPLATES.join(", "), "rule")
    .action(async (path: string, { template }: { template: string }) => {
      if (!PLUGIN_TEMPLATES.includes(template as PluginTemplate))
        throw new UsageError(`--template ${template}: choose from ${PLUGIN_TEMPLATES.join(", ")}`);
      const folder = resolve(path);
      const name = folder.split(/[\\/]/).pop() ?? "";
      await asUsage(() => createPlugin(folder, name, template as PluginTemplate, join(workerDir, "weir-api.ts")));
      say(`made ${folder}; edit index.ts, then: weir plugin check ${path}`);
    });
  plugin
    .command("check")
    .description("Manifest, types, confinement and a dry run over simulated data.")
    .argument("<plugin>", "the plugin's folder, or the id of a rule or filter that ships with Weir")
    .action((plugin: string) =>
      isShipped(plugin, workerDir) ? checkShipped(plugin, workerDir) : checkPlugin(plugin, workerDir),
    );
  plugin
    .command("test")
    .description("Run the plugin's own scenarios.")
    .argument("<folder>", "the plugin's folder, with scenarios/NAME/{events.csv,settings.json,expected.jsonl}")
    .option("--update", "write expected.jsonl from what came", false)
    .action(async (folder: string, { update }: { update: boolean }) => {
      if (isShipped(folder, workerDir))
        throw new UsageError(`${folder} ships with Weir, without scenarios; name the folder of a plugin of yours`);
      const results = await asUsage(() => runScenarios(resolve(folder), workerDir, update));
      for (const { name, passed, differences } of results) {
        print(`${passed ? "ok" : "FAILED"} ${name}`);
        for (const difference of differences) print(`   ${difference}`);
      }
      const failed = results.filter(({ passed }) => !passed).length;
      say(`${results.length - failed} passed, ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    });
  plugin.addCommand(backtestCommand(workerDir));
  return plugin;
}

async function listPlugins(folders: readonly string[], workerDir: string): Promise<void> {
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders }));
  try {
    const of = (name: string) =>
      library.set.contributions
        .filter((item) => item.plugin === name)
        .map((item) => ({
          type: item.type,
          id: item.id,
          title: item.title,
          default: DEFAULT_RULES.includes(item.id),
          settings: "settings" in item ? item.settings : {},
        }));
    printJson(
      library.set.bundles.map(({ name, version, displayName, folder, builtIn }) => ({
        name,
        version,
        displayName,
        folder,
        builtIn,
        contributions: of(name),
      })),
    );
    for (const { plugin, message, file, line } of library.problems)
      say(`plugin ${plugin}: ${message} (${file}${line === null ? "" : `:${line}`})`);
    if (library.problems.length > 0) process.exitCode = 1;
  } finally {
    await library.close();
  }
}

/** Whether a plugin is named by an id of those that ship with Weir; a folder of that name goes first. */
function isShipped(plugin: string, workerDir: string): boolean {
  return !isFolderChoice(plugin) && !existsSync(resolve(plugin)) && builtInBundles(workerDir).some(({ name }) => name === plugin);
}

/** Types and confinement were checked when it was built; it is run. */
async function checkShipped(id: string, workerDir: string): Promise<void> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    const own = library.set.contributions.filter((item) => item.plugin === id);
    for (const item of own) print(`${item.type} ${item.id}: ${item.title}`);
    for (const item of own) if (item.type === "rule" || item.type === "filter") await dryRun(item.id, workerDir);
  } finally {
    await library.close();
  }
}

async function checkPlugin(path: string, workerDir: string): Promise<void> {
  const folder = resolve(path);
  const plugin = await asUsage(() => readPlugin(folder));
  print(`manifest: ${plugin.name} ${plugin.version}`);
  const { skipped, mistakes } = await checkTypes(plugin.folder, plugin.main, join(workerDir, "weir-api.ts"));
  const [mistake] = mistakes;
  if (mistake !== undefined)
    throw new Error(
      mistakes.map(({ file, line, column, code, message }) => `${file}(${line},${column}): error ${code}: ${message}`).join("\n"),
    );
  print(skipped === null ? "types: ok" : `types: not checked (${skipped})`);
  const library = await PluginLibrary.open({ workerDir, folders: [folder] });
  try {
    const [problem] = library.problems;
    if (problem !== undefined)
      throw new Error(`${problem.file}${problem.line === null ? "" : `:${problem.line}`}: ${problem.message}`);
    const own = library.set.contributions.filter((item) => item.plugin === plugin.name);
    for (const item of own) {
      if ("settings" in item) checkSettings(item.id, item.settings, {});
      if (item.type === "report") await library.set.reportSql(item.id, checkSettings(item.id, item.settings, {}));
      print(`${item.type} ${item.id}: ${item.title}`);
    }
    if (own.some(({ type }) => type === "rule" || type === "filter")) await dryRun(folder, workerDir);
  } finally {
    await library.close();
  }
}

/** Runs a plugin over simulated data and says what came of it. Throws an Error of one line for its first mistake. */
async function dryRun(plugin: string, workerDir: string): Promise<void> {
  const temporary = temporaryFolder("check");
  try {
    const data = join(temporary, "dry-run.csv");
    writeFileSync(data, [...simulateBts({ stations: 3, days: 0.5, seed: 1 }).chunks()].join(""));
    const problems: string[] = [];
    const { session } = await openAnalysis({
      input: filesInput([data], { plugins: [{ plugin, settings: {} }] }),
      workerDir,
      sinks: [],
      recorders: [],
      rejectCap: 0,
      onProblem: ({ hook, message, file, line }) =>
        problems.push(`${file}${line === null ? "" : `:${line}`}: ${hook}: ${message}`),
    });
    await session.run();
    const { metrics } = session.status();
    const results = Object.entries(metrics.results_total).map(
      ([rule, { alert, series }]) => `${rule}: ${counted(alert, "alert")}, ${counted(series, "point")}`,
    );
    print(
      `dry run over ${metrics.records_read_total} simulated rows: ${results.join("; ") || `${metrics.records_dropped_total.filtered} rows filtered`}`,
    );
    if (problems.length > 0) throw new Error(problems[0]);
  } finally {
    removeTemporaryFolder(temporary);
  }
}
