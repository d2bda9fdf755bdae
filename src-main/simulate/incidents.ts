import type { Random } from "./random.ts";

/** One thing that goes wrong at a station; minutes since the start of the simulation. */
export type Incident =
  | {
      readonly kind: "ac-failure";
      readonly start: number;
      readonly repairAt: number;
      readonly limit: number;
      readonly tau: number;
    }
  | {
      readonly kind: "outage";
      readonly start: number;
      readonly end: number;
      readonly generatorAt: number;
      readonly discharge: number;
    }
  | { readonly kind: "moisture"; readonly start: number; readonly rate: number; readonly hold: number }
  | { readonly kind: "spike"; readonly start: number; readonly sensor: string; readonly size: number }
  | {
      readonly kind: "level-shift" | "frozen" | "silent";
      readonly start: number;
      readonly end: number;
      readonly sensor: string;
      readonly size: number;
    }
  | { readonly kind: "slow"; readonly start: number; readonly end: number; readonly sensor: string; readonly every: number }
  | { readonly kind: "visit" | "smoke"; readonly start: number; readonly end: number };

const DAY = 1440;
const FREEZABLE = ["114", "115", "116", "122"];
const SPIKY = ["121", "114", "141"];
const SPIKE_SIZE: Readonly<Record<string, number>> = { "121": 55, "114": 25, "141": 6 };

/**
 * Draws what goes wrong at one station on one day. Starts lie between 01:00 and 19:00, so that a failure of one day is over when
 * the next can begin. Chances are per day: about one ramp a station in four days.
 */
export function incidentsOfDay(random: Random, day: number): Incident[] {
  const incidents: Incident[] = [];
  const start = () => day * DAY + 60 + random.below(18 * 60);
  const happens = (chance: number) => random.uniform() < chance;

  if (happens(0.16)) {
    const at = start();
    const nearMiss = happens(0.2);
    incidents.push({
      kind: "ac-failure",
      start: at,
      // A near miss is repaired while the room is still well below its threshold.
      repairAt: nearMiss ? at + 18 + random.below(14) : Number.POSITIVE_INFINITY,
      limit: random.between(42, 50),
      tau: random.between(75, 140),
    });
  }
  if (happens(0.22)) {
    const at = start();
    const generatorStarts = happens(0.5);
    const generatorAt = generatorStarts ? at + 3 + random.below(15) : Number.POSITIVE_INFINITY;
    const discharge = random.between(110, 220);
    const length = generatorStarts ? 60 + random.below(120) : Math.ceil(discharge * 1.05) + 5 + random.below(20);
    incidents.push({ kind: "outage", start: at, end: at + length, generatorAt, discharge });
  }
  if (happens(0.06))
    incidents.push({ kind: "moisture", start: start(), rate: random.between(0.14, 0.24), hold: 30 + random.below(60) });
  if (happens(0.5)) {
    const sensor = SPIKY[random.below(SPIKY.length)] ?? "121";
    const size = (SPIKE_SIZE[sensor] ?? 10) * random.between(1, 1.4) * (sensor === "141" ? 1 : random.uniform() < 0.7 ? 1 : -1);
    incidents.push({ kind: "spike", start: start(), sensor, size });
  }
  if (happens(0.05)) {
    const at = start();
    incidents.push({
      kind: "level-shift",
      start: at,
      end: at + 120 + random.below(240),
      sensor: "121",
      size: random.between(9, 14),
    });
  }
  if (happens(0.06)) {
    const at = start();
    const sensor = FREEZABLE[random.below(FREEZABLE.length)] ?? "114";
    incidents.push({ kind: "frozen", start: at, end: at + 150 + random.below(300), sensor, size: 0 });
  }
  if (happens(0.06)) {
    const at = start();
    const sensor = FREEZABLE[random.below(FREEZABLE.length)] ?? "114";
    incidents.push({ kind: "silent", start: at, end: at + 120 + random.below(360), sensor, size: 0 });
  }
  if (happens(0.25)) {
    const at = start();
    incidents.push({ kind: "visit", start: at, end: at + 15 + random.below(60) });
  }
  if (happens(0.015)) {
    const at = start();
    incidents.push({ kind: "smoke", start: at, end: at + 10 + random.below(20) });
  }
  return incidents.sort((a, b) => a.start - b.start);
}

/** Sensors that one station reads less often for half a day or so; drawn apart from the rest. */
export function slowdownsOfDay(random: Random, day: number): Incident[] {
  if (random.uniform() >= 0.12) return [];
  const at = day * DAY + 60 + random.below(10 * 60);
  const sensor = FREEZABLE[random.below(FREEZABLE.length)] ?? "114";
  return [{ kind: "slow", start: at, end: at + 480 + random.below(360), sensor, every: 2 + random.below(3) }];
}
