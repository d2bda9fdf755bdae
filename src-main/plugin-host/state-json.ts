import { describeThrown } from "./untrusted-text.ts";

const MAX_DEPTH = 100;

/** What to keep for it. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["Map", ": an object or a list of pairs"],
  ["Set", ": a list"],
  ["Date", ": its number of milliseconds"],
]);

/**
 * Keyed state <-> JSON text. Beyond JSON it keeps NaN and the infinities, which are easily written into a state (`min: Infinity`),
 * as `{"$number": "Infinity"}`. Anything else that JSON would change silently is refused with where it stands.
 */
export function stateToJson(state: unknown): string {
  if (state === undefined) return "";
  const special = check(state, "state", 0);
  return special ? JSON.stringify(state, keepNumbers) : JSON.stringify(state);
}

export function stateFromJson(text: string): unknown {
  if (text === "") return undefined;
  return text.includes('"$number"') ? JSON.parse(text, reviveNumbers) : JSON.parse(text);
}

/** A state as JSON for people, cut after so many characters; why there is none in brackets. */
export function showState(state: unknown, characters: number): string {
  try {
    return stateToJson(state).slice(0, characters);
  } catch (error) {
    return `(${describeThrown(error).message})`;
  }
}

/** True when a number needs the escape; throws a TypeError for what is not plain JSON. */
function check(value: unknown, path: string, depth: number): boolean {
  if (value === null || value === undefined) return false;
  switch (typeof value) {
    case "number":
      return !Number.isFinite(value);
    case "string":
    case "boolean":
      return false;
    case "object":
      break;
    default:
      throw new TypeError(`${path} is a ${typeof value}; state must be plain JSON`);
  }
  if (depth > MAX_DEPTH) throw new TypeError(`state is nested deeper than ${MAX_DEPTH} levels`);
  let special = false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      // JSON makes null of it; a field that is undefined just goes.
      if (item === undefined) throw new TypeError(`${path}[${i}] is undefined; state must be plain JSON: use null`);
      if (typeof item === "number" ? !Number.isFinite(item) : check(item, path, depth + 1)) special = true;
    }
    return special;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    const instead = kind === "Object" ? "an instance of a class" : `a ${kind}`;
    throw new TypeError(`${path} holds ${instead}; state must be plain JSON${INSTEAD.get(kind) ?? ""}`);
  }
  for (const name of Object.keys(value)) {
    if (check((value as Record<string, unknown>)[name], `${path}.${name.slice(0, 40)}`, depth + 1)) special = true;
  }
  return special;
}

function keepNumbers(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { $number: String(value) } : value;
}

function reviveNumbers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "$number")) return value;
  const { $number: text, ...others } = value as { readonly $number: unknown };
  // A state may be keyed by codes, and one of them be called so.
  return (text === "NaN" || text === "Infinity" || text === "-Infinity") && Object.keys(others).length === 0
    ? Number(text)
    : value;
}
