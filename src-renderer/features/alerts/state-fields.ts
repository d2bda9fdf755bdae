import { type NumberWords, numberWords, timeText } from "./number-words.ts";

const DEEPEST = 4;
const LONGEST = 200;
/** Digits of a number that is no time: the rest is rounding. */
const DIGITS = 6;

export interface StateField {
  /** As people read it. */
  readonly text: string;
  /** As it stands in the state, JSON; cut where long. */
  readonly raw: string;
}

/** A state as lines of a name and a text: `fit.slope` → `3.58`. What has no fields is one line; lists stay lists, cut where long. */
export function stateFields(state: unknown, words: NumberWords): ReadonlyMap<string, StateField> {
  const found = new Map<string, StateField>();
  if (state !== null) collect(found, "", state, 0, words);
  return found;
}

function collect(found: Map<string, StateField>, name: string, value: unknown, depth: number, words: NumberWords): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < DEEPEST) {
    for (const [field, inner] of Object.entries(value))
      collect(found, name === "" ? field : `${name}.${field}`, inner, depth + 1, words);
    return;
  }
  const raw = typeof value === "string" && name === "" ? value : (JSON.stringify(value) ?? String(value));
  found.set(name === "" ? "state" : name, { text: cut(textOf(name, value, raw, words)), raw: cut(raw) });
}

function textOf(name: string, value: unknown, raw: string, words: NumberWords): string {
  if (typeof value === "number") return numberWords(name, value, words)?.text ?? rounded(value);
  if (!Array.isArray(value)) return raw;
  // Of a long list nobody sees more than its beginning.
  const items = value.slice(0, LONGEST).map((each: unknown) => {
    if (typeof each !== "number") return JSON.stringify(each) ?? String(each);
    return timeText(each, words) ?? rounded(each);
  });
  return `[${items.join(", ")}]`;
}

const rounded = (value: number): string => String(Number(value.toPrecision(DIGITS)));

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
