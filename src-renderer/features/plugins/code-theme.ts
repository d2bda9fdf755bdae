import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours are the app's tokens, so light and dark follow by themselves. */
export const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-kw)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-str)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-num)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--code-fn)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: [tags.comment], color: "var(--code-com)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--crit)" },
]);

export const editorTheme = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", backgroundColor: "var(--bg-base)", color: "var(--fg-1)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: '"JetBrains Mono Variable", monospace', lineHeight: "20px" },
  ".cm-content": { caretColor: "var(--fg-1)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--fg-1)" },
  ".cm-gutters": { backgroundColor: "var(--bg-base)", color: "var(--fg-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--bg-hover) 60%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-bg)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-bg) !important", outline: "1px solid var(--accent-line)" },
  ".cm-tooltip": {
    backgroundColor: "var(--bg-pop)",
    color: "var(--fg-1)",
    border: "1px solid var(--line-2)",
    borderRadius: "4px",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: '"JetBrains Mono Variable", monospace', fontSize: "12px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-bg)", color: "var(--fg-1)" },
  ".cm-completionDetail": { color: "var(--fg-3)", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "360px", padding: "6px 8px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--crit-mark)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn-mark)" },
});
