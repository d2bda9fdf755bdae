import type { Rule, SettingDeclarations } from "../../plugins/api.ts";
import type { KeyTable } from "../../src-main/engine/key-table.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import type { CheckedSettings, HostLimits, RuleDeclaration } from "../../src-main/plugin-host/contract.ts";
import { readContributions } from "../../src-main/plugin-host/declare.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { RuleRunner } from "../../src-main/plugin-host/rule-runner.ts";

/** Runs a rule as the host does, without a thread around it: no catalogue, a clock that stands still. */
export function ruleRunner<S extends SettingDeclarations, State, A extends string>(
  code: Rule<S, State, A>,
  keys: KeyTable,
  settings: CheckedSettings = {},
  limits: Partial<HostLimits> = {},
): RuleRunner {
  const [found] = readContributions(code, "test", "1.0.0");
  return new RuleRunner(code as unknown as Rule, found?.declaration as RuleDeclaration, settings, {
    keys,
    names: new CatalogueNames([]),
    limits: { ...DEFAULT_LIMITS, ...limits },
    clock: () => 0,
    progress: () => {},
  });
}
