import type { ContributionCard, SourceProblem } from "../../../src-main/ipc/contract.ts";
import { PluginLog } from "./plugin-log.tsx";
import { PluginTests } from "./plugin-tests.tsx";
import { SourceChanges } from "./source-changes.tsx";
import { SourceProblems } from "./source-problems.tsx";
import type { PluginSource } from "./use-plugin-source.ts";

export type EditorTab = "problems" | "changes" | "log" | "tests";

const tabs: readonly (readonly [EditorTab, string])[] = [
  ["problems", "Problems"],
  ["changes", "Changes"],
  ["log", "Output"],
  ["tests", "Tests"],
];

export interface EditorPanelProps {
  readonly name: string;
  readonly types: readonly ContributionCard["type"][];
  readonly source: PluginSource;
  /** Of the source, and of what ran. */
  readonly problems: readonly SourceProblem[];
  readonly tab: EditorTab;
  readonly onTab: (tab: EditorTab) => void;
  readonly onOpen: (problem: SourceProblem) => void;
  /** A former text takes the place of the present one. */
  readonly onRestore: (text: string) => void;
}

/** Below the editor: what is wrong, what was changed, what the plugin said, and whether its scenarios hold. */
export function EditorPanel({ name, types, source, problems, tab, onTab, onOpen, onRestore }: EditorPanelProps) {
  const { skipped, open, current, previous } = source;
  return (
    <div className="editor-panel">
      <div className="editor-tabs">
        <div role="tablist" aria-label="Of the source">
          {tabs.map(([value, label]) => (
            <button
              key={value}
              type="button"
              role="tab"
              aria-selected={tab === value}
              onClick={() => onTab(value)}
              data-testid={`plugin-${value}-tab`}
            >
              {label}{" "}
              {value === "problems" && problems.length > 0 ? <span className="badge critical">{problems.length}</span> : null}
            </button>
          ))}
        </div>
        <span className="spacer" />
        {skipped === null ? null : <span className="sub">types not checked: {skipped}</span>}
      </div>
      {tab === "problems" ? (
        <SourceProblems problems={problems} onOpen={onOpen} />
      ) : tab === "log" ? (
        <PluginLog name={name} />
      ) : tab === "tests" ? (
        <PluginTests name={name} types={types} onMade={source.reloadFiles} />
      ) : open === null || current === undefined ? null : (
        <SourceChanges text={current.text} saved={current.saved} previous={previous} onRestore={onRestore} />
      )}
    </div>
  );
}
