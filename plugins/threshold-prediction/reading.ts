/**
 * What the steps share of the event at hand. Fields, as numbers that cross a call are allocated. Reused: valid until the next event.
 */
export const reading = {
  time: 0.5,
  /** Times direction, so that the alarm lies above, as all heights. */
  value: 0.5,
  threshold: 0.5,
  /** ms. */
  lookAhead: 0.5,
  /** The point the event made, and the share of a look-ahead it stands for. */
  point: 0.5,
  share: 0.5,
  /** 0: sparse. The more points a look-ahead has, the less each says. */
  dense: 0.5,
};
