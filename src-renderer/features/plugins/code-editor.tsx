import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useMemo, useRef } from "react";
import type { SourceProblem } from "../../../src-main/ipc/contract.ts";
import { codeColours, codeTheme } from "../../ui/code-theme.ts";
import { completeContract } from "./contract-completion.ts";
import { contractWords } from "./contract-words.ts";
import { editorTheme } from "./editor-theme.ts";
import { problemLines, showProblems } from "./problem-lines.ts";
import { fixOf } from "./source-fixes.ts";

export interface CodeEditorProps {
  /** A name change is another file: its text, history and cursor are its own. */
  readonly file: string;
  /** What the file holds when it is opened; the editor owns it from then on. */
  readonly initial: string;
  /** Source of the contract, for completion. */
  readonly api: string;
  readonly problems: readonly SourceProblem[];
  /** Line to show; a new object shows it again. */
  readonly reveal: { readonly line: number; readonly column: number | null } | null;
  readonly label: string;
  /** Takes the focus when it is there. */
  readonly autoFocus: boolean;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

/** A code editor: colours, completion of the contract, mistakes named under their line with their fix. Tab indents; Escape then Tab leaves it. */
export function CodeEditor({ file, initial, api, problems, reveal, label, autoFocus, onChange, onSave }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor is made once a file; what it calls may change meanwhile.
  const calls = useRef({ onChange, onSave });
  calls.current = { onChange, onSave };
  const words = useMemo(() => contractWords(api), [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `initial` is what the file held when it was opened
  useEffect(() => {
    if (place.current === null) return;
    const code = /\.(ts|js|mjs)$/.test(file);
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: initial,
        extensions: [
          lineNumbers(),
          lintGutter(),
          problemLines,
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          bracketMatching(),
          closeBrackets(),
          indentOnInput(),
          EditorState.tabSize.of(2),
          ...(code || file.endsWith(".json") ? [javascript({ typescript: true })] : [EditorView.lineWrapping]),
          ...(code ? [autocompletion({ override: [completeContract(words)], icons: false })] : []),
          syntaxHighlighting(codeColours),
          editorTheme,
          codeTheme,
          EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "data-testid": "plugin-editor" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) calls.current.onChange(update.state.doc.toString());
          }),
          keymap.of([
            {
              key: "Mod-s",
              preventDefault: true,
              run: () => {
                calls.current.onSave();
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
        ],
      }),
    });
    view.current = editor;
    if (autoFocus) editor.focus();
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [file, words, label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file has its own marks
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const marks = problems.flatMap((each) => diagnostic(editor.state, each));
    const lines = problems.map((problem) => {
      const fix = (text: string, line: number) => fixOf({ ...problem, line }, text, words);
      return {
        problem,
        fix,
        label: problem.line === null ? null : (fix(editor.state.doc.toString(), problem.line)?.label ?? null),
      };
    });
    editor.dispatch(setDiagnostics(editor.state, marks));
    editor.dispatch({ effects: showProblems(lines) });
  }, [problems, file, words]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || reveal === null) return;
    const line = editor.state.doc.line(Math.min(Math.max(1, reveal.line), editor.state.doc.lines));
    const anchor = Math.min(line.to, line.from + Math.max(0, (reveal.column ?? 1) - 1));
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    editor.focus();
  }, [reveal]);
  return <div className="code-editor" ref={place} />;
}

/** From the column to the end of the word there, or the whole line. */
function diagnostic(state: EditorState, { line, column, message, code, stops }: SourceProblem): Diagnostic[] {
  if (line === null || line > state.doc.lines) return [];
  const at = state.doc.line(Math.max(1, line));
  const from = column === null ? at.from + (/^\s*/.exec(at.text)?.[0].length ?? 0) : Math.min(at.to, at.from + column - 1);
  const word = /^("[^"]*"|[\w$]+)/.exec(at.text.slice(from - at.from))?.[0].length ?? 0;
  const to = column === null ? at.to : Math.min(at.to, from + Math.max(1, word));
  return [{ from, to, severity: stops ? "error" : "warning", message, ...(code === "" ? {} : { source: code }) }];
}
