/** Where each number stands that one key remembers. */
export enum At {
  /** Readings so far. */
  seen,
  first,
  last,
  /** Usual time between readings, ms; and what follows from it: readings remembered, and readings a quarter of an hour. */
  step,
  memory,
  perQuarter,
  previous,
  /** Smallest change ever seen: the resolution. 0: none yet. */
  quantum,
  /** Exponentially weighted means over about 3, 10 and 300 readings. */
  fast,
  mid,
  slow,
  /** Of the logarithms, over about 10 and 300. */
  logMid,
  logSlow,
  /** Side of the reading before, when it was far off `fast`: 1 above, -1 below, 0 neither. */
  held,
  /** Mean distance from `fast`, lately and usually. */
  restless,
  usualRestless,
  /** Mean distance from `slow`. */
  around,
  /** Lately, distance from the profile in spreads. */
  offProfile,
  /** Readings in a row without change, the longest such run (slowly forgotten), and the share of readings that change. */
  run,
  longest,
  changes,
  /** Readings since the last jump. */
  sinceJump,
  /** Cubes of the surprises of the spikes just before, fading. */
  lately,
  /** The profile's mean distance from its level over all quarters, and readings it was learned from. */
  overall,
  learned,
  /** Surprise beyond what is plain: the largest of the episode that is going on, 0: none is; readings since it was last exceeded. */
  beyond,
  rest,
  /** Episodes so far, and the mean of their largest excesses. */
  episodes,
  habit,
  /** What was alerted lately, as surprise, and when. */
  echo,
  echoAt,
  /** Readings since the last one that scored at least the threshold. */
  calm,

  /** From here on columns, one number for each side of each measure (`Measure`): what each reading looks at first. */
  usual = 32,
  count = 42,
  open = 52,
  begun = 62,
  begunAt = 72,
  peaks = 82,
  mean = 92,
  square = 102,
  /** From here on the quarters of the day, three numbers each: level, spread, count. */
  profile = 112,

  /** Score of the reading before. */
  score = 400,
  /** 1 once a value was neither 0 nor 1. */
  measured = 401,
  end = 402,
}

/**
 * What one key remembers; plain JSON, 3 KB. A flat list, as each number of an object lies elsewhere in memory: with thousands of keys a
 * reading waits for the memory longer than it reckons.
 */
export type Memory = number[] & Record<Named, number>;
type Named = Exclude<
  At,
  At.usual | At.count | At.open | At.begun | At.begunAt | At.peaks | At.mean | At.square | At.profile | At.end
>;

/** The numbers a measure has for its upper side stand here in each column, those for its lower side next. */
export enum Measure {
  spike = 0,
  level = 2,
  pattern = 4,
  variance = 6,
  fall = 8,
}
