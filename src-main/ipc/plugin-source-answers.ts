import { existsSync, readFileSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import type { PluginProblem } from "../plugin-host/contract.ts";
import { readPlugin } from "../plugin-host/discover.ts";
import { filePath, pluginFiles, readPluginFile, writePluginFile } from "../session/plugin-files.ts";
import { packPlugin } from "../session/plugin-pack.ts";
import { checkTypes } from "../session/plugin-types.ts";
import { runScenarios } from "../session/scenarios.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { PluginsMethods, SourceProblem } from "./contract.ts";
import type { OwnPlugins } from "./own-plugins.ts";
import { startScenario } from "./start-scenario.ts";

type Method = Extract<
  keyof PluginsMethods,
  `plugins.${string}Source` | "plugins.files" | "plugins.scenarios" | "plugins.startScenario" | "plugins.pack"
>;

/** The source of a plugin of one's own: read, changed, checked, tested and packed. */
export function pluginSourceAnswers(bench: Workbench, own: OwnPlugins): Answers<Method> {
  const { workerDir } = bench;
  const api = join(workerDir, "weir-api.ts");
  return {
    "plugins.files": ({ name }) => {
      const { folder, main } = readPlugin(own.folder(name));
      return { folder, main: normalize(main).split(sep).join("/"), files: pluginFiles(folder) };
    },
    "plugins.readSource": ({ name, file }) => {
      const plugin = readPlugin(own.folder(name));
      const shown = file ?? plugin.main;
      const text = readPluginFile(plugin.folder, shown);
      return { file: shown, text, api: existsSync(api) ? readFileSync(api, "utf8") : "" };
    },
    "plugins.saveSource": async ({ name, file, text }) => {
      const { folder, main } = readPlugin(own.folder(name));
      writePluginFile(folder, file ?? main, text);
      const [library, types] = await Promise.all([bench.plugins.reload(), typeProblems(folder, main, api)]);
      const stopping = library.problems.filter(({ plugin }) => plugin === name).map(stoppingProblem);
      const running = stopping.length === 0;
      if (running) {
        own.switchOn(library, name, folder);
        await bench.applyPlugin(name);
      }
      return { ...types, problems: [...stopping, ...types.problems], running };
    },
    "plugins.checkSource": ({ name, file, text }) => {
      const { folder, main } = readPlugin(own.folder(name));
      filePath(folder, file);
      return typeProblems(folder, main, api, { file, text });
    },
    "plugins.scenarios": async ({ name, update }) => ({ results: await runScenarios(own.folder(name), workerDir, update) }),
    "plugins.startScenario": async ({ name }) => {
      const folder = own.folder(name);
      const { set } = await bench.plugins.library();
      const ids = new Set(set.contributions.filter(({ plugin }) => plugin === name).map(({ id }) => id));
      const [first] = ids;
      const settings = first === undefined ? {} : (bench.workspace.plugins[first]?.settings ?? {});
      const scenario = startScenario(sessionOf(bench), folder, ids, settings);
      return { scenario, results: await runScenarios(folder, workerDir, true, scenario) };
    },
    "plugins.pack": ({ name, path }) => packPlugin(own.folder(name), path),
  };
}

function stoppingProblem({ file, line, message }: PluginProblem): SourceProblem {
  return { file, line, column: null, code: "", message, stops: true };
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
