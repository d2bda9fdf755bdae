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

/** Fields beside a list of rows: more are no envelope, and each would go with every row. */
const MOST_BESIDE = 100;

/**
 * The rows of an object that holds one list of objects (`{"station":"A","readings":[{…},{…}]}`), each with what stands beside the list, so
 * that their fields are `readings.value` and `station`. null: it holds none, or several.
 */
export function listedRows(
  value: unknown,
): { readonly name: string; readonly rows: readonly { readonly row: object; readonly item: object }[] } | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > MOST_BESIDE) return null;
  const lists = entries.filter(([, inner]) => Array.isArray(inner) && inner.length > 0 && inner.every(isObject));
  const [list] = lists;
  if (list === undefined || lists.length > 1) return null;
  const [name, items] = list as [string, object[]];
  return { name, rows: items.map((item) => ({ row: { ...value, [name]: item }, item })) };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
