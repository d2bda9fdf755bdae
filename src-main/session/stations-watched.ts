import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule } from "../plugin-host/contract.ts";
import { acceptsEvent, acceptsKey, fitsOne } from "../plugin-host/key-acceptance.ts";
import type { SensorNames } from "./rule-acceptance.ts";
import type { Recorder } from "./session-options.ts";

type Watching = Pick<ActiveRule, "declaration" | "off">;

/** Counts stations, and those of which a rule gets to see an event: of the others it cannot tell anything, right or wrong. */
export class StationsWatched implements Recorder {
  readonly all = new Set<string>();
  readonly watched = new Set<string>();
  /** By key: the station is counted, or no rule takes events of the key. */
  readonly #done = new Set<number>();
  #rules: readonly Watching[] = [];
  #names: SensorNames = { quantity: () => "" };

  /** To be called before the first event. */
  watch(rules: readonly Watching[], names: SensorNames): void {
    this.#rules = rules;
    this.#names = names;
  }

  async events({ key: ids, threshold, active, length }: EventBatch, keys: KeyTable): Promise<void> {
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number;
      if (this.#done.has(id)) continue;
      const key = keys.key(id);
      const [station] = key;
      this.all.add(station);
      const rules = this.watched.has(station)
        ? []
        : this.#rules.filter(({ declaration: { only }, off = [] }) => acceptsKey(only, key, this.#names) && !fitsOne(off, key));
      const seen = rules.some(({ declaration: { only } }) => acceptsEvent(only, threshold[i] as number, active[i] as number));
      if (seen) this.watched.add(station);
      if (seen || rules.length === 0) this.#done.add(id);
    }
  }

  async rejects(): Promise<void> {}
}
