import type { Random } from "../../simulate/random.ts";
import { chance, few, pick } from "./draws.ts";
import { mutate } from "./mutate.ts";

const KEYS = [
  "time",
  "value",
  "station",
  "sensor",
  "",
  "__proto__",
  "constructor",
  "toString",
  "a.b",
  "length",
  "0",
  "\u0000",
  "weir",
  "version",
];
const LEAVES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1e308,
  -1,
  1.5,
  2 ** 53,
  "",
  "text",
  "2024-03-01T00:00:00Z",
  "\ud800",
  "\u0000",
  "=1+1",
  "\u001b[31m",
  "x".repeat(20_000),
  [],
  {},
];

/** A value of any shape, at most `depth` deep. */
export function anyValue(random: Random, depth: number): unknown {
  if (depth === 0 || chance(random, 0.5)) return pick(random, LEAVES);
  if (chance(random, 0.4)) return Array.from({ length: few(random, 6) }, () => anyValue(random, depth - 1));
  // Own properties by any name, as JSON.parse makes them.
  const entries = Array.from(
    { length: few(random, 6) },
    () => `${JSON.stringify(pick(random, KEYS))}:${jsonText(anyValue(random, depth - 1))}`,
  );
  return JSON.parse(`{${entries.join(",")}}`) as unknown;
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

/** A document with some of its parts put in place of others, taken away, or of another kind: grammar kept. */
export function bend(random: Random, document: unknown): unknown {
  const copy = structuredClone(document);
  for (let changes = 1 + few(random, 4); changes > 0; changes--) {
    const paths = pathsOf(copy, 0);
    const path = pick(random, paths);
    if (path === undefined) return anyValue(random, 3);
    const { owner, name } = path;
    const holder = owner as Record<string, unknown>;
    switch (random.below(4)) {
      case 0:
        delete holder[name];
        break;
      case 1:
        if (Array.isArray(owner)) owner.push(anyValue(random, 2));
        else
          Object.defineProperty(owner, pick(random, KEYS), {
            value: anyValue(random, 2),
            enumerable: true,
            configurable: true,
            writable: true,
          });
        break;
      case 2:
        holder[name] = structuredClone(lookedUp(pick(random, paths)));
        break;
      default:
        holder[name] = anyValue(random, 3);
    }
  }
  return copy;
}

interface Path {
  readonly owner: object;
  readonly name: string;
}

const lookedUp = ({ owner, name }: Path): unknown => (owner as Record<string, unknown>)[name];

function pathsOf(value: unknown, depth: number): Path[] {
  if (typeof value !== "object" || value === null || depth > 6) return [];
  return Object.keys(value).flatMap((name) => [
    { owner: value, name },
    ...pathsOf((value as Record<string, unknown>)[name], depth + 1),
  ]);
}

/** JSON text of a document: bent, mutated, deep or vast. */
export function hostileJson(random: Random, document: unknown): Buffer {
  if (chance(random, 0.004)) {
    const deep = 1 + random.below(200_000);
    return Buffer.from(
      pick(random, ["[".repeat(deep) + "]".repeat(deep), `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`, '{"a":'.repeat(deep)]),
    );
  }
  const text = Buffer.from(jsonText(chance(random, 0.75) ? bend(random, document) : document));
  return chance(random, 0.5) ? mutate(random, text) : text;
}
