import { useEffect, useRef, useState } from "react";
import type { ProblemRow } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";

/** The plugin's source; Ctrl+S saves, and what loads runs at once. Mistakes stand under their line. */
export function PluginEditor({ name, onSaved }: { readonly name: string; readonly onSaved: () => void }) {
  const [text, setText] = useState("");
  const [saved, setSaved] = useState("");
  const [file, setFile] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [problems, setProblems] = useState<readonly ProblemRow[]>([]);
  const [busy, setBusy] = useState(false);
  const numbers = useRef<HTMLDivElement>(null);
  useEffect(() => {
    request("plugins.readSource", { name }).then(
      (source) => {
        setText(source.text);
        setSaved(source.text);
        setFile(source.file);
      },
      (failure: unknown) => setError(readable(failure)),
    );
  }, [name]);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const answer = await request("plugins.saveSource", { name, text });
      setSaved(text);
      setProblems(answer.problems);
      setError(null);
      if (answer.problems.length === 0) notify(`${name} saved and running`, "success");
      onSaved();
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  const lines = text.split("\n");
  const marked = new Set(problems.map(({ line }) => line));
  return (
    <div className="editor">
      <div className="row">
        <span className="sub grow mono">
          {file}
          {text === saved ? "" : " •"}
        </span>
        <Button small kind="primary" disabled={busy} onClick={() => void save()} data-testid="plugin-save">
          Save and run
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {problems.map((problem) => (
        <p key={`${problem.line} ${problem.message}`} className="crit selectable" data-testid="plugin-problem">
          {problem.file}
          {problem.line === null ? "" : `:${problem.line}`} {problem.message}
        </p>
      ))}
      <div className="editor-text mono">
        <div className="editor-numbers" ref={numbers} aria-hidden="true">
          {lines.map((_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={i} className={marked.has(i + 1) ? "wrong" : undefined}>
              {i + 1}
            </div>
          ))}
        </div>
        <textarea
          aria-label={`Source of ${name}`}
          data-testid="plugin-editor"
          spellCheck={false}
          wrap="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onScroll={(event) => {
            if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onKeyDown={(event) => {
            if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void save();
          }}
        />
      </div>
    </div>
  );
}
