/**
 * Plain data with typed arrays and numbers JSON has no words for, as text and back. A snapshot is written by one JavaScript engine and
 * may be read by another, so nothing of an engine's own stands in it.
 */
export function packJson(value: unknown): string {
  return JSON.stringify(packed(value));
}

export function unpackJson(text: string): unknown {
  return unpacked(JSON.parse(text));
}

const ARRAYS = { Float64Array, Uint32Array, Int32Array, Uint16Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;

function packed(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: numberText(value) };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, packed);
  if (ArrayBuffer.isView(value)) {
    const name = Object.prototype.toString.call(value).slice(8, -1) as ArrayName;
    if (!(name in ARRAYS)) throw new TypeError(`a snapshot cannot hold a ${name}`);
    return { $a: name, of: Array.from(value as Float64Array, packed) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.startsWith("$") ? `$${name}` : name, packed(inner)]),
  );
}

function unpacked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unpacked);
  if ("$n" in value) return numberOf(String(value.$n));
  if ("$a" in value && "of" in value) return ARRAYS[value.$a as ArrayName].from(unpacked(value.of) as number[]);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.startsWith("$") ? name.slice(1) : name, unpacked(inner)]),
  );
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function numberOf(text: string): number {
  return text === "-0" ? -0 : Number(text);
}
