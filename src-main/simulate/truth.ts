/**
 * What the simulator planted. Times are epoch milliseconds.
 *
 * | kind | meaning |
 * | --- | --- |
 * | ramp | a value that moves slowly to its threshold and meets it at `crossing` (`direction` up or down) |
 * | near-miss | a ramp that stopped before its threshold |
 * | outage | the grid was away; `generator` tells whether the generator took over |
 * | spike | one reading far off, its neighbours unmoved |
 * | level-shift | the values of a sensor moved by a constant between start and end |
 * | frozen | a sensor repeated one value |
 * | silent | a sensor sent nothing |
 * | slow | a sensor sent only every few of its readings |
 * | visit | a door opened, with motion behind it |
 * | smoke | the smoke sensor was on |
 */
export type PlantedKind =
  | "ramp"
  | "near-miss"
  | "outage"
  | "spike"
  | "level-shift"
  | "frozen"
  | "silent"
  | "slow"
  | "visit"
  | "smoke";

export interface Planted {
  kind: PlantedKind;
  station: string;
  sensor: string;
  alarm: string;
  start: number;
  end: number;
  /** Of a ramp: the event time of the first row that stands at or beyond the threshold. */
  crossing?: number;
  threshold?: number;
  direction?: "up" | "down";
  generator?: boolean;
}
