import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { ContractWords, Word } from "./contract-words.ts";

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

/** ms. */
const PATIENCE = 1000;
/** Characters behind the cursor that are looked at: a rule is shorter. */
const BEYOND = 50_000;

/** What an object literal is, by the call it is handed to. */
const OF_CALL: Readonly<Record<string, string>> = {
  defineRule: "Rule",
  defineFilter: "Filter",
  defineReport: "Report",
  defineCatalogue: "Catalogue",
  alert: "AlertDraft",
};
/** What it is, by the property it is the value of (one level up, for tables such as `settings`). */
const OF_PROPERTY: Readonly<Record<string, string>> = {
  settings: "NumberSetting",
  aggregates: "AggregateSpec",
  sensors: "SensorInfo",
  mapping: "MappingPreset",
};
/** Types of a hook's parameters, in their order. */
const OF_HOOK: Readonly<Record<string, readonly string[]>> = {
  onEvent: ["RuleContext", "Event"],
  onWindow: ["RuleContext", "WindowResult"],
  onTimer: ["RuleContext"],
};
const LITERALS: Readonly<Record<string, string>> = { severity: "Severity", fn: "AggregateFunction", by: "KeyPart" };

/** Completes what the contract knows: fields of what is declared, handed in or drafted, texts that are choices, and what "weir" exports. */
export function completeContract(words: ContractWords): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { state, pos } = context;
    // What is not parsed yet is parsed, beyond the cursor too: of a call that is cut there nobody knows what it is.
    const upTo = Math.min(state.doc.length, pos + BEYOND);
    const node = (ensureSyntaxTree(state, upTo, PATIENCE) ?? syntaxTree(state)).resolveInner(pos, -1);
    const typed = context.matchBefore(/[\w$]*/);
    const from = typed?.from ?? pos;
    const answer = (options: Completion[]): CompletionResult | null =>
      options.length === 0 ? null : { from, options, validFor: /^[\w$]*$/ };

    if (node.name === "String") return literals(words, state, node, pos);
    const dot = context.matchBefore(/([\w$]+)\.[\w$]*/);
    if (dot !== null) return answer(membersOf(words, state, dot.text.split(".")[0] ?? "").map(field));
    if (/Comment/.test(node.name)) return null;
    if (from === pos && !context.explicit) return null;
    const type = enclosing(state, node);
    if (type === "import") return answer(words.exports.map(call));
    if (type?.startsWith("pattern ")) return answer((words.members.get(type.slice(8)) ?? []).map(name));
    if (type !== null) return answer((words.members.get(type) ?? []).map(property));
    return answer(words.exports.filter(({ callable }) => callable).map(call));
  };
}

const name = ({ name: label, detail, info }: Word): Completion => ({ label, detail, info, type: "property" });
const field = (word: Word): Completion => ({ ...name(word), type: word.callable ? "method" : "property" });
const call = ({ name: label, detail, info, callable }: Word): Completion => ({
  label,
  detail,
  info,
  type: callable ? "function" : "type",
});
/** In an object literal: `name: ` or, for a hook, its head. */
const property = (word: Word): Completion => {
  const parameters = OF_HOOK[word.name];
  if (parameters !== undefined) {
    const second = word.name === "onEvent" ? ", event" : word.name === "onWindow" ? ", { values }" : ", id";
    return { ...name(word), type: "method", apply: `${word.name}({ state, settings, alert }${second}) {\n    \n  },` };
  }
  return { ...name(word), apply: `${word.name}: ` };
};

/** The type whose fields belong where the cursor is; "import", "pattern T" or null for none. */
function enclosing(state: EditorState, start: Node): string | null {
  const text = (node: { from: number; to: number } | null): string => (node === null ? "" : state.sliceDoc(node.from, node.to));
  for (let node: Node | null = start; node !== null; node = node.parent) {
    if (node.name === "ImportGroup") return "import";
    if (node.name === "ObjectPattern") {
      const parameters = node.parent;
      if (parameters?.name !== "ParamList") return null;
      const hook = text(parameters.parent?.firstChild ?? null).replace(/^(async\s+)?/, "");
      const before = text({ from: parameters.from, to: node.from });
      const type = OF_HOOK[hook]?.[/[},]/.test(before) ? 1 : 0];
      return type === undefined ? null : `pattern ${type}`;
    }
    if (node.name === "Block" || node.name === "ArrowFunction") return null;
    if (node.name !== "ObjectExpression") continue;
    const owner: Node | null = node.parent;
    if (owner?.name === "ArgList") return OF_CALL[text(owner.parent?.firstChild ?? null).replace(/^.*\./, "")] ?? null;
    if (owner?.name !== "Property") return null;
    const key = text(owner.firstChild);
    if (key === "mapping" || key === "only") return OF_PROPERTY[key] ?? null;
    const table = owner.parent?.parent;
    return table?.name === "Property" ? (OF_PROPERTY[text(table.firstChild)] ?? null) : null;
  }
  return null;
}

/** Fields of a variable, by what it is usually called and by what the file declares. */
function membersOf(words: ContractWords, state: EditorState, variable: string): Word[] {
  const declared: Readonly<Record<string, string>> = {
    context: "RuleContext",
    ctx: "RuleContext",
    event: "Event",
    window: "WindowResult",
    key: "Key",
  };
  const type = declared[variable];
  if (type !== undefined) return [...(words.members.get(type) ?? [])];
  const source = state.doc.toString();
  const own = (label: string, detail: string): Word => ({ name: label, detail, info: "declared in this file", callable: false });
  if (variable === "settings") return keysOf(source, /\bsettings:\s*\{/).map((each) => own(each, "setting"));
  if (variable === "values") return keysOf(source, /\baggregates:\s*\{/).map((each) => own(each, "aggregate"));
  if (variable === "state")
    return keysOf(source, /\binitialState[^{]*?=>\s*\(\{|\binitialState\(\)[^{]*\{\s*return\s*\{/).map((each) =>
      own(each, "state"),
    );
  return [];
}

/** Names of an object literal that begins after `head`, by counting braces. */
function keysOf(source: string, head: RegExp): string[] {
  const found = head.exec(source);
  if (found === null) return [];
  const names: string[] = [];
  let depth = 1;
  let expecting = true;
  for (let i = found.index + found[0].length; i < source.length && depth > 0; i++) {
    const rest = source.slice(i);
    const word = expecting && depth === 1 ? /^(\w+)\s*[:,}]/.exec(rest) : null;
    if (word !== null) {
      names.push(word[1] ?? "");
      expecting = false;
      i += (word[1]?.length ?? 1) - 1;
      continue;
    }
    const text = /^"(?:[^"\\\n]|\\.)*"/.exec(rest);
    if (text !== null) i += text[0].length - 1;
    else if ("{[(".includes(source[i] ?? "x")) depth++;
    else if ("}])".includes(source[i] ?? "x")) depth--;
    else if (source[i] === "," && depth === 1) expecting = true;
  }
  return names;
}

function literals(words: ContractWords, state: EditorState, node: Node, pos: number): CompletionResult | null {
  let owner: Node | null = node.parent;
  if (owner?.name === "ArrayExpression") owner = owner.parent;
  if (owner?.name !== "Property") return null;
  const key = owner.firstChild;
  const label = key === null ? "" : state.sliceDoc(key.from, key.to);
  const values =
    label === "input"
      ? ["number", "duration", "toggle", "text", "choice"]
      : label === "action"
        ? ["raise", "clear", "withdraw"]
        : (words.literals.get(LITERALS[label] ?? "") ?? []);
  if (values.length === 0 || pos === node.from) return null;
  return {
    from: node.from + 1,
    to: Math.max(pos, node.to - 1),
    options: values.map((value) => ({ label: value, type: "enum" })),
  };
}
