import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import { NO_FLAG } from "../engine/batch.ts";
import { type Groups, NOT_ACCEPTED } from "../engine/groups.ts";
import type { EventChoice } from "../engine/window-operator.ts";
import type { Shard } from "./shard.ts";

/** Events after which what a worker had counts half: a key that has gone quiet is no work. */
const HALF_LIFE = 65_536;

/**
 * Says which worker each group of a rule is in. Every worker of the rule has a dealer of its own that sees what the others' see, in the same
 * order, so all deal alike without a word between them.
 *
 * The groups met in one step go out the busiest first, each to the worker with the least to do (longest processing time first: Graham,
 * "Bounds on multiprocessing timing anomalies", 1969, section 4). What a group costs is its events, where the rule is called for them, else each costs
 * the same. What has been dealt out stays where its state is.
 */
export class KeyDealer {
  readonly #shard: Shard;
  /** All groups of the rule, whoever has them. */
  readonly #groups: Groups;
  /** null: groups cost the same. */
  readonly #choice: EventChoice | null;
  /** By group; undefined: not dealt out yet. */
  readonly #worker: (number | undefined)[] = [];
  /** By group: its events in the step at hand; 0 in between. */
  readonly #events: number[] = [];
  /** By worker: the events it had, of late. */
  readonly #load: number[];
  /** By worker. */
  readonly #dealt: number[];

  /** `choice`: which events the rule is called for; null: for none. */
  constructor(shard: Shard, groups: Groups, choice: EventChoice | null) {
    this.#shard = shard;
    this.#groups = groups;
    this.#choice = choice;
    this.#load = Array.from({ length: shard.of }, () => 0);
    this.#dealt = Array.from({ length: shard.of }, () => 0);
  }

  /** Deals out what is new among the events of a step, before anything else is asked about them. */
  look(batch: EventBatch): void {
    if (this.#choice === null) return;
    const met = this.#count(batch, this.#choice);
    const kept = 0.5 ** (batch.length / HALF_LIFE);
    for (let worker = 0; worker < this.#load.length; worker++) this.#load[worker] = (this.#load[worker] as number) * kept;
    const events = this.#events;
    const fresh: number[] = [];
    for (const group of met) {
      const worker = this.#worker[group];
      if (worker === undefined) fresh.push(group);
      else this.#load[worker] = (this.#load[worker] as number) + (events[group] as number);
    }
    fresh.sort((a, b) => (events[b] as number) - (events[a] as number) || a - b);
    for (const group of fresh) this.#deal(group, events[group] as number);
    for (const group of met) events[group] = 0;
  }

  /** Whether the group of a key, given by the parts the rule groups by, is in this worker. */
  owns([station, sensor, alarm]: KeyTuple): boolean {
    const group = this.#groups.idOf(station, sensor, alarm);
    return (this.#worker[group] ?? this.#deal(group, 0)) === this.#shard.index;
  }

  /** Whether the group of a key id is in this worker; not so when the rule does not want the key. */
  ownsId(id: number): boolean {
    const group = this.#groups.of(id);
    return group !== NOT_ACCEPTED && (this.#worker[group] ?? this.#deal(group, 0)) === this.#shard.index;
  }

  /** Counts the events of each group; answers the groups that have some. */
  #count({ length, key, threshold, active }: EventBatch, { thresholdOnly, activeOnly }: EventChoice): number[] {
    const events = this.#events;
    const met: number[] = [];
    for (let i = 0; i < length; i++) {
      if ((thresholdOnly && Number.isNaN(threshold[i])) || (activeOnly && active[i] === NO_FLAG)) continue;
      const group = this.#groups.of(key[i] as number);
      if (group === NOT_ACCEPTED) continue;
      while (events.length <= group) events.push(0);
      const before = events[group] as number;
      events[group] = before + 1;
      if (before === 0) met.push(group);
    }
    return met;
  }

  /** To the worker with the least events, of those the one with the fewest groups. */
  #deal(group: number, events: number): number {
    let to = 0;
    for (let worker = 1; worker < this.#load.length; worker++) if (this.#less(worker, to)) to = worker;
    this.#load[to] = (this.#load[to] as number) + events;
    this.#dealt[to] = (this.#dealt[to] as number) + 1;
    while (this.#worker.length <= group) this.#worker.push(undefined);
    this.#worker[group] = to;
    return to;
  }

  #less(a: number, b: number): boolean {
    const difference = (this.#load[a] as number) - (this.#load[b] as number);
    return difference < 0 || (difference === 0 && (this.#dealt[a] as number) < (this.#dealt[b] as number));
  }
}
