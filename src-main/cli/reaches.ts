import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { FilterDeclaration, RuleDeclaration } from "../plugin-host/contract.ts";
import { acceptsEvent, acceptsKey } from "../plugin-host/key-acceptance.ts";

/** Whether one of these events gets to a rule or filter. */
export function reaches(
  { only }: RuleDeclaration | FilterDeclaration,
  batch: EventBatch,
  keys: KeyTable,
  names: CatalogueNames,
): boolean {
  for (let i = 0; i < batch.length; i++) {
    if (!acceptsEvent(only, batch.threshold[i] as number, batch.active[i] as number)) continue;
    if (acceptsKey(only, keys.key(batch.key[i] as number), names)) return true;
  }
  return false;
}

/** `sensor flow, power`: what it is for. */
export const onlyWords = (only: RuleDeclaration["only"]): string =>
  Object.entries(only)
    .map(([name, value]) => (typeof value === "boolean" ? `with ${name}` : `${name} ${[value].flat().join(", ")}`))
    .join(" and ");
