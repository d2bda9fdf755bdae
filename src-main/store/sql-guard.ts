import type { DuckDBConnection } from "@duckdb/node-api";

/** What SQL of others may read: the documented views, and what it names itself. */
export const VIEWS = ["events", "alerts", "series", "rejects", "sources", "names", "runs", "metrics"] as const;

const TABLE_FUNCTIONS = new Set(["range", "generate_series", "unnest"]);
/** Of these a few letters make a value that fills the memory in one call, which nothing can interrupt. */
const SIZED = new Set(["range", "generate_series", "repeat", "lpad", "rpad", "list_resize", "array_resize", "bitstring"]);
const FORMATS = new Set(["printf", "format"]);
/** Change something, wait, or look at the machine. */
const REFUSED = new Set([
  ...[
    "write_log",
    "pg_sleep",
    "sleep_ms",
    "nextval",
    "currval",
    "setseed",
    "set_seed",
    "getenv",
    "current_setting",
    "getvariable",
  ],
  ...["json_execute_serialized_sql", "query", "query_table"],
]);
const MOST = 100_000;
/** Sizes below this are paddings, not dangers. */
const FEW = 100;
/** Of a statement: more than anyone writes. */
export const MOST_CHARACTERS = 200_000;

type Node = Readonly<Record<string, unknown>>;

/**
 * Judges a statement by its syntax tree, before it is bound to anything. Throws an Error of one line that names what is not allowed. The
 * instance's own settings (no file, no network, locked) hold beneath this.
 */
export async function checkSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.runAndReadAll("select json_serialize_sql($1::varchar, skip_default := true)", [sql]);
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as Node;
  if (tree["error"] === true) {
    const message = String(tree["error_message"]);
    throw new Error(
      /^Only SELECT/.test(message) ? "only a SELECT is allowed here" : `mistake in the SQL: ${message.split("\n")[0]}`,
    );
  }
  const nodes = nodesOf(tree);
  const own = new Set(nodes.flatMap(namedHere));
  // As a table a function answers row by row and stops when asked to.
  const asTable = new Set(nodes.flatMap((node) => (node["type"] === "TABLE_FUNCTION" ? [node["function"]] : [])));
  let size = 1;
  for (const node of nodes) {
    if (node["type"] === "BASE_TABLE") checkTable(node, own);
    else if (node["type"] === "TABLE_FUNCTION") checkTableFunction(node);
    else if (node["class"] === "FUNCTION" && !asTable.has(node)) size *= checkFunction(node);
    // One may be inside the other, by way of a name.
    if (size > MOST) throw new Error(`together the sizes given to ${[...SIZED].join(", ")} must not be more than ${MOST} here`);
  }
}

/** Every object of a tree: without recursion, because a statement may be nested as deep as its author likes. */
function nodesOf(tree: Node): Node[] {
  const found: Node[] = [];
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) found.push(next as Node);
    for (const child of Object.values(next)) open.push(child);
  }
  return found;
}

/** Names of the common table expressions a node brings. */
function namedHere({ cte_map }: Node): string[] {
  const map = (cte_map as { readonly map?: unknown } | undefined)?.map;
  return Array.isArray(map) ? map.map((entry: Node) => String(entry["key"]).toLowerCase()) : [];
}

const readable = `only the views ${VIEWS.join(", ")} can be read`;

function checkTable(node: Node, own: ReadonlySet<string>): void {
  const name = String(node["table_name"] ?? "");
  const place = [node["catalog_name"], node["schema_name"]].filter((part) => part !== undefined && part !== "");
  if (place.length === 0 && own.has(name.toLowerCase())) return;
  const plain = place.length === 0 || (place.length === 1 && place[0] === "main");
  if (!plain || !(VIEWS as readonly string[]).includes(name.toLowerCase()))
    throw new Error(`${[...place, name].join(".")} cannot be read here; ${readable}`);
}

function checkTableFunction(node: Node): void {
  const name = functionName(node["function"] as Node);
  if (!TABLE_FUNCTIONS.has(name)) throw new Error(`the table function ${name} is not allowed here; ${readable}`);
}

const functionName = (node: Node | undefined): string => String(node?.["function_name"] ?? "").toLowerCase();

/** How many times its result may be longer than what it is given. */
function checkFunction(node: Node): number {
  const name = functionName(node);
  if (REFUSED.has(name)) throw new Error(`the function ${name} is not allowed here`);
  const children = (node["children"] ?? []) as readonly Node[];
  if (FORMATS.has(name)) checkFormat(name, children[0]);
  if (SIZED.has(name)) return sizesOf(node).reduce((product, size) => product * size, 1);
  return 1;
}

/** Sizes written in a call. Throws when one is computed or too large. */
function sizesOf(node: Node): number[] {
  const name = functionName(node);
  const children = (node["children"] ?? []) as readonly Node[];
  // The first argument of the others is what is made longer.
  const sizes = name === "range" || name === "generate_series" ? children : children.slice(1, 2);
  return sizes.map((size) => {
    const value = constant(size);
    if (typeof value !== "number" || Math.abs(value) > MOST)
      throw new Error(`the size of ${name} must be a number of at most ${MOST} here; in FROM, range has no such limit`);
    return Math.abs(value) < FEW ? 1 : Math.abs(value);
  });
}

function checkFormat(name: string, format: Node | undefined): void {
  const text = format === undefined ? "" : constant(format);
  if (typeof text !== "string" || /\d{5,}|\*|\{[^}]*\{/.test(text))
    throw new Error(`the format of ${name} must be a text with widths of at most 4 digits here`);
}

/** A written number or text, with a sign or a cast before it or not; undefined for anything computed. */
function constant(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node["class"] === "CAST") return constant(node["child"] as Node);
  const children = node["children"];
  if (node["class"] === "FUNCTION" && functionName(node) === "-" && Array.isArray(children) && children.length === 1)
    return constant(children[0] as Node);
  if (node["class"] !== "CONSTANT") return undefined;
  const value = node["value"] as Node | undefined;
  return value?.["is_null"] === true ? 0 : (value?.["value"] ?? 0);
}
