import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { readPlugin } from "../plugin-host/discover.ts";
import { builtInBundles } from "../session/built-in-plugins.ts";
import { DEFAULT_RULES, isFolderChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { packPlugin } from "../session/plugin-pack.ts";
import { createPlugin, PLUGIN_TEMPLATES, type PluginTemplate } from "../session/plugin-templates.ts";
import { runScenarios, type ScenarioResult, shippedScenarios } from "../session/scenarios.ts";
import { backtestCommand } from "./backtest-command.ts";
import { checkPlugin, checkShipped } from "./check-plugin.ts";
import { asUsage, UsageError } from "./failure.ts";
import { choiceFlag } from "./options.ts";
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
    .addOption(choiceFlag("--template <kind>", "what it begins with", PLUGIN_TEMPLATES, "rule"))
    .action(async (path: string, { template }: { template: PluginTemplate }) => {
      const folder = resolve(path);
      const name = folder.split(/[\\/]/).pop() ?? "";
      await asUsage(() => refuseShipped(name, workerDir));
      await asUsage(() => createPlugin(folder, name, template, join(workerDir, "weir-api.ts")));
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
    .argument(
      "<plugin>",
      "the plugin's folder, with scenarios/NAME/{events.csv,settings.json,expected.jsonl}, or the id of one that ships with Weir",
    )
    .option("--update", "write expected.jsonl from what came", false)
    .action(async (plugin: string, { update }: { update: boolean }) => {
      const results = await (isShipped(plugin, workerDir)
        ? testShipped(plugin, workerDir, update)
        : testPlugin(resolve(plugin), workerDir, update));
      for (const { name, passed, differences } of results) {
        print(`${passed ? "ok" : "FAILED"} ${name}`);
        for (const difference of differences) print(`   ${difference}`);
      }
      const failed = results.filter(({ passed }) => !passed).length;
      say(`${results.length - failed} passed, ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    });
  plugin
    .command("pack")
    .description("Pack the plugin's folder into one file, to be installed elsewhere.")
    .argument("<folder>", "the plugin's folder")
    .option("--out <file>", "the .tgz; without it NAME-VERSION.tgz here")
    .action(async (folder: string, { out }: { out?: string }) => {
      const { name, version } = await asUsage(() => readPlugin(resolve(folder)));
      const archive = out ?? `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      const { files, packages } = await asUsage(() => packPlugin(resolve(folder), resolve(archive)));
      say(
        `${files} files are in ${archive}; Plugins → Install takes it${packages.length === 0 ? "" : `, then npm install --ignore-scripts in its folder`}`,
      );
    });
  plugin.addCommand(backtestCommand(workerDir));
  return plugin;
}

async function testPlugin(folder: string, workerDir: string, update: boolean): Promise<ScenarioResult[]> {
  const { name } = await asUsage(() => readPlugin(folder));
  await refuseUntestable(folder, name, workerDir);
  return asUsage(() => runScenarios(folder, workerDir, update));
}

/** Scenarios say what rules and filters make of events. Throws a UsageError of one line for a plugin that has others only, with what tries those. */
async function refuseUntestable(folder: string, name: string, workerDir: string): Promise<void> {
  const library = await PluginLibrary.open({ workerDir, folders: [folder] });
  try {
    const own = library.set.contributions.filter(({ plugin }) => plugin === name);
    if (own.length === 0 || own.some(({ type }) => type === "rule" || type === "filter")) return;
    const tried = own.some(({ type }) => type === "report")
      ? `weir plugin check ${folder} runs its reports over simulated rows, weir report FILE --report ${folder} over yours`
      : `weir plugin check ${folder} looks at it, weir run FILE --plugin ${folder} uses its names`;
    throw new UsageError(`${folder} has no rule or filter, and scenarios are for those: ${tried}`);
  } finally {
    await library.close();
  }
}

async function testShipped(name: string, workerDir: string, update: boolean): Promise<ScenarioResult[]> {
  if (update) throw new UsageError(`${name} ships with Weir, and so does what its scenarios expect; leave --update out`);
  const folder = shippedScenarios(name, workerDir);
  if (!existsSync(folder))
    throw new UsageError(`${name} ships with Weir, without scenarios; name another, or the folder of a plugin of yours`);
  return asUsage(() => runScenarios(folder, workerDir, false, undefined, name));
}

/** A new plugin's contribution is called as the plugin, and nothing may be called as what ships. Throws an Error of one line. */
async function refuseShipped(name: string, workerDir: string): Promise<void> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    const { bundles, contributions } = library.set;
    if (bundles.some((bundle) => bundle.name === name) || contributions.some(({ id }) => id === name))
      throw new Error(`${name} ships with Weir; choose another name`);
  } finally {
    await library.close();
  }
}

async function listPlugins(folders: readonly string[], workerDir: string): Promise<void> {
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders, gone: "refuse" }));
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
