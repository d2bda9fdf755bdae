import type { KeyPart } from "../../plugins/api.ts";
import type { KeyTuple } from "../engine/batch.ts";

/** Part `index` of `of` that the keys of a rule are dealt out to: each key's events, windows, timers and state are in one worker. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Whether the group a key falls into under `by` is dealt to this shard. The whole stream as one group is the first one's. */
export function inShard({ index, of }: Shard, key: KeyTuple, by: readonly KeyPart[]): boolean {
  // FNV-1a over the parts grouped by.
  let hash = 0x811c9dc5;
  if (by.length === 0) return index === 0;
  for (const [i, part] of PARTS.entries()) {
    if (!by.includes(part)) continue;
    const text = key[i] as string;
    for (let c = 0; c < text.length; c++) hash = Math.imul(hash ^ text.charCodeAt(c), 0x01000193);
    hash = Math.imul(hash ^ 0xff, 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % of === index;
}

const PARTS: readonly KeyPart[] = ["station", "sensor", "alarm"];

/** Where in a step a point was recorded, so that the points of several shards can be put together as one worker would have them. */
export interface PointOrder {
  /** Of each point: twice the index of the event, odd for the event itself, even for what was due before it. */
  readonly slot: Float64Array;
  /** Of each point: the position of its window among those fired; BY_KEY for a timer. */
  readonly sub: Float64Array;
}

/** The slot of what is recorded for an event itself. */
export const eventSlot = (event: number): number => 2 * event + 1;

/** Timers of one time go by key, after windows. */
export const BY_KEY = Number.POSITIVE_INFINITY;
