/** Fields of a JSON row in the order of `columns`: by name (`a.b` reaches into an object), an array by position. null: it is no row. */
export function jsonFields(value: unknown, columns: readonly string[]): string[] | null {
  if (Array.isArray(value)) return value.map(fieldText);
  if (value === null || typeof value !== "object") return null;
  return columns.map((name) => fieldText(lookUp(value, name)));
}

function lookUp(value: object, name: string): unknown {
  if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
  if (!name.includes(".")) return undefined;
  let inner: unknown = value;
  for (const step of name.split(".")) {
    if (inner === null || typeof inner !== "object" || !Object.hasOwn(inner, step)) return undefined;
    inner = (inner as Record<string, unknown>)[step];
  }
  return inner;
}

/** As it would stand in a CSV file; nothing for null. */
function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Names of an object's plain values, those of inner objects as `a.b`. */
export function jsonNames(value: object, prefix = "", depth = 0): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner) && depth < 4
      ? jsonNames(inner, `${prefix}${name}.`, depth + 1)
      : [`${prefix}${name}`],
  );
}
