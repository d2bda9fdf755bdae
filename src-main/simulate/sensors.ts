import type { Plant } from "./plant.ts";

/** How one sensor of a base station reports. Cadence and phase in minutes. */
export interface SensorModel {
  readonly sensor: string;
  readonly alarm: string;
  readonly cadence: number;
  readonly phase: number;
  /** 999999: none. */
  readonly threshold: number;
  /** The alarm is on below its threshold instead of above. */
  readonly low?: boolean;
  /** How far back from the threshold the value must come before the alarm clears. */
  readonly hysteresis: number;
  /** Steps per unit in the rows: 10 is one decimal. */
  readonly scale: number;
  /** Standard deviation of the reading's noise, in units. */
  readonly noise: number;
  read(plant: Plant): number;
  /** For alarms without a threshold: whether the alarm is on. */
  on?(plant: Plant, value: number): boolean;
}

const NONE = 999999;

/** The sensors of a simulated station. Grid voltage reports its high and its low alarm in turn. */
export const SENSORS: readonly SensorModel[] = [
  {
    sensor: "111",
    alarm: "322",
    cadence: 1,
    phase: 0,
    threshold: 35,
    hysteresis: 1,
    scale: 10,
    noise: 0.08,
    read: (p) => p.room,
  },
  { sensor: "121", alarm: "308", cadence: 2, phase: 0, threshold: 250, hysteresis: 2, scale: 1, noise: 1.6, read: (p) => p.grid },
  {
    sensor: "121",
    alarm: "309",
    cadence: 2,
    phase: 1,
    threshold: 180,
    low: true,
    hysteresis: 5,
    scale: 1,
    noise: 1.6,
    read: (p) => p.grid,
  },
  {
    sensor: "141",
    alarm: "313",
    cadence: 1,
    phase: 0,
    threshold: 46,
    low: true,
    hysteresis: 1,
    scale: 100,
    noise: 0.04,
    read: (p) => p.battery,
  },
  {
    sensor: "112",
    alarm: "321",
    cadence: 2,
    phase: 0,
    threshold: NONE,
    hysteresis: 0,
    scale: 10,
    noise: 0.15,
    read: (p) => p.cooler,
  },
  {
    sensor: "116",
    alarm: "325",
    cadence: 5,
    phase: 0,
    threshold: 45,
    hysteresis: 1,
    scale: 10,
    noise: 0.06,
    read: (p) => p.batteryTemperature,
  },
  {
    sensor: "114",
    alarm: "304",
    cadence: 5,
    phase: 1,
    threshold: 45,
    hysteresis: 1,
    scale: 10,
    noise: 0.08,
    read: (p) => p.outdoor,
  },
  {
    sensor: "115",
    alarm: "306",
    cadence: 5,
    phase: 2,
    threshold: 85,
    hysteresis: 2,
    scale: 10,
    noise: 0.3,
    read: (p) => p.humidity,
  },
  { sensor: "122", alarm: "310", cadence: 5, phase: 3, threshold: 60, hysteresis: 2, scale: 10, noise: 0.7, read: (p) => p.load },
  {
    sensor: "123",
    alarm: "301",
    cadence: 5,
    phase: 4,
    threshold: NONE,
    hysteresis: 0,
    scale: 100,
    noise: 0.02,
    read: (p) => p.frequency,
    on: (_, v) => v < 45,
  },
  {
    sensor: "124",
    alarm: "303",
    cadence: 5,
    phase: 0,
    threshold: NONE,
    hysteresis: 0,
    scale: 1,
    noise: 1.5,
    read: (p) => p.generator,
  },
  {
    sensor: "142",
    alarm: "314",
    cadence: 5,
    phase: 1,
    threshold: 60,
    hysteresis: 2,
    scale: 10,
    noise: 0.2,
    read: (p) => p.batteryLoad,
  },
  {
    sensor: "151",
    alarm: "316",
    cadence: 5,
    phase: 2,
    threshold: NONE,
    hysteresis: 0,
    scale: 1,
    noise: 0,
    read: (p) => p.smoke,
    on: (_, v) => v > 0,
  },
  {
    sensor: "152",
    alarm: "317",
    cadence: 5,
    phase: 3,
    threshold: NONE,
    hysteresis: 0,
    scale: 1,
    noise: 0,
    read: (p) => p.door,
    on: (_, v) => v > 0,
  },
  {
    sensor: "153",
    alarm: "319",
    cadence: 5,
    phase: 4,
    threshold: NONE,
    hysteresis: 0,
    scale: 1,
    noise: 0,
    read: (p) => p.motion,
    on: (_, v) => v > 0,
  },
];
