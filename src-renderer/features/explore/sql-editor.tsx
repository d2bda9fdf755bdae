import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeColours, codeTheme } from "../../ui/code-theme.ts";
import { completeSql, type Schema, sqlColours, sqlLanguage, sqlTheme } from "./sql-language.ts";

export interface SqlEditorProps {
  readonly value: string;
  readonly schema: Schema | null;
  readonly onChange: (sql: string) => void;
  /** Ctrl+Enter. */
  readonly onRun: () => void;
}

/** SQL in colours; Ctrl+Space completes views, columns and functions, Ctrl+Enter runs. */
export function SqlEditor({ value, schema, onChange, onRun }: SqlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const completion = useRef(new Compartment());
  // The editor is made once; what it calls may change meanwhile.
  const calls = useRef({ onChange, onRun });
  calls.current = { onChange, onRun };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor owns its text from the first one on
  useEffect(() => {
    if (place.current === null) return;
    const run = (): boolean => {
      calls.current.onRun();
      return true;
    };
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          keymap.of([{ key: "Mod-Enter", preventDefault: true, run }]),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          sqlLanguage,
          completion.current.of([]),
          syntaxHighlighting(codeColours),
          syntaxHighlighting(sqlColours),
          sqlTheme,
          codeTheme,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "SQL", "data-testid": "sql-editor" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) calls.current.onChange(update.state.doc.toString());
          }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);
  useEffect(() => {
    const source = autocompletion({ override: [completeSql(schema)], icons: false });
    view.current?.dispatch({ effects: completion.current.reconfigure(source) });
  }, [schema]);
  // A kept query was chosen.
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div className="sql-editor input" ref={place} />;
}
