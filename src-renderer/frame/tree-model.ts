import type { KeyInfo, Severity } from "../../src-main/ipc/contract.ts";
import { nameLine } from "../ui/name-line.ts";
import { keyLine } from "./key-line.ts";

export type TreeRow =
  | {
      readonly kind: "station";
      readonly station: string;
      readonly name: string;
      readonly keys: readonly KeyInfo[];
      readonly open: boolean;
      readonly alert: Severity | null;
    }
  | { readonly kind: "key"; readonly key: KeyInfo; readonly label: string; readonly silent: boolean };

/** Made once: a comparison through it costs a tenth of localeCompare with options. */
const natural = new Intl.Collator("en", { numeric: true });

const rank: Record<Severity, number> = { critical: 3, warning: 2, info: 1 };
const worse = (a: Severity | null, b: Severity | null): Severity | null =>
  (a === null ? 0 : rank[a]) >= (b === null ? 0 : rank[b]) ? a : b;

/** Twenty of its own mean intervals, and at least a minute, without an event while others went on. */
export function isSilent(key: KeyInfo, newest: number): boolean {
  if (key.events < 3) return false;
  const interval = (key.lastTime - key.firstTime) / (key.events - 1);
  return newest - key.lastTime > Math.max(60_000, 20 * interval);
}

/** Stations in the order of their first key, sensors below the open ones. While one searches everything that fits is open. */
export function treeRows(keys: readonly KeyInfo[], text: string, closed: ReadonlySet<string>): TreeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const stations = new Map<string, KeyInfo[]>();
  let newest = Number.NEGATIVE_INFINITY;
  for (const key of keys) {
    newest = Math.max(newest, key.lastTime);
    const line = words.length === 0 ? "" : keyLine(key);
    if (!words.every((word) => line.includes(word))) continue;
    const list = stations.get(key.station);
    if (list === undefined) stations.set(key.station, [key]);
    else list.push(key);
  }
  const names = [...stations.keys()].sort((a, b) => natural.compare(a, b));
  const rows: TreeRow[] = [];
  for (const station of names) {
    const list = stations.get(station) ?? [];
    const open = words.length > 0 || !closed.has(station);
    rows.push({
      kind: "station",
      station,
      name: list[0]?.stationName ?? station,
      keys: list,
      open,
      alert: list.reduce<Severity | null>((worst, key) => worse(worst, key.alert), null),
    });
    if (!open) continue;
    const same = new Map<string, number>();
    for (const key of list) same.set(key.short, (same.get(key.short) ?? 0) + 1);
    list.sort((a, b) => natural.compare(a.short, b.short) || natural.compare(a.alarm, b.alarm));
    for (const key of list) {
      const label = (same.get(key.short) ?? 0) > 1 ? nameLine(key.short, key.alarm) : key.short;
      rows.push({ kind: "key", key, label, silent: isSilent(key, newest) });
    }
  }
  return rows;
}
