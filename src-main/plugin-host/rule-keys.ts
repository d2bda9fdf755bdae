import type { Key } from "../../plugins/api.ts";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import { Groups, NOT_ACCEPTED } from "../engine/groups.ts";
import type { EventChoice } from "../engine/window-operator.ts";
import type { RuleDeclaration } from "./contract.ts";
import type { HookRealm } from "./hook-realm.ts";
import { acceptsKey, fitsOne, type KeyPattern } from "./key-acceptance.ts";
import { KeyDealer } from "./key-dealer.ts";
import type { Shard } from "./shard.ts";

/** What the catalogues say of a sensor. */
export interface SensorWords {
  readonly unit: string;
  readonly quantity: string;
}

/** What an event's key says, looked up once a key. */
export interface KnownKey {
  readonly group: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Of its group. */
  readonly key: Key;
  readonly words: SensorWords;
}

/** Which keys of the stream are not this rule's. */
export interface KeysLeftOut {
  /** The part of the keys this worker has; null: all. */
  readonly shard: Shard | null;
  /** Groups the rule is not called for; what they held stays. */
  readonly off: readonly KeyPattern[];
}

/** The keys a rule wants of the stream, the groups they fall into, and what a hook is told of both. */
export class RuleKeys {
  readonly groups: Groups;
  readonly #realm: Pick<HookRealm, "keys" | "names">;
  /** null: nothing is dealt out. */
  readonly #dealer: KeyDealer | null;
  readonly #off: readonly KeyPattern[];
  /** By key id; null: a key the rule does not want; undefined: not met yet. */
  readonly #known: (KnownKey | null | undefined)[] = [];
  readonly #keys: Key[] = [];
  readonly #words: SensorWords[] = [];
  readonly #wordsOfSensor = new Map<string, SensorWords>();

  constructor(
    { by, only, hooks }: Pick<RuleDeclaration, "by" | "only" | "hooks">,
    realm: Pick<HookRealm, "keys" | "names">,
    choice: EventChoice,
    left: KeysLeftOut,
  ) {
    this.#realm = realm;
    this.#off = left.off;
    const { keys, names } = realm;
    const wanted = (id: number): boolean => acceptsKey(only, keys.key(id), names);
    // A rule without a key has the whole stream for its one group, and runs in the first worker alone.
    const dealer =
      left.shard === null || by.length === 0
        ? null
        : new KeyDealer(left.shard, new Groups(keys, by, wanted), hooks.onEvent ? choice : null);
    this.#dealer = dealer;
    this.groups = new Groups(keys, by, dealer === null ? wanted : (id) => dealer.ownsId(id));
  }

  /** To be told of the events of each step before anything is asked about them. */
  look(batch: EventBatch): void {
    this.#dealer?.look(batch);
  }

  /** null: the rule is not called for events of this key id. */
  known(id: number): KnownKey | null {
    const known = id < this.#known.length ? this.#known[id] : undefined;
    return known === undefined ? this.#learn(id) : known;
  }

  /** The part of a group's key that is grouped by; the other parts are "". */
  keyOf(group: number): Key {
    if (group >= this.#keys.length) this.#tellUpTo(group);
    return this.#keys[group] as Key;
  }

  wordsOf(group: number): SensorWords {
    if (group >= this.#words.length) this.#tellUpTo(group);
    return this.#words[group] as SensorWords;
  }

  groupOf([station, sensor, alarm]: KeyTuple): number {
    return this.groups.idOf(station, sensor, alarm);
  }

  /** The group whose windows the rule is called for; NOT_ACCEPTED for one it is not. */
  windowGroupOf(key: KeyTuple): number {
    return this.owns(key) && !fitsOne(this.#off, key) ? this.groupOf(key) : NOT_ACCEPTED;
  }

  /** Whether this worker has the group of this key. */
  owns(key: KeyTuple): boolean {
    return this.#dealer?.owns(key) ?? true;
  }

  isOff(group: number): boolean {
    return this.#off.length > 0 && fitsOne(this.#off, this.groups.key(group));
  }

  #learn(id: number): KnownKey | null {
    while (this.#known.length <= id) this.#known.push(undefined);
    const group = this.groups.of(id);
    const [station, sensor, alarm] = this.#realm.keys.key(id);
    const known =
      group === NOT_ACCEPTED || this.isOff(group)
        ? null
        : { group, station, sensor, alarm, key: this.keyOf(group), words: this.#wordsOfA(sensor) };
    this.#known[id] = known;
    return known;
  }

  #tellUpTo(group: number): void {
    for (let next = this.#keys.length; next <= group; next++) {
      const [station, sensor, alarm] = this.groups.key(next);
      this.#keys.push(Object.freeze({ station, sensor, alarm }));
      this.#words.push(this.#wordsOfA(sensor));
    }
  }

  #wordsOfA(sensor: string): SensorWords {
    const { names } = this.#realm;
    let words = this.#wordsOfSensor.get(sensor);
    if (words === undefined)
      this.#wordsOfSensor.set(sensor, (words = { unit: names.unit(sensor), quantity: names.quantity(sensor) }));
    return words;
  }
}
