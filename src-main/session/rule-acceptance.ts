import type { KeyTable } from "../engine/key-table.ts";
import type { RuleDeclaration } from "../plugin-host/contract.ts";
import { acceptsKey } from "../plugin-host/key-acceptance.ts";

/** What rules may ask of a sensor code. */
export interface SensorNames {
  quantity(sensor: string): string;
}

type Only = RuleDeclaration["only"];

/** Turns a rule's `only` into a predicate on key ids; equal declarations share one predicate, so that they can share slices. */
export class Acceptance {
  readonly #keys: KeyTable;
  readonly #catalogue: SensorNames;
  readonly #known = new Map<string, (key: number) => boolean>();

  constructor(keys: KeyTable, catalogue: SensorNames) {
    this.#keys = keys;
    this.#catalogue = catalogue;
  }

  /** undefined: every key. */
  of({ quantity, sensor, alarm }: Only): ((key: number) => boolean) | undefined {
    if (quantity === undefined && sensor === undefined && alarm === undefined) return undefined;
    const id = JSON.stringify([quantity, sensor, alarm]);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const accepts = (key: number): boolean => acceptsKey({ quantity, sensor, alarm }, this.#keys.key(key), this.#catalogue);
    this.#known.set(id, accepts);
    return accepts;
  }
}
