import { hash64 } from "../../plugin-host/alert-id.ts";

/**
 * Knows messages that are in the state already and come again: those whose checkpoint was complete when their acknowledgement got lost.
 * Only of producers that give ids: two equal rows without one may both be meant. Keeps the ids of two checkpoints.
 */
export class Delivered {
  #older = new Set<string>();
  #newer = new Set<string>();

  /** Also remembers the message. */
  isRepeat(id: string, body: Uint8Array, redelivered: boolean): boolean {
    if (id === "") return false;
    // With the body: producers that give every message one id must not lose their rows.
    const identity = `${id.slice(0, 200)} ${hash64(String.fromCharCode(...body.subarray(0, 4096)))}`;
    if (redelivered && (this.#newer.has(identity) || this.#older.has(identity))) return true;
    this.#newer.add(identity);
    return false;
  }

  /** Taken at every checkpoint: what is older than the one before was acknowledged. */
  snapshot(): readonly string[] {
    const all = [...this.#older, ...this.#newer];
    this.#older = this.#newer;
    this.#newer = new Set();
    return all;
  }

  restore(ids: readonly string[]): void {
    this.#older = new Set(ids);
  }
}
