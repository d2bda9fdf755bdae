import type { ActiveRule, Alert } from "../../plugin-host/contract.ts";
import { type Analysis, openAnalysis } from "../analysis.ts";
import type { AnalysisInput } from "../analysis-input.ts";
import type { PluginChoice } from "../plugin-choice.ts";
import type { PluginLibrary } from "../plugin-library.ts";
import type { Session } from "../session.ts";
import type { Case } from "./case-file.ts";
import { type CaseOrigin, type CaseWatch, collectCase } from "./collect-case.ts";

export interface FindCaseOptions {
  /** Files or a store, which are read twice. */
  readonly input: AnalysisInput;
  /** Of the alert. */
  readonly id: string;
  readonly library: PluginLibrary;
  readonly workerDir: string;
  /** Of Weir. */
  readonly version: string;
  /** Runs a session to its end, and may show how far it is. */
  readonly run: (session: Session, note: string) => Promise<void>;
}

/**
 * Runs the rules until the alert comes, then its rule alone for the case. Answers null when no rule gives such an alert. Throws an Error of
 * one line for what cannot be read, and as `collectCase` does.
 */
export async function findCase(options: FindCaseOptions): Promise<Omit<Case, "weirCase"> | null> {
  const { input, id, library, workerDir, version } = options;
  let found: Alert | null = null;
  const { rules, names } = await watched(options, input.plugins, "looking for the alert", (stop) => ({
    sink: {
      write: async ({ alerts }) => {
        found ??= alerts.find((alert) => alert.id === id) ?? null;
        if (found !== null) stop();
      },
      close: async () => {},
    },
    recorders: [],
  }));
  const alert = found as Alert | null;
  if (alert === null) return null;
  const rule = rules.find(({ declaration }) => declaration.id === alert.rule) as ActiveRule;
  const windows = input.plugins?.find(({ plugin }) => plugin === alert.rule)?.windows;
  // Filters change what rules see.
  const { filters } = await library.activate(input.plugins);
  const alone = [
    ...filters.map(({ declaration, settings }): PluginChoice => ({ plugin: declaration.id, settings })),
    { plugin: alert.rule, settings: rule.settings, windows },
  ];
  const origin: CaseOrigin = {
    ...{ source: input.description, rule, windows, bundles: library.set.bundles, names, workerDir },
    again: (watch) => watched(options, alone, "taking its events", watch),
  };
  return collectCase(origin, alert, version);
}

/** Runs these rules and filters over the input, to its end or until `stop` is called. */
async function watched(
  { input, library, workerDir, run }: FindCaseOptions,
  plugins: AnalysisInput["plugins"],
  note: string,
  watch: (stop: () => void) => CaseWatch,
): Promise<Analysis> {
  let opened: Session | null = null;
  const { sink, recorders } = watch(() => opened?.stop());
  const analysis = await openAnalysis({
    ...{ input: { ...input, plugins, speed: "max" }, library, workerDir },
    ...{ sinks: [sink], recorders, rejectCap: 0 },
  });
  opened = analysis.session;
  await run(analysis.session, note);
  return analysis;
}
