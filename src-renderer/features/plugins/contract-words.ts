/** One word of the plugin contract: a field, a function or a type, with how it is declared and what its comment says. */
export interface Word {
  readonly name: string;
  readonly detail: string;
  readonly info: string;
  readonly callable: boolean;
}

/** The contract as completions need it. */
export interface ContractWords {
  /** What `import { … } from "weir"` offers. */
  readonly exports: readonly Word[];
  /** Fields by interface: `RuleContext`, `Event`, `AlertDraft` … with those of the interface it extends. */
  readonly members: ReadonlyMap<string, readonly Word[]>;
  /** Texts of unions of literals, by type: `Severity`, `KeyPart`, `AggregateFunction`. */
  readonly literals: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the source of plugins/api.ts, which is formatted and imports nothing: a line scanner is enough, and completions follow the contract
 * without being written twice.
 */
export function contractWords(source: string): ContractWords {
  const exports: Word[] = [];
  const members = new Map<string, Word[]>();
  const literals = new Map<string, string[]>();
  const bases = new Map<string, string>();
  let comment = "";
  let inside: string | null = null;
  let union: string | null = null;
  for (const line of source.split("\n")) {
    const text = line.trim();
    if (text.startsWith("/**") || (text.startsWith("*") && comment !== "")) {
      comment = text.startsWith("/**") ? text : `${comment} ${text}`;
      continue;
    }
    if (union !== null) {
      literals.get(union)?.push(...literalsOf(text));
      if (text.endsWith(";")) union = null;
      continue;
    }
    if (inside !== null) {
      if (line.startsWith("}")) inside = null;
      else {
        const member = /^ {2}(?:readonly )?(\w+)(\??)(\(|<|:)(.*)$/.exec(line);
        if (member !== null) {
          const [, name = "", optional = "", open = "", rest = ""] = member;
          const callable = open !== ":" || /^\s*\(.*\) =>/.test(rest);
          const detail = `${optional}${open}${rest}`.replace(/[;{]\s*$/, "").trim();
          members.get(inside)?.push({ name, detail, info: words(comment), callable });
        }
      }
      comment = "";
      continue;
    }
    const declared = /^(?:export )?interface (\w+)(?:<.*?>)?(?: extends (\w+).*?)? \{$/.exec(text);
    if (declared !== null) {
      inside = declared[1] ?? "";
      members.set(inside, []);
      if (declared[2] !== undefined) bases.set(inside, declared[2]);
    }
    const type = /^export type (\w+)(?:<.*?>)? =(.*)$/.exec(text);
    if (type !== null) {
      const [, name = "", rest = ""] = type;
      literals.set(name, literalsOf(rest));
      if (!rest.trim().endsWith(";") && !rest.includes("{")) union = name;
    }
    const made = /^export (const|function) (\w+)(.*)$/.exec(text);
    if (made !== null)
      exports.push({ name: made[2] ?? "", detail: signature(made[3] ?? ""), info: words(comment), callable: true });
    else if (text.startsWith("export interface") || text.startsWith("export type"))
      exports.push({ name: (declared ?? type)?.[1] ?? "", detail: "type", info: words(comment), callable: false });
    if (text !== "") comment = "";
  }
  for (const [name, base] of bases) members.get(name)?.push(...(members.get(base) ?? []));
  for (const [name, values] of literals) if (values.length === 0) literals.delete(name);
  return { exports: exports.filter(({ name }) => name !== ""), members, literals };
}

const literalsOf = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);

const signature = (text: string): string =>
  text
    .replace(/^ = /, "")
    .replace(/\s*(=>.*|\{)$/, "")
    .trim();

/** A comment without its stars. */
const words = (comment: string): string =>
  comment
    .replaceAll(/\/\*\*|\*\//g, "")
    .replaceAll(/\s\*\s/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
