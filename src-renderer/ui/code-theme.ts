import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Of code of any language. Colours are the app's tokens, so light and dark follow by themselves. */
export const codeColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-kw)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-str)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-num)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--code-fn)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: [tags.comment], color: "var(--code-com)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--crit)" },
]);

/** Text, selection, brackets and completions of every editor; an editor adds its own background, focus ring and gutter. */
export const codeTheme = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--fg-1)" },
  ".cm-scroller": { fontFamily: '"JetBrains Mono Variable", monospace', lineHeight: "20px" },
  ".cm-content": { caretColor: "var(--fg-1)" },
  ".cm-cursor": { borderLeftColor: "var(--fg-1)" },
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
