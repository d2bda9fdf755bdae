import { performance } from "node:perf_hooks";
import type { Alert, PluginProblem } from "../../src-main/plugin-host/contract.ts";
import { type AnalysisOptions, openAnalysis } from "../../src-main/session/analysis.ts";
import { type AnalysisInput, filesInput } from "../../src-main/session/analysis-input.ts";
import type { MetricsSnapshot } from "../../src-main/session/metrics.ts";
import type { PluginChoice } from "../../src-main/session/plugin-choice.ts";
import { alertLine } from "../../src-main/sinks/files/result-lines.ts";
import type { Reject } from "../../src-main/sources/source.ts";
import { workerDir } from "./page.ts";
import { seriesLines } from "./series-lines.ts";

export interface Analysed {
  readonly alerts: readonly Alert[];
  /** Lines of alerts.jsonl and series.csv, of one rule or all. */
  lines(rule?: string): string[];
  readonly metrics: MetricsSnapshot;
  readonly problems: readonly PluginProblem[];
  readonly rejects: readonly Reject[];
  readonly logs: readonly string[];
}

/** Runs files through a real session with real plugin workers. */
export async function analyse(
  paths: readonly string[],
  plugins: readonly (string | PluginChoice)[] | null,
  change: Partial<AnalysisInput> = {},
  { workers = 1, cores, limits }: Pick<AnalysisOptions, "workers" | "cores" | "limits"> = {},
): Promise<Analysed> {
  const alerts: Alert[] = [];
  const series: { rule: string; line: string }[] = [];
  const problems: PluginProblem[] = [];
  const rejects: Reject[] = [];
  const logs: string[] = [];
  const input: AnalysisInput = {
    ...filesInput(paths),
    plugins: plugins?.map((plugin) => (typeof plugin === "string" ? { plugin, settings: {} } : plugin)) ?? null,
    ...change,
  };
  const { session } = await openAnalysis({
    input,
    workerDir,
    workers,
    cores,
    limits,
    sinks: [
      {
        write: async (results) => {
          alerts.push(...results.alerts);
          for (const line of seriesLines(results.series).split("\n"))
            if (line !== "") series.push({ rule: line.split(",")[4] ?? "", line });
        },
        close: async () => {},
      },
    ],
    recorders: [{ events: async () => {}, rejects: async (some) => void rejects.push(...some) }],
    rejectCap: 10_000,
    onProblem: (problem) => problems.push(problem),
    onLog: (_rule, line) => logs.push(line),
  });
  await session.run();
  const of = (rule: string | undefined) => (each: { rule: string }) => rule === undefined || each.rule === rule;
  return {
    alerts,
    lines: (rule) => [...alerts.filter(of(rule)).map(alertLine), ...series.filter(of(rule)).map(({ line }) => line)],
    metrics: session.metrics.snapshot(performance.now()),
    problems,
    rejects,
    logs,
  };
}

/** Every row read is accepted or dropped for one reason. */
export function addsUp({ records_read_total, records_accepted_total, records_dropped_total }: MetricsSnapshot): boolean {
  return records_read_total === records_accepted_total + Object.values(records_dropped_total).reduce((a, b) => a + b, 0);
}
