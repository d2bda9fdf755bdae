/**
 * What the measures share of the reading at hand, and of the measure at hand. Fields, as numbers that cross a call or stand in a variable
 * of the module are allocated. Reused: valid until the next reading.
 */
export const reading = {
  value: 0.5,
  /** Logarithm, of what is a little above zero if the value is not. */
  log: 0.5,
  quarter: 0,
  /** The usual distance from the profile's level in this quarter, drawn towards that of the whole day while little is known. */
  spread: 0.5,
  /** The smallest difference that means anything. */
  floor: 0.5,
  /** Off what is usual at this hour, or off the last few while that is not known. */
  offLevel: 0.5,
  /** Sum of the cubes of the surprises. */
  joint: 0.5,
  /** The measure at hand, and the smallest usual size of it that makes sense. */
  now: 0.5,
  least: 0.5,
};

export type Kind = "spike" | "level shift" | "drift" | "time-of-day pattern" | "variance" | "frozen";

/** How unusual a reading is (-log10 of its chance) and by which measure. Reused: valid until the next reading. */
export interface Finding {
  surprise: number;
  kind: Kind;
  /** What was expected, and what lies in the usual band around it, in the unit of `measured`. */
  expected: number;
  measured: number;
  band: number;
}

export const finding: Finding = { surprise: 0.5, kind: "spike", expected: 0.5, measured: 0.5, band: 0.5 };

/** Surprise from which on a measure explains an anomaly by itself, even if another one is more surprised. */
export const PLAIN = 3;

export function add(surprise: number): void {
  reading.joint += surprise * surprise * surprise;
}

/** The measure names the anomaly if it is the most surprised one, or tells it by itself. */
export function name(surprise: number, kind: Kind, expected: number, measured: number, band: number): void {
  finding.surprise = surprise;
  finding.kind = kind;
  finding.expected = expected;
  finding.measured = measured;
  finding.band = band;
}
