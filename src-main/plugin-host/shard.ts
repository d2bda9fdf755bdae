/** Part `index` of `of` that the keys of a rule are dealt out to: each key's events, windows, timers and state are in one worker. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

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
