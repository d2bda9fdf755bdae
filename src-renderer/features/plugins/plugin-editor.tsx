import { useCallback, useEffect, useRef, useState } from "react";
import type { SourceProblem } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { PluginLog } from "./plugin-log.tsx";
import { SourceChanges } from "./source-changes.tsx";
import { SourceProblems } from "./source-problems.tsx";

interface OpenFile {
  readonly saved: string;
  readonly text: string;
}
type Reveal = { readonly line: number; readonly column: number | null } | null;

/** What was typed and not saved, by plugin and file: looking at something else does not lose it. */
const drafts = new Map<string, string>();
/** What a file held before its last save, while the app runs. */
const versionsBefore = new Map<string, string>();
const draftKey = (name: string, file: string): string => `${name}\n${file}`;

/** Typing pauses this long before the types are looked at. */
const PAUSE = 700;

/**
 * A plugin's files. Ctrl+S saves; what loads runs at once in place of what ran, what does not leaves that running. Types are checked while
 * one types: a type mistake is marked and stops nothing.
 */
export function PluginEditor({ name, onSaved }: { readonly name: string; readonly onSaved: () => void }) {
  const [files, setFiles] = useState<readonly string[]>([]);
  const [main, setMain] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const [texts, setTexts] = useState<ReadonlyMap<string, OpenFile>>(new Map());
  const [api, setApi] = useState<string | null>(null);
  const [problems, setProblems] = useState<readonly SourceProblem[]>([]);
  const [skipped, setSkipped] = useState<string | null>(null);
  const [stale, setStale] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [reveal, setReveal] = useState<Reveal>(null);
  const [panel, setPanel] = useState<"problems" | "changes" | "log">("problems");
  /** Grows when the editor must take another text than the one it has. */
  const [turn, setTurn] = useState(0);

  const show = useCallback(
    async (file: string | undefined): Promise<void> => {
      try {
        const source = await request("plugins.readSource", file === undefined ? { name } : { name, file });
        setApi(source.api);
        setTexts((before) =>
          before.has(source.file)
            ? before
            : new Map(before).set(source.file, {
                saved: source.text,
                text: drafts.get(draftKey(name, source.file)) ?? source.text,
              }),
        );
        setOpen(source.file);
        setError(null);
      } catch (failure) {
        setError(readable(failure));
      }
    },
    [name],
  );
  useEffect(() => {
    request("plugins.files", { name }).then(
      (answer) => {
        setFiles(answer.files);
        setMain(answer.main);
        return show(answer.main);
      },
      (failure: unknown) => setError(readable(failure)),
    );
  }, [name, show]);

  const current = open === null ? undefined : texts.get(open);
  const changed = (file: string): boolean => texts.get(file) !== undefined && texts.get(file)?.text !== texts.get(file)?.saved;
  const text = current?.text ?? "";
  const dirty = open !== null && changed(open);

  // Types of what is being typed. An answer to an older text is not shown.
  const asked = useRef(0);
  useEffect(() => {
    if (open === null || !dirty || !/\.(ts|js|mjs)$/.test(open)) return;
    const number = ++asked.current;
    const timer = setTimeout(() => {
      request("plugins.checkSource", { name, file: open, text }).then(
        (answer) => {
          if (number !== asked.current) return;
          setProblems(answer.problems);
          setSkipped(answer.typesSkipped);
        },
        () => {},
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [name, open, text, dirty]);

  const type = (file: string, next: string): void => {
    const saved = texts.get(file)?.saved ?? "";
    if (next === saved) drafts.delete(draftKey(name, file));
    else drafts.set(draftKey(name, file), next);
    setTexts((before) => new Map(before).set(file, { saved: before.get(file)?.saved ?? "", text: next }));
  };
  const save = async (): Promise<void> => {
    if (open === null || busy) return;
    setBusy(true);
    asked.current++;
    try {
      const answer = await request("plugins.saveSource", { name, file: open, text });
      if (current !== undefined && current.saved !== text) versionsBefore.set(draftKey(name, open), current.saved);
      if (drafts.get(draftKey(name, open)) === text) drafts.delete(draftKey(name, open));
      setTexts((before) => new Map(before).set(open, { saved: text, text: before.get(open)?.text ?? text }));
      setProblems(answer.problems);
      setSkipped(answer.typesSkipped);
      setStale(!answer.running);
      setError(null);
      if (answer.running) notify(`${name} saved and running`, "success");
      else setPanel("problems");
      onSaved();
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  const goTo = (problem: SourceProblem): void => {
    const file = files.includes(problem.file) ? problem.file : main;
    void show(file).then(() => setReveal(problem.line === null ? null : { line: problem.line, column: problem.column }));
  };
  const order = [main, ...files.filter((file) => file !== main)].filter((file) => file !== "");
  return (
    <div className="editor">
      <div className="editor-tabs" role="tablist" aria-label={`Files of ${name}`}>
        {order.map((file) => (
          <button
            key={file}
            type="button"
            role="tab"
            aria-selected={file === open}
            onClick={() => void show(file)}
            data-testid="plugin-file"
          >
            {file}
            {changed(file) ? <span title="not saved"> •</span> : null}
          </button>
        ))}
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
          label={`Source of ${name}, ${open}`}
          onChange={(next) => type(open, next)}
          onSave={() => void save()}
        />
      )}
      <div className="editor-panel">
        <div className="editor-tabs" role="tablist" aria-label="Of the source">
          <button type="button" role="tab" aria-selected={panel === "problems"} onClick={() => setPanel("problems")}>
            Problems {problems.length === 0 ? null : <span className="badge critical">{problems.length}</span>}
          </button>
          <button
            type="button"
            role="tab"
            aria-selected={panel === "changes"}
            onClick={() => setPanel("changes")}
            data-testid="plugin-changes-tab"
          >
            Changes
          </button>
          <button
            type="button"
            role="tab"
            aria-selected={panel === "log"}
            onClick={() => setPanel("log")}
            data-testid="plugin-log-tab"
          >
            Output
          </button>
          <span className="spacer" />
          {skipped === null ? null : <span className="sub">types not checked: {skipped}</span>}
        </div>
        {panel === "problems" ? (
          <SourceProblems problems={problems} onOpen={goTo} />
        ) : panel === "log" ? (
          <PluginLog name={name} />
        ) : open === null || current === undefined ? null : (
          <SourceChanges
            text={current.text}
            saved={current.saved}
            previous={versionsBefore.get(draftKey(name, open)) ?? null}
            onRestore={(former) => {
              type(open, former);
              setTurn(turn + 1);
            }}
          />
        )}
      </div>
    </div>
  );
}
