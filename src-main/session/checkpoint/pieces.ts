/** A part of some content: `value` stands at `path`; `more` go at the end of the list that stands there. */
export type Piece =
  | { readonly path: readonly (string | number)[]; readonly value: unknown }
  | { readonly path: readonly (string | number)[]; readonly more: readonly unknown[] };

/** Elements of a list in one piece: a few milliseconds' work. */
const ELEMENTS = 256;
/** How deep long lists are looked for. */
const DEPTH = 8;

/**
 * Plain data in pieces that can each be encoded in a few milliseconds: first the content without its long lists, then those, a part at a
 * time. `whole`: places, as "session.plugins", of which nothing is taken apart.
 */
export function* piecesOf(content: unknown, whole: ReadonlySet<string>): Generator<Piece> {
  const long: { readonly path: readonly (string | number)[]; readonly list: readonly unknown[] }[] = [];
  const without = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value !== "object" || value === null || path.length > DEPTH || whole.has(path.join("."))) return value;
    if (Array.isArray(value)) {
      if (value.length <= ELEMENTS) return value.map((each, i) => without(each, [...path, i]));
      long.push({ path, list: value });
      return [];
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, without(each, [...path, name])]));
  };
  yield { path: [], value: without(content, []) };
  for (const { path, list } of long)
    for (let from = 0; from < list.length; from += ELEMENTS) yield { path, more: list.slice(from, from + ELEMENTS) };
}

/** Puts pieces together again. Throws when they do not fit. */
export function joinPieces(pieces: Iterable<Piece>): unknown {
  let content: unknown;
  for (const piece of pieces) {
    if ("value" in piece) {
      content = piece.value;
      continue;
    }
    let place = content;
    for (const step of piece.path) place = (place as Record<string | number, unknown>)[step];
    const list = place as unknown[];
    for (const each of piece.more) list.push(each);
  }
  return content;
}
