import type { KeyPart } from "../../plugins/api.ts";
import type { KeyTuple } from "./batch.ts";
import type { FiredWindows } from "./window-query.ts";

const POSITION: Readonly<Record<KeyPart, 0 | 1 | 2>> = { station: 0, sensor: 1, alarm: 2 };

/** Fired windows as lines of JSON, `{"key":{…},"start":ms,"end":ms,"count":n,…}`; aggregates named by `names`, null for none. */
export function windowLines(
  fired: FiredWindows,
  groupKey: (group: number) => KeyTuple,
  by: readonly KeyPart[],
  names: readonly string[],
): string {
  let text = "";
  for (let i = 0; i < fired.length; i++) {
    const tuple = groupKey(fired.group[i] as number);
    const key: Record<string, string> = {};
    for (const part of by) key[part] = tuple[POSITION[part]];
    const line: Record<string, unknown> = { key, start: fired.start[i], end: fired.end[i], count: fired.count[i] };
    for (let a = 0; a < names.length; a++) {
      const value = fired.values[a]?.[i] as number;
      line[names[a] as string] = Number.isNaN(value) ? null : value;
    }
    text += `${JSON.stringify(line)}\n`;
  }
  return text;
}
