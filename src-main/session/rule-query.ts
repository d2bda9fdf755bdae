import type { WindowQuery } from "../engine/window-query.ts";
import type { ActiveRule } from "../plugin-host/contract.ts";
import type { Acceptance } from "./rule-acceptance.ts";

/** What a rule asks of the window engine; null: it has no windows. */
export function ruleQuery(
  { declaration, window, windowsPerKey }: Pick<ActiveRule, "declaration" | "window" | "windowsPerKey">,
  acceptance: Acceptance,
): WindowQuery | null {
  if (window.kind === "none") return null;
  return {
    by: declaration.by,
    window,
    perKey: windowsPerKey,
    aggregates: Object.values(declaration.aggregates),
    accepts: acceptance.of(declaration.only),
    thresholdOnly: declaration.only.threshold === true,
    activeOnly: declaration.only.active === true,
    changedOnly: declaration.whenChanged,
  };
}
