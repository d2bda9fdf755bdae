/** Levels that plain data of a plugin's may have: what is sent from its thread is read by recursion, and so is what a page shows. */
const MOST_LEVELS = 100;

/** Whether plain data without cycles has objects or lists within one another beyond what may be. */
export function isNestedTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isNestedTooDeep(part, levels - 1));
}
