import { EditorView } from "@codemirror/view";

export const editorTheme = EditorView.theme({
  // Room for the ring: the gutter would cover it.
  "&": { backgroundColor: "var(--bg-base)", padding: "2px" },
  "&.cm-focused, &:focus-within": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-content": { padding: "8px 0" },
  ".cm-gutters": { backgroundColor: "var(--bg-base)", color: "var(--fg-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--bg-hover) 60%, transparent)" },
});
