import type { ContributionCard } from "../../../src-main/ipc/contract.ts";
import { openView } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { PluginScenarios } from "./plugin-scenarios.tsx";

export interface PluginTestsProps {
  readonly name: string;
  readonly types: readonly ContributionCard["type"][];
  readonly onMade: () => void;
}

/** Scenarios, where the plugin has what they are for; else what tries it instead. */
export function PluginTests({ name, types, onMade }: PluginTestsProps) {
  if (types.length === 0 || types.includes("rule") || types.includes("filter"))
    return <PluginScenarios name={name} onMade={onMade} />;
  const report = types.includes("report");
  return (
    <div className="plugin-scenarios" data-testid="plugin-untestable">
      <div className="row">
        <span className="sub">
          Scenarios say what a rule or a filter makes of events, and this plugin has neither.{" "}
          {report ? "What its report makes of the open data is in Reports." : "Its names show wherever its codes do."}
        </span>
        {report ? (
          <Button small onClick={() => openView("reports")}>
            Show in Reports
          </Button>
        ) : null}
      </div>
    </div>
  );
}
