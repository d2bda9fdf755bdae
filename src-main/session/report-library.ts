import type { ReportDeclaration } from "../plugin-host/contract.ts";
import type { ReportSource } from "../reports/run-reports.ts";
import type { PluginLibrary } from "./plugin-library.ts";

/** Reports of the plugins at hand; their SQL is asked of the worker that confines them. */
export function reportSource(library: PluginLibrary): ReportSource {
  return {
    reports: reportsOf(library),
    catalogues: library.set.catalogues,
    sql: (id, settings) => library.set.reportSql(id, settings),
  };
}

export function reportsOf(library: PluginLibrary): ReportDeclaration[] {
  return library.set.contributions.filter((item): item is ReportDeclaration => item.type === "report");
}
