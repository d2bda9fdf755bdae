import { KEY_ROLES, NAMES } from "../sources/csv/detect/role-names.ts";
import { TIME_NAME } from "../sources/csv/detect/time-column.ts";

/** What a column of a file of labels may be. */
export const LABEL_ROLES = [...KEY_ROLES, "start", "end"] as const;
export type LabelRole = (typeof LABEL_ROLES)[number];

const START_NAME = /^(?:start|begin|from|since|onset|raised|von|début|debut|inicio|inizio)/i;
const END_NAME = /^(?:end|to$|until|till|finish|stop|clear|ceas|resolv|recover|bis$|fin|hasta|fine)/i;

/**
 * Which column is what, by name and position: those called just so, else those whose names say it as they do in readings. Of times without
 * such a name the first is the start.
 */
export function labelColumns(names: readonly string[]): ReadonlyMap<LabelRole, number> {
  const found = new Map<LabelRole, number>();
  const take = (role: LabelRole, says: (name: string) => boolean): void => {
    const at = found.has(role) ? -1 : names.findIndex((name, i) => says(name) && ![...found.values()].includes(i));
    if (at !== -1) found.set(role, at);
  };
  for (const role of LABEL_ROLES) take(role, (name) => name.toLowerCase() === role);
  take("start", (name) => words(name).some((word) => START_NAME.test(word)));
  take("end", (name) => words(name).some((word) => END_NAME.test(word)));
  for (const role of KEY_ROLES) take(role, (name) => NAMES[role].test(name));
  take("start", (name) => TIME_NAME.test(name));
  return found;
}

/** `alarmStart`, `end_time`, `Start (Europe/Rome)`. */
const words = (name: string): string[] => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").split(/[\s_.()[\]-]+/);
