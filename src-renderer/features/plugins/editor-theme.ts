import { EditorView } from "@codemirror/view";

export const editorTheme = EditorView.theme({
  "&": { backgroundColor: "var(--bg-base)" },
  "&.cm-focused": { outline: "none" },
  // Drawn over the gutter, which would cover an outline.
  "&:focus-within::after": {
    content: '""',
    position: "absolute",
    inset: "0",
    zIndex: "1",
    border: "2px solid var(--accent)",
    pointerEvents: "none",
  },
  ".cm-content": { padding: "8px 0" },
  ".cm-gutters": { backgroundColor: "var(--bg-base)", color: "var(--fg-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--bg-hover) 60%, transparent)" },
});
