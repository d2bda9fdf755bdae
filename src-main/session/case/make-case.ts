import type { Alert } from "../../plugin-host/contract.ts";
import { ruleThen } from "../rule-then.ts";
import { type ReplayContext, runAgain } from "../run-again.ts";
import type { Case } from "./case-file.ts";
import { type CaseOrigin, collectCase } from "./collect-case.ts";

/** The case of an alert of an open session. Throws an Error of one line, as `collectCase` does. `version`: of Weir. */
export async function makeCase(context: ReplayContext, alert: Alert, version: string): Promise<Omit<Case, "weirCase">> {
  const { bench, open } = context;
  const { names } = open.analysis;
  const rule = ruleThen(open.analysis, alert);
  if (rule === undefined) throw new Error(`The rule ${alert.rule} is not on any more.`);
  const library = await bench.plugins.library();
  const origin: CaseOrigin = {
    source: open.input.description,
    ...{ rule, names, windows: bench.workspace.plugins[alert.rule]?.windows, bundles: library.set.bundles },
    workerDir: bench.workerDir,
    again: (watch) => runAgain(context, (stop) => ({ rule: alert.rule, settings: rule.settings, ...watch(stop) })),
  };
  return collectCase(origin, alert, version);
}
