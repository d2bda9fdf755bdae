import type { KeyTuple } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { SeriesPoints } from "../engine/results.ts";

/**
 * Group ids a rule's workers gave -> ids of the rule. They differ wherever a worker has not met all groups in the order the host knows
 * them in: keys dealt out to several, and one that goes on from the snapshot of several.
 */
export class LaneGroups {
  readonly #table: KeyTable;
  readonly #lanes: { readonly ids: number[]; same: boolean }[] = [];

  constructor(table: KeyTable) {
    this.#table = table;
  }

  /** The groups of a lane from its id `first` on; a worker that takes the place of another tells its groups anew. */
  learn(lane: number, first: number, groups: readonly KeyTuple[]): void {
    this.#lanes[lane] ??= { ids: [], same: true };
    const known = this.#lanes[lane];
    for (const [i, [station, sensor, alarm]] of groups.entries()) {
      const id = this.#table.id(station, sensor, alarm);
      known.ids[first + i] = id;
      if (id !== first + i) known.same = false;
    }
  }

  /** Rewrites the groups of a lane's points in place. */
  translate(lane: number, { group, length }: SeriesPoints): void {
    const known = this.#lanes[lane];
    if (known === undefined || known.same) return;
    const { ids } = known;
    for (let i = 0; i < length; i++) group[i] = ids[group[i] as number] as number;
  }
}
