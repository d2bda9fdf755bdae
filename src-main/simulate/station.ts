import type { Incident } from "./incidents.ts";
import { incidentsOfDay, slowdownsOfDay } from "./incidents.ts";
import { drawSite, type InForce, type Plant, restingPlant, type Site, stepPlant } from "./plant.ts";
import type { Random } from "./random.ts";
import { SENSORS, type SensorModel } from "./sensors.ts";
import type { Planted } from "./truth.ts";

const MINUTE = 60_000;

/** What the simulator does with a finished row. `seconds` is the second within the station's current minute. */
export type EmitRow = (model: SensorModel, seconds: number, value: number, active: boolean) => void;

/** One base station: its plant, what goes wrong with it, and its sensors. Call `minute()` for each minute in turn. */
export class SimulatedStation {
  readonly code: string;
  /** Minutes its rows lag behind those of the quickest station. */
  readonly lag: number;
  /** The next minute to simulate. */
  next = 0;
  private readonly random: Random;
  private readonly epoch: number;
  private readonly truth: Planted[];
  private readonly site: Site;
  private readonly plant: Plant;
  private readonly force: InForce = {
    acFailure: undefined,
    outage: undefined,
    moisture: undefined,
    doorUntil: -1,
    smokeUntil: -1,
  };
  private pending: Incident[] = [];
  private acFailure: Planted | undefined;
  private discharge: Planted | undefined;
  private wetting: Planted | undefined;
  private readonly seconds: number[];
  private readonly active: boolean[];
  private readonly spikes = new Map<string, { size: number; planted: Planted }>();
  private readonly shifts = new Map<string, { until: number; size: number }>();
  private readonly frozen = new Map<string, { until: number; value: number | undefined }>();
  private readonly silentUntil = new Map<string, number>();
  private readonly slow = new Map<string, { until: number; every: number }>();
  private readonly slowdowns: Random;
  private disturbed = 0;

  constructor(code: string, epoch: number, random: Random, slowdowns: Random, truth: Planted[]) {
    this.code = code;
    this.epoch = epoch;
    this.random = random;
    this.slowdowns = slowdowns;
    this.truth = truth;
    this.site = drawSite(random);
    this.plant = restingPlant(this.site);
    this.lag = random.below(4);
    this.seconds = SENSORS.map(() => random.below(56));
    this.active = SENSORS.map(() => false);
    // A quarter of a day before the first row, so that nothing is still settling when it comes.
    for (let minute = -360; minute < 0; minute++) stepPlant(this.plant, this.site, this.force, minute, random);
  }

  minute(emit: EmitRow): void {
    const minute = this.next++;
    if (minute % 1440 === 0) {
      this.pending.push(...incidentsOfDay(this.random, minute / 1440), ...slowdownsOfDay(this.slowdowns, minute / 1440));
      this.pending.sort((a, b) => a.start - b.start);
    }
    while (this.pending[0] && this.pending[0].start <= minute) this.begin(this.pending.shift() as Incident, minute);
    this.finish(minute);
    stepPlant(this.plant, this.site, this.force, minute, this.random);
    for (let i = 0; i < SENSORS.length; i++) {
      const model = SENSORS[i] as SensorModel;
      if (minute % model.cadence === model.phase) this.report(model, i, minute, emit);
    }
  }

  private plan(kind: Planted["kind"], sensor: string, alarm: string, start: number, more: Partial<Planted> = {}): Planted {
    const planted: Planted = { kind, station: this.code, sensor, alarm, start: this.at(start), end: this.at(start), ...more };
    this.truth.push(planted);
    return planted;
  }

  private at(minute: number): number {
    return this.epoch + minute * MINUTE;
  }

  private begin(incident: Incident, minute: number): void {
    switch (incident.kind) {
      case "ac-failure":
        if (this.force.acFailure) return;
        this.force.acFailure = incident;
        this.acFailure = this.plan("near-miss", "111", "322", minute, { threshold: 35, direction: "up" });
        return;
      case "outage":
        if (this.force.outage) return;
        this.force.outage = incident;
        this.plan("outage", "121", "309", minute, {
          end: this.at(incident.end),
          generator: Number.isFinite(incident.generatorAt),
        });
        if (!Number.isFinite(incident.generatorAt))
          this.discharge = this.plan("near-miss", "141", "313", minute, { threshold: 46, direction: "down" });
        return;
      case "moisture":
        if (this.force.moisture) return;
        this.force.moisture = { rising: true, rate: incident.rate, hold: incident.hold };
        this.wetting = this.plan("near-miss", "115", "306", minute, { threshold: 85, direction: "up" });
        return;
      case "spike":
        this.spikes.set(incident.sensor, {
          size: incident.size,
          planted: {
            kind: "spike",
            station: this.code,
            sensor: incident.sensor,
            alarm: "",
            start: this.at(minute),
            end: this.at(minute),
          },
        });
        return;
      case "level-shift":
        this.shifts.set(incident.sensor, { until: incident.end, size: incident.size });
        this.disturbed++;
        this.plan("level-shift", incident.sensor, "308", minute, { end: this.at(incident.end) });
        return;
      case "frozen":
        // Not while a ramp of the same sensor runs, which it would hide.
        if (incident.sensor === "115" && this.wetting) return;
        this.frozen.set(incident.sensor, { until: incident.end, value: undefined });
        this.disturbed++;
        this.plan("frozen", incident.sensor, "", minute, { end: this.at(incident.end) });
        return;
      case "silent":
        if (incident.sensor === "115" && this.wetting) return;
        this.silentUntil.set(incident.sensor, incident.end);
        this.disturbed++;
        this.plan("silent", incident.sensor, "", minute, { end: this.at(incident.end) });
        return;
      case "slow":
        this.slow.set(incident.sensor, { until: incident.end, every: incident.every });
        this.plan("slow", incident.sensor, "", minute, { end: this.at(incident.end) });
        return;
      case "visit":
        this.force.doorUntil = incident.end;
        this.plan("visit", "152", "317", minute, { end: this.at(incident.end) });
        return;
      case "smoke":
        this.force.smokeUntil = incident.end;
        this.plan("smoke", "151", "316", minute, { end: this.at(incident.end) });
    }
  }

  /** Ends what is over, and the room's failure some time after it met its threshold. */
  private finish(minute: number): void {
    const failure = this.force.acFailure;
    if (failure && this.acFailure) {
      const crossed = this.acFailure.crossing;
      const repaired =
        crossed === undefined ? minute >= failure.repairAt : this.at(minute) >= crossed + (10 + failure.tau / 4) * MINUTE;
      if (repaired) {
        this.acFailure.end = this.at(minute);
        this.force.acFailure = undefined;
        this.acFailure = undefined;
      }
    }
    if (this.force.outage && minute >= this.force.outage.end) {
      if (this.discharge) this.discharge.end = this.at(minute);
      this.force.outage = undefined;
      this.discharge = undefined;
    }
    const moisture = this.force.moisture;
    if (moisture && this.wetting) {
      const crossed = this.wetting.crossing;
      if (crossed !== undefined && this.at(minute) >= crossed + moisture.hold * MINUTE) moisture.rising = false;
      if (!moisture.rising && this.plant.moisture <= 0) {
        this.wetting.end = this.at(minute);
        this.force.moisture = undefined;
        this.wetting = undefined;
      }
    }
  }

  private report(model: SensorModel, index: number, minute: number, emit: EmitRow): void {
    let value = model.read(this.plant);
    if (model.noise > 0 && value !== 0) value += model.noise * this.random.noise();
    if (this.disturbed > 0) {
      if ((this.silentUntil.get(model.sensor) ?? -1) > minute) return;
      const shift = this.shifts.get(model.sensor);
      if (shift && shift.until > minute && value !== 0) value += shift.size;
    }
    if (this.slow.size > 0 && this.isSkipped(model, minute)) {
      // What was left out is drawn all the same: everything else stays as it would have been.
      this.random.below(4);
      return;
    }
    if (this.spikes.size > 0) value += this.takeSpike(model, minute);
    value = Math.round(value * model.scale) / model.scale;
    const frozen = this.disturbed > 0 ? this.frozen.get(model.sensor) : undefined;
    if (frozen && frozen.until > minute) value = frozen.value ??= value;

    const seconds = (this.seconds[index] ?? 0) + this.random.below(4);
    const active = this.switchAlarm(model, index, value);
    this.markCrossing(model, minute, seconds, value);
    emit(model, seconds, value, active);
  }

  private isSkipped(model: SensorModel, minute: number): boolean {
    const slow = this.slow.get(model.sensor);
    return slow !== undefined && slow.until > minute && Math.floor(minute / model.cadence) % slow.every !== 0;
  }

  private takeSpike(model: SensorModel, minute: number): number {
    const spike = this.spikes.get(model.sensor);
    if (!spike) return 0;
    this.spikes.delete(model.sensor);
    // Only a spike of a value at rest is one: not in an outage, whose own step would hide it.
    if (this.force.outage || this.force.moisture) return 0;
    spike.planted.alarm = model.alarm;
    spike.planted.start = this.at(minute);
    spike.planted.end = this.at(minute + 1);
    this.truth.push(spike.planted);
    return spike.size;
  }

  private switchAlarm(model: SensorModel, index: number, value: number): boolean {
    const was = this.active[index] ?? false;
    let now: boolean;
    if (model.on) now = model.on(this.plant, value);
    else if (model.threshold === 999999) now = false;
    else if (model.low) now = was ? value < model.threshold + model.hysteresis : value < model.threshold;
    else now = was ? value > model.threshold - model.hysteresis : value >= model.threshold;
    this.active[index] = now;
    return now;
  }

  private markCrossing(model: SensorModel, minute: number, seconds: number, value: number): void {
    const planted =
      model.sensor === "111"
        ? this.acFailure
        : model.sensor === "141"
          ? this.discharge
          : model.sensor === "115"
            ? this.wetting
            : undefined;
    if (!planted || planted.crossing !== undefined) return;
    if (model.low ? value > model.threshold : value < model.threshold) return;
    planted.kind = "ramp";
    planted.crossing = this.at(minute) + seconds * 1000;
    planted.end = planted.crossing;
  }
}
