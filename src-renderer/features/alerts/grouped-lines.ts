import type { AlertFilter, AlertGroup, AlertGrouping, AlertRow } from "../../../src-main/ipc/contract.ts";
import type { Zone } from "../../frame-actions.ts";
import { day as dayText } from "../../ui/format-time.ts";

/** A row of the grouped table: a group, an alert of one that is open, or what is left of it. */
export type Line =
  | { readonly kind: "group"; readonly id: string; readonly group: AlertGroup; readonly open: boolean }
  | { readonly kind: "alert"; readonly id: string; readonly row: AlertRow }
  | { readonly kind: "more"; readonly id: string; readonly group: AlertGroup; readonly left: number };

/** What tells a group from the others. */
export const nameOf = ({ rule, station, sensor, alarm, day }: AlertGroup): string =>
  `${day?.from ?? ""}\n${rule}\n${station}\n${sensor}\n${alarm}`;

export const words: Record<AlertGrouping, readonly [one: string, many: string]> = {
  day: ["day", "days"],
  station: ["station", "stations"],
  rule: ["rule", "rules"],
  key: ["key", "keys"],
};

/** The groups, each open one with its alerts below it. `opened`: those by the name of their group. */
export function linesOf(groups: readonly AlertGroup[], opened: ReadonlyMap<string, readonly AlertRow[]>): Line[] {
  return groups.flatMap((group): Line[] => {
    const id = nameOf(group);
    const rows = opened.get(id);
    const head: Line = { kind: "group", id, group, open: rows !== undefined };
    if (rows === undefined) return [head];
    const left = group.alerts - rows.length;
    return [
      head,
      ...rows.map((row): Line => ({ kind: "alert", id: row.id, row })),
      ...(left > 0 ? [{ kind: "more" as const, id: `${id} more`, group, left }] : []),
    ];
  });
}

/** The filter that leaves the alerts of a group alone. */
export function filterOf(filter: AlertFilter, by: AlertGrouping, { rule, station, sensor, alarm, day }: AlertGroup): AlertFilter {
  if (by === "station") return { ...filter, stations: [station] };
  if (by === "rule") return { ...filter, rules: [rule] };
  if (by === "key") return { ...filter, rules: [rule], key: { station, sensor, alarm } };
  if (day === null) return filter;
  const { from = day.from, to = day.to } = filter;
  return { ...filter, from: Math.max(from, day.from), to: Math.min(to, day.to) };
}

/** What a group is called by what it is grouped by. */
export function headOf({ day, stationName, ruleTitle }: AlertGroup, by: AlertGrouping, zone: Zone): string {
  if (by === "day") return dayText(day?.from, zone);
  if (by === "rule") return ruleTitle;
  return stationName || (by === "key" ? "all" : "no station");
}
