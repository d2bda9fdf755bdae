import type { Incident } from "./incidents.ts";
import type { Random } from "./random.ts";

/** The physical state of one station, in the units of its sensors. */
export interface Plant {
  room: number;
  cooler: number;
  outdoor: number;
  humidity: number;
  batteryTemperature: number;
  grid: number;
  frequency: number;
  load: number;
  generator: number;
  battery: number;
  batteryLoad: number;
  smoke: 0 | 1;
  door: 0 | 1;
  motion: 0 | 1;
  cooling: boolean;
  weather: number;
  gridDrift: number;
  moisture: number;
  charge: number;
}

/** What is different from station to station. */
export interface Site {
  readonly climate: number;
  readonly swing: number;
  readonly gridVoltage: number;
  readonly traffic: number;
  readonly cooledTo: number;
}

export const drawSite = (random: Random): Site => ({
  climate: random.between(10, 19),
  swing: random.between(4, 9),
  gridVoltage: random.between(226, 234),
  traffic: random.between(14, 24),
  cooledTo: random.between(22.5, 24),
});

export const restingPlant = (site: Site): Plant => ({
  room: site.cooledTo + 0.5,
  cooler: 14,
  outdoor: site.climate,
  humidity: 50,
  batteryTemperature: site.cooledTo + 3,
  grid: site.gridVoltage,
  frequency: 50,
  load: site.traffic,
  generator: 0,
  battery: 54.2,
  batteryLoad: 0.4,
  smoke: 0,
  door: 0,
  motion: 0,
  cooling: false,
  weather: 0,
  gridDrift: 0,
  moisture: 0,
  charge: 1,
});

/** Incidents in force at a station, by what they act on. */
export interface InForce {
  acFailure: Extract<Incident, { kind: "ac-failure" }> | undefined;
  outage: Extract<Incident, { kind: "outage" }> | undefined;
  moisture: { rising: boolean; rate: number; hold: number } | undefined;
  doorUntil: number;
  smokeUntil: number;
}

/** Battery voltage (48 V string of lead-acid cells) under load at a state of charge in [0, 1]: linear, with a knee near empty. */
const discharging = (charge: number): number => 45.6 + 5.6 * Math.max(0, charge) - 0.8 * Math.exp(-20 * Math.max(0, charge));

/** Moves the station one minute on. */
export function stepPlant(plant: Plant, site: Site, force: InForce, minute: number, random: Random): void {
  const day = (2 * Math.PI * (minute % 1440)) / 1440;
  plant.weather = 0.9995 * plant.weather + 0.04 * random.noise();
  plant.outdoor = site.climate + plant.weather + site.swing * Math.sin(day - 2.4);

  stepRoom(plant, site, force);
  stepPower(plant, site, force, minute, day, random);

  if (force.moisture) plant.moisture += force.moisture.rising ? force.moisture.rate : -0.8;
  if (plant.moisture < 0) plant.moisture = 0;
  plant.humidity = Math.min(99, 50 - 0.6 * (plant.outdoor - site.climate) + plant.moisture);

  plant.door = minute < force.doorUntil ? 1 : 0;
  plant.motion = plant.door === 1 && random.uniform() < 0.6 ? 1 : 0;
  plant.smoke = minute < force.smokeUntil ? 1 : 0;
}

function stepRoom(plant: Plant, site: Site, force: InForce): void {
  if (force.acFailure) {
    // Newton heating towards where the equipment's heat and the walls balance.
    plant.room += (force.acFailure.limit - plant.room) / force.acFailure.tau;
    plant.cooler += (plant.room - plant.cooler) / 12;
    plant.cooling = false;
  } else {
    if (plant.room > site.cooledTo + 1.2) plant.cooling = true;
    else if (plant.room < site.cooledTo) plant.cooling = false;
    const tooWarm = Math.max(0, plant.room - site.cooledTo - 1.5);
    plant.room += plant.cooling ? -0.11 - tooWarm / 25 : 0.06 + 0.001 * (plant.outdoor - 15);
    plant.cooler += ((plant.cooling ? 12 : 18) - plant.cooler) / 6;
  }
  plant.batteryTemperature += (plant.room + 3 - plant.batteryTemperature) / 180;
}

function stepPower(plant: Plant, site: Site, force: InForce, minute: number, day: number, random: Random): void {
  const outage = force.outage;
  plant.load = site.traffic * (1 + 0.25 * Math.sin(day - 2)) + (plant.cooling ? 6 : 0);
  plant.gridDrift = 0.98 * plant.gridDrift + 0.25 * random.noise();
  plant.grid = site.gridVoltage + plant.gridDrift - 2.5 * Math.sin(day - 2);
  plant.frequency = 50 + 0.01 * plant.gridDrift;
  plant.generator = 0;
  if (outage) {
    plant.grid = 0;
    plant.frequency = 0;
  }
  const onGenerator = outage !== undefined && minute >= outage.generatorAt;
  if (onGenerator) plant.generator = 230;
  if (outage && !onGenerator) {
    plant.charge -= 1 / outage.discharge;
    plant.battery = discharging(plant.charge);
    plant.batteryLoad = 22 + 0.2 * site.traffic;
    plant.load = 0;
  } else {
    // Recharging at constant current takes about ten times the discharge; the voltage is back at float within minutes.
    plant.charge = Math.min(1, plant.charge + 1 / 600);
    plant.battery += (54.2 - plant.battery) / 8;
    plant.batteryLoad += (0.4 + 6 * (1 - plant.charge) - plant.batteryLoad) / 5;
  }
}
