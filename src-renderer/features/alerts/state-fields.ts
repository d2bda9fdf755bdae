const DEEPEST = 4;
const LONGEST = 200;

/** A state as lines of a name and a text: `fit.slope` → `3.58`. What has no fields is one line; lists stay lists, cut where long. */
export function stateFields(state: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (state !== null) collect(found, "", state, 0);
  return found;
}

function collect(found: Map<string, string>, name: string, value: unknown, depth: number): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < DEEPEST) {
    for (const [field, inner] of Object.entries(value))
      collect(found, name === "" ? field : `${name}.${field}`, inner, depth + 1);
    return;
  }
  const text = typeof value === "string" && name === "" ? value : (JSON.stringify(value) ?? String(value));
  found.set(name === "" ? "state" : name, text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
}
