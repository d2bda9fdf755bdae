import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { HighlightStyle, StreamLanguage } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Methods } from "../../../src-main/ipc/contract.ts";

export type Schema = Methods["sql.schema"]["value"];

const KEYWORDS =
  "select from where group by order having limit offset as and or not in is null between like ilike case when then else end with recursive union all except intersect join left right full inner outer cross on using distinct asc desc nulls first last over partition rows range preceding following current row filter qualify exclude replace values true false interval sample".split(
    " ",
  );
const FUNCTIONS: readonly (readonly [string, string])[] = [
  ["count", "rows"],
  ["sum", ""],
  ["avg", "mean"],
  ["min", ""],
  ["max", ""],
  ["median", ""],
  ["stddev_samp", "standard deviation"],
  ["quantile_cont", "(value, 0.99)"],
  ["arg_max", "(what, by)"],
  ["arg_min", "(what, by)"],
  ["time_bucket", "(interval '1 hour', time)"],
  ["date_trunc", "('day', time)"],
  ["hour", "of a time"],
  ["isodow", "1 = Monday"],
  ["strftime", "(time, '%Y-%m-%d')"],
  ["epoch_ms", "ms since 1970"],
  ["lag", "(value) over (…)"],
  ["lead", "(value) over (…)"],
  ["row_number", "over (…)"],
  ["coalesce", ""],
  ["round", "(value, 2)"],
  ["abs", ""],
  ["regexp_matches", "(text, pattern)"],
];

const keyword = new Set(KEYWORDS);
const called = new Set(FUNCTIONS.map(([name]) => name));

/** Words, numbers, texts and comments of SQL, for colours. */
export const sqlLanguage = StreamLanguage.define<{ comment: boolean }>({
  name: "sql",
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match("/*")) {
      state.comment = !stream.match(/^.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return "comment";
    }
    if (stream.match("--")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^'(?:[^']|'')*'?/)) return "string";
    if (stream.match(/^"(?:[^"]|"")*"?/)) return "propertyName";
    if (stream.match(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?/i)) return "number";
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
    if (Array.isArray(word)) {
      const text = (word[0] ?? "").toLowerCase();
      if (keyword.has(text)) return "keyword";
      return called.has(text) ? "function" : null;
    }
    stream.next();
    return null;
  },
  tokenTable: { function: tags.function(tags.variableName) },
  languageData: { commentTokens: { line: "--" } },
});

/** Views after FROM and JOIN, columns of the views that are named, functions and words. */
export function completeSql(schema: Schema | null): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const typed = context.matchBefore(/[\w$]*/);
    if (typed === null || (typed.from === typed.to && !context.explicit)) return null;
    const before = context.state.sliceDoc(0, typed.from);
    if (/'(?:[^']|'')*$/.test(before.replace(/'(?:[^']|'')*'/g, "")) || /--[^\n]*$/.test(before)) return null;
    const views = schema?.views ?? [];
    const named = views.filter(({ name }) => new RegExp(`\\b${name}\\b`, "i").test(context.state.doc.toString()));
    const viewOptions: Completion[] = views.map(({ name, columns }) => ({
      label: name,
      type: "type",
      detail: `${columns.length} columns`,
      boost: 2,
    }));
    const options: Completion[] = /\b(from|join)\s+$/i.test(before)
      ? viewOptions
      : [
          ...(named.length > 0 ? named : views.slice(0, 1)).flatMap(({ name, columns }) =>
            columns.map((column) => ({ label: column.name, type: "property", detail: `${column.type} · ${name}`, boost: 3 })),
          ),
          ...viewOptions,
          ...FUNCTIONS.map(([label, detail]) => ({ label, detail, type: "function", apply: `${label}(` })),
          ...KEYWORDS.map((label) => ({ label, type: "keyword", boost: -1 })),
        ];
    const seen = new Set<string>();
    return {
      from: typed.from,
      validFor: /^[\w$]*$/,
      options: options.filter(({ label }) => !seen.has(label) && seen.add(label)),
    };
  };
}

/** Columns look like types, beside the colours of all code. */
export const sqlColours = HighlightStyle.define([{ tag: tags.propertyName, color: "var(--code-type)" }]);

export const sqlTheme = EditorView.theme({
  "&": { backgroundColor: "var(--bg-input)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { padding: "8px" },
});
