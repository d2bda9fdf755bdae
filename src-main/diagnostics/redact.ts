import { homedir } from "node:os";

const SECRET_NAME = /pass(?:word|phrase)?|secret|token|credential|authorization|api_?key|private/i;
/** `scheme://user:password@`, also where the URL stands inside a sentence. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*(?::[^\s@"']*)?@/gi;
const ASSIGNED = /\b(pass(?:word|phrase)?|secret|token|api_?key)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi;
/** What a message quotes is of the user's data: a value, a name, a row. */
const QUOTED = /"(?:[^"\\]|\\.){0,2000}"/g;
const LONGEST = 500;

/** A message without secrets and without what it quotes of data: what may leave the machine. */
export function redactText(text: string): string {
  const home = homedir();
  const shown = text
    .replace(CREDENTIALS, "$1…@")
    .replace(ASSIGNED, "$1$2…")
    .replace(QUOTED, '"…"')
    .replace(/\s*\n\s*/g, " ");
  const told = home.length > 1 ? shown.replaceAll(home, "~") : shown;
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
}

/** Fields of a log line: numbers, truths and redacted texts; a field that is named like a secret keeps its name only. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name)
        ? "…"
        : typeof value === "string"
          ? redactText(value)
          : typeof value === "number" || typeof value === "boolean" || value === null
            ? value
            : "…",
    ]),
  );
}
