import type { RunRow } from "../../../src-main/ipc/contract.ts";

export interface SettingDifference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What ran in one run and not, or otherwise, in the other. */
export function differingSettings(a: RunRow, b: RunRow): SettingDifference[] {
  const [before, after] = [settingsOf(a), settingsOf(b)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((what) => {
    const [was, is] = [before.get(what) ?? "–", after.get(what) ?? "–"];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

function settingsOf({ plugins }: RunRow): Map<string, string> {
  const found = new Map<string, string>();
  for (const { plugin, settings } of plugins) {
    found.set(plugin, "on");
    for (const [name, value] of Object.entries(settings)) found.set(`${plugin} ${name}`, String(value));
  }
  return found;
}
