/**
 * 64 bits of text as 16 hex digits: two 32-bit lanes of multiply-and-xor with a final avalanche (cyrb53's mixing, bryc, public
 * domain, kept at its full 64 bits). Not cryptographic; alike on every engine.
 */
export function hash64(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
}

/** Settings with sorted names: equal settings give equal text. */
export function canonicalSettings(settings: Readonly<Record<string, number | boolean | string>>): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Id of an alert from its cause alone: 32 hex digits (two 64-bit hashes, the second over the reversed parts). `ordinal` counts the
 * alerts of this rule and key at this event time, so that two rows of equal time do not share an id.
 */
export function alertId(
  rule: string,
  settings: string,
  key: readonly [string, string, string],
  time: number,
  window: { readonly start: number; readonly end: number } | null,
  ordinal: number,
): string {
  const span = window === null ? "" : `${window.start}/${window.end}`;
  const parts = [rule, settings, ...key, String(time), span, String(ordinal)];
  return hash64(JSON.stringify(parts)) + hash64(JSON.stringify(parts.reverse()));
}
