import type { Key } from "../../plugins/api.ts";

/** A byte as two hex digits: `toString(16)` of a number beyond 2^31 is worked out as that of a fraction. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 32 bits as eight hex digits. */
function hex32(bits: number): string {
  return `${HEX[bits >>> 24]}${HEX[(bits >>> 16) & 0xff]}${HEX[(bits >>> 8) & 0xff]}${HEX[bits & 0xff]}`;
}

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
  return hex32(a) + hex32(b);
}

/** Settings with sorted names: equal settings give equal text. */
export function canonicalSettings(settings: Readonly<Record<string, number | boolean | string>>): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Ids of the alerts of one rule with these settings. An id comes from its alert's cause alone: 32 hex digits (two 64-bit hashes, the second
 * over the reversed parts). `ordinal` counts the alerts of the rule and key at this event time, so that two rows of equal time do not share
 * an id.
 */
export function alertIds(rule: string, settings: string) {
  const ruleText = JSON.stringify(rule);
  const settingsText = JSON.stringify(settings);
  return (
    { station, sensor, alarm }: Key,
    time: number,
    window: { readonly start: number; readonly end: number } | null,
    ordinal: number,
  ): string => {
    const stationText = JSON.stringify(station);
    const sensorText = JSON.stringify(sensor);
    const alarmText = JSON.stringify(alarm);
    const span = window === null ? "" : `${window.start}/${window.end}`;
    return (
      hash64(`[${ruleText},${settingsText},${stationText},${sensorText},${alarmText},"${time}","${span}","${ordinal}"]`) +
      hash64(`["${ordinal}","${span}","${time}",${alarmText},${sensorText},${stationText},${settingsText},${ruleText}]`)
    );
  };
}
