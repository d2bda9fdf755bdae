import type { SourceProblem } from "../../../src-main/ipc/contract.ts";
import type { ContractWords } from "./contract-words.ts";

/** A change that puts a mistake right: `insert` in place of the text from `from` to `to`, 0-based offsets in the file. */
export interface SourceFix {
  /** What its button says. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

type Where = Pick<SourceProblem, "line" | "column" | "message">;

/**
 * The change a mistake asks for, where the compiler or the contract says which; null where nobody can know. `text` is the file the
 * mistake was found in: what is no longer there is not changed.
 */
export function fixOf({ line, column, message }: Where, text: string, words: ContractWords): SourceFix | null {
  if (line === null || column === null) return null;
  const lines = text.split("\n");
  const own = lines[line - 1];
  if (own === undefined) return null;
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const replace = (old: string, next: string, quote = ""): SourceFix | null => {
    // A value's mistake is told at its property: it stands behind.
    const wanted = `${quote}${old}${quote}`;
    const behind = own.indexOf(wanted, Math.max(0, column - 1 - quote.length));
    const at = behind < 0 ? own.indexOf(wanted) : behind;
    if (at < 0) return null;
    const from = start + at + quote.length;
    return { label: `Change to ${quote}${next}${quote}`, from, to: from + old.length, insert: next };
  };

  const literal = /Type '"([^"]*)"' is not assignable to type '(.*?)'\./.exec(message);
  const meant = /Did you mean (?:to write )?'"?([\w$-]+)"?'\?/.exec(message)?.[1];
  if (literal !== null) {
    const [, written = "", type = ""] = literal;
    const next = meant ?? nearest(written, choices(type, words));
    return next === null ? null : replace(written, next, '"');
  }
  const missing = /^Cannot find name '([\w$]+)'/.exec(message)?.[1];
  if (missing !== undefined && words.exports.some(({ name, detail }) => name === missing && detail !== "type"))
    return importFix(text, missing);
  const unknown = /(?:Property|member named|Cannot find name|but) '([\w$]+)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const type = /on type '(?:Readonly<)?(\w+)/.exec(message)?.[1] ?? "";
    const names = words.members.get(type)?.map(({ name }) => name) ?? [];
    const next = meant ?? nearest(unknown, names);
    return next === null ? null : replace(unknown, next);
  }
  const maybeNull = /^'([\w$.]+)' is possibly 'null'/.exec(message)?.[1];
  // Only where a statement begins: elsewhere a line before it would stand inside of another.
  if (maybeNull !== undefined && (line === 1 || /[;{}]\s*$/.test(lines[line - 2] ?? "")))
    return {
      label: `Return where ${maybeNull} is null`,
      from: start,
      to: start,
      insert: `${/^\s*/.exec(own)?.[0] ?? ""}if (${maybeNull} === null) return;\n`,
    };
  return null;
}

/** Texts a type allows: a union as the compiler writes it, or a name of the contract. */
function choices(type: string, words: ContractWords): readonly string[] {
  const listed = [...type.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
  return listed.length > 0 ? listed : (words.literals.get(type.replace(/ \| undefined$/, "")) ?? []);
}

function importFix(text: string, name: string): SourceFix {
  const label = `Import ${name} from "weir"`;
  const found = /import \{([^}]*)\} from "weir"/.exec(text);
  if (found === null) return { label, from: 0, to: 0, insert: `import { ${name} } from "weir";\n` };
  const names = (found[1] ?? "").trimEnd();
  const at = found.index + "import {".length + names.length;
  return { label, from: at, to: at, insert: names.endsWith(",") || names === "" ? ` ${name}` : `, ${name}` };
}

/** The choice a slip most likely meant: one that begins so, or is a few keystrokes away. */
function nearest(written: string, among: readonly string[]): string | null {
  const begins = among.filter((choice) => written.length > 1 && choice.toLowerCase().startsWith(written.toLowerCase()));
  if (begins.length === 1) return begins[0] ?? null;
  const [best] = among
    .map((choice) => ({ choice, away: distance(written.toLowerCase(), choice.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && best.away <= Math.max(1, Math.floor(written.length / 3)) ? best.choice : null;
}

/** Characters to put in, take out or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
