import type { Key, KeyPart, WindowSpec } from "../../plugins/api.ts";
import type { ActiveRule } from "../plugin-host/contract.ts";

/** The window of a rule that a group has: its own, where it was given one. */
export function keyWindow({ window, windowsPerKey = [] }: ActiveRule, group: Key): WindowSpec {
  const own = windowsPerKey.find(({ key }) => Object.entries(key).every(([part, code]) => group[part as KeyPart] === code));
  return own?.window ?? window;
}
