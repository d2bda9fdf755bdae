import { hash64 } from "../../plugin-host/alert-id.ts";

/**
 * Knows messages that are in the state already and come again: those whose checkpoint was complete when their acknowledgement got lost.
 * Only of producers that give ids: two equal rows without one may both be meant. A message is known from its delivery until the checkpoint
 * after the one that acknowledged it, however many failed in between.
 */
export class Delivered {
  /** Acknowledged with the latest complete checkpoint. */
  #acknowledged: ReadonlySet<string> = new Set();
  /** In checkpoints that are not complete, by their numbers. */
  readonly #underWay = new Map<number, ReadonlySet<string>>();
  #fresh = new Set<string>();

  /** Also remembers the message. */
  isRepeat(id: string, body: Uint8Array, redelivered: boolean): boolean {
    if (id === "") return false;
    // With the body: producers that give every message one id must not lose their rows.
    const identity = `${id.slice(0, 200)} ${hash64(String.fromCharCode(...body.subarray(0, 4096)))}`;
    if (redelivered && this.#knows(identity)) return true;
    this.#fresh.add(identity);
    return false;
  }

  snapshot(checkpoint: number): readonly string[] {
    this.#underWay.set(checkpoint, this.#fresh);
    this.#fresh = new Set();
    return [this.#acknowledged, ...this.#underWay.values()].flatMap((ids) => [...ids]);
  }

  /** Everything up to that checkpoint is acknowledged now. */
  completed(checkpoint: number): void {
    const ids = new Set<string>();
    for (const [number, own] of this.#underWay) {
      if (number > checkpoint) continue;
      for (const id of own) ids.add(id);
      this.#underWay.delete(number);
    }
    this.#acknowledged = ids;
  }

  restore(ids: readonly string[]): void {
    this.#acknowledged = new Set(ids);
  }

  #knows(identity: string): boolean {
    if (this.#fresh.has(identity) || this.#acknowledged.has(identity)) return true;
    for (const ids of this.#underWay.values()) if (ids.has(identity)) return true;
    return false;
  }
}
