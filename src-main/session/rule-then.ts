import { alertIds, canonicalSettings } from "../plugin-host/alert-id.ts";
import type { ActiveRule, Alert } from "../plugin-host/contract.ts";
import type { Analysis } from "./analysis.ts";

/** Alerts of one key at one time that are tried. */
const ORDINALS = 100;

/**
 * An alert's rule as it was when it raised it: a live stream takes other settings and code where it is. Found by the alert's id, which comes
 * of the settings; the rule as it is now where none gives it. undefined: it is not on any more.
 */
export function ruleThen({ rules, former }: Pick<Analysis, "rules" | "former">, alert: Alert): ActiveRule | undefined {
  const own = [...rules, ...former.toReversed()].filter(({ declaration }) => declaration.id === alert.rule);
  const gave = own.filter((rule) => gives(rule, alert));
  return gave.find(({ declaration }) => declaration.version === alert.version) ?? gave[0] ?? own[0];
}

function gives({ declaration, settings }: ActiveRule, { id, key, time, window }: Alert): boolean {
  const idOf = alertIds(declaration.id, canonicalSettings(settings));
  for (let ordinal = 0; ordinal < ORDINALS; ordinal++) if (idOf(key, time, window, ordinal) === id) return true;
  return false;
}
