import { useEffect, useMemo, useState } from "react";
import type { ContributionCard, SourceProblem } from "../../../src-main/ipc/contract.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { EditorPanel, type EditorTab } from "./editor-panel.tsx";
import { runProblems } from "./run-problems.ts";
import { usePluginSource } from "./use-plugin-source.ts";

/** What the plugin's hooks failed with in the session that is open. */
function useRunProblems(name: string): readonly SourceProblem[] {
  const { value, reload } = useRequest("problems.list", null);
  const session = useFrame((state) => state.status?.session);
  const total = useFrame((state) => state.status?.problems);
  // biome-ignore lint/correctness/useExhaustiveDependencies: others came, or it begins anew
  useEffect(reload, [session, total]);
  return useMemo(() => runProblems(value?.problems ?? [], name), [value, name]);
}

type Reveal = { readonly line: number; readonly column: number | null } | null;

export interface PluginEditorProps {
  readonly name: string;
  /** Of what it contributes; none while it does not load. */
  readonly types: readonly ContributionCard["type"][];
  /** It was just made: one goes on typing. */
  readonly autoFocus: boolean;
  readonly onSaved: () => void;
}

/**
 * A plugin's files. Ctrl+S saves; what loads runs at once in place of what ran, what does not leaves that running. Types are checked while
 * one types: a type mistake is marked and stops nothing.
 */
export function PluginEditor({ name, types, autoFocus, onSaved }: PluginEditorProps) {
  const source = usePluginSource(name);
  const { files, main, open, current, api, stale, error, busy } = source;
  const [reveal, setReveal] = useState<Reveal>(null);
  const [tab, setTab] = useState<EditorTab>("problems");
  /** Grows when the editor must take another text than the one it has. */
  const [turn, setTurn] = useState(0);
  const save = async (): Promise<void> => {
    const running = await source.save();
    if (running === null) return;
    if (!running) setTab("problems");
    onSaved();
  };
  const goTo = (problem: SourceProblem): void => {
    const file = files.includes(problem.file) ? problem.file : main;
    void source.show(file).then(() => setReveal(problem.line === null ? null : { line: problem.line, column: problem.column }));
  };
  const dirty = open !== null && source.changed(open);
  // What ran is what is saved: of a text that was changed since, its lines say nothing.
  const ran = useRunProblems(name);
  const problems = dirty ? source.problems : [...source.problems, ...ran];
  return (
    <div className="editor">
      <div className="editor-tabs">
        <div role="tablist" aria-label={`Files of ${name}`}>
          {files.map((file) => (
            <button
              key={file}
              type="button"
              role="tab"
              aria-selected={file === open}
              onClick={() => void source.show(file)}
              data-testid="plugin-file"
            >
              {file}
              {source.changed(file) ? <span title="not saved"> •</span> : null}
            </button>
          ))}
        </div>
        <span className="spacer" />
        <span className={stale ? "warn" : "sub"} data-testid="plugin-editor-state">
          {stale ? "Saved, but it does not load: what was running goes on." : dirty ? "Not saved. The saved version runs." : ""}
        </span>
        <Button small kind="primary" disabled={busy || open === null} onClick={() => void save()} data-testid="plugin-save">
          {busy ? "Saving…" : "Save and run"}
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {open === null || api === null || current === undefined ? (
        <div className="code-editor" />
      ) : (
        <CodeEditor
          key={`${open} ${turn}`}
          file={open}
          initial={current.text}
          api={api}
          problems={problems.filter(({ file }) => file === open || (open === main && !files.includes(file)))}
          reveal={reveal}
          autoFocus={autoFocus}
          label={`Source of ${name}, ${open}`}
          onChange={(next) => source.type(open, next)}
          onSave={() => void save()}
        />
      )}
      <EditorPanel
        name={name}
        types={types}
        source={source}
        problems={problems}
        tab={tab}
        onTab={setTab}
        onOpen={goTo}
        onRestore={(former) => {
          if (open === null) return;
          source.type(open, former);
          setTurn(turn + 1);
        }}
      />
    </div>
  );
}
