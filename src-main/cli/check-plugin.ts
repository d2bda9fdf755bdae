import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { FilterDeclaration, RuleDeclaration } from "../plugin-host/contract.ts";
import { readPlugin } from "../plugin-host/discover.ts";
import { runReports } from "../reports/run-reports.ts";
import { openAnalysis } from "../session/analysis.ts";
import { filesInput } from "../session/analysis-input.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { checkTypes } from "../session/plugin-types.ts";
import { openReportInput } from "../session/report-input.ts";
import { reportSource, reportsOf } from "../session/report-library.ts";
import { simulateBts } from "../simulate/simulate-bts.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { counted } from "./counted.ts";
import { asUsage } from "./failure.ts";
import { onlyWords, reaches } from "./reaches.ts";
import { RuleLog } from "./rule-log.ts";
import { print } from "./terminal.ts";

/** Types and confinement were checked when it was built; it is run. */
export async function checkShipped(id: string, workerDir: string): Promise<void> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    const own = library.set.contributions.filter((item) => item.plugin === id);
    for (const item of own) print(`${item.type} ${item.id}: ${item.title}`);
    for (const item of own) if (item.type === "rule" || item.type === "filter") await dryRun(item.id, workerDir, [item], library);
  } finally {
    await library.close();
  }
}

/** Manifest, types, confinement and a dry run of a folder. Throws an Error of one line for its first mistake, of several for its types. */
export async function checkPlugin(path: string, workerDir: string): Promise<void> {
  const folder = resolve(path);
  const plugin = await asUsage(() => readPlugin(folder));
  print(`manifest: ${plugin.name} ${plugin.version}`);
  const library = await PluginLibrary.open({ workerDir, folders: [folder] });
  try {
    const [problem] = library.problems;
    const refused = (): Error =>
      new Error(`${problem?.file}${problem?.line == null ? "" : `:${problem.line}`}: ${problem?.message}`);
    // What does not bundle has a better reason than the types: an import that no plugin may have, a bracket.
    if (library.broken.length > 0) throw refused();
    const { skipped, mistakes } = await checkTypes(plugin.folder, plugin.main, join(workerDir, "weir-api.ts"));
    const [mistake] = mistakes;
    if (mistake !== undefined)
      throw new Error(
        mistakes
          .map(({ file, line, column, code, message }) => `${file}(${line},${column}): error ${code}: ${message}`)
          .join("\n"),
      );
    print(skipped === null ? "types: ok" : `types: not checked (${skipped})`);
    if (problem !== undefined) throw refused();
    const own = library.set.contributions.filter((item) => item.plugin === plugin.name);
    for (const item of own) {
      if ("settings" in item) checkSettings(item.id, item.settings, {});
      print(`${item.type} ${item.id}: ${item.title}`);
    }
    const runnable = library.runnable.filter((item) => item.plugin === plugin.name);
    if (runnable.length > 0) await dryRun(folder, workerDir, runnable, library);
    const reports = own.filter(({ type }) => type === "report").map(({ id }) => id);
    if (reports.length > 0) for (const line of await tryReports(library, reports)) print(line);
  } finally {
    await library.close();
  }
}

function simulated(folder: string): string {
  const data = join(folder, "dry-run.csv");
  writeFileSync(data, [...simulateBts({ stations: 3, days: 0.5, seed: 1 }).chunks()].join(""));
  return data;
}

/** Runs reports over simulated data, with their defaults; a line each. Throws an Error of one line for the first that fails. */
async function tryReports(library: PluginLibrary, ids: readonly string[]): Promise<string[]> {
  const temporary = temporaryFolder("check");
  try {
    const presets = presetsOf(library.set.catalogues);
    const { store, run, close } = await openReportInput([simulated(temporary)], { presets });
    try {
      const source = reportSource(library);
      const choices = reportsOf(library)
        .filter(({ id }) => ids.includes(id))
        .map(({ id, settings }) => ({ id, settings: checkSettings(id, settings, {}) }));
      const results = await runReports({ store, run, timezone: "UTC", source, choices });
      return results.map(({ id, rows }) => `dry run of report ${id} over simulated rows: ${counted(rows, "row")}`);
    } finally {
      await close();
    }
  } finally {
    removeTemporaryFolder(temporary);
  }
}

/**
 * Runs a plugin over simulated data and says what came of it, also of which rule or filter nothing could, as it is for other data. Throws an
 * Error of one line for its first mistake.
 */
async function dryRun(
  plugin: string,
  workerDir: string,
  own: readonly (RuleDeclaration | FilterDeclaration)[],
  library: PluginLibrary,
): Promise<void> {
  const temporary = temporaryFolder("check");
  const unreached = new Set(own);
  const names = new CatalogueNames(library.set.catalogues);
  try {
    const data = simulated(temporary);
    const problems: string[] = [];
    const log = new RuleLog();
    const { session } = await openAnalysis({
      input: filesInput([data], { plugins: [{ plugin, settings: {} }] }),
      workerDir,
      sinks: [],
      recorders: [
        {
          events: async (batch, keys) => {
            for (const item of unreached) if (reaches(item, batch, keys, names)) unreached.delete(item);
          },
          rejects: async () => {},
        },
      ],
      rejectCap: 0,
      onLog: log.add,
      onProblem: ({ hook, message, file, line }) =>
        problems.push(`${file}${line === null ? "" : `:${line}`}: ${hook}: ${message}`),
    });
    await session.run();
    log.end();
    const { metrics } = session.status();
    const results = Object.entries(metrics.results_total).map(
      ([rule, { alert, series }]) => `${rule}: ${counted(alert, "alert")}, ${counted(series, "point")}`,
    );
    print(
      `dry run over ${metrics.records_read_total} simulated rows: ${results.join("; ") || `${counted(metrics.records_dropped_total.filtered, "row")} filtered`}`,
    );
    for (const { id, only } of unreached)
      print(`none of these rows is for ${id}, only ${onlyWords(only)}: try it with weir plugin test, or over data of yours`);
    if (problems.length > 0) throw new Error(problems[0]);
  } finally {
    removeTemporaryFolder(temporary);
  }
}
