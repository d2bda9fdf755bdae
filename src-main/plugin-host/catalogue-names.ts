import type { Catalogue, KeyPart, Severity } from "../../plugins/api.ts";
import { unitInName } from "../engine/units.ts";

/** The words of the enabled catalogues. The first catalogue that knows a code decides. */
export class CatalogueNames {
  readonly #catalogues: readonly Catalogue[];
  readonly #measuredIn: (sensor: string) => string;

  /** `measuredIn`: the unit in which the data itself writes a sensor's readings; "": it does not. */
  constructor(catalogues: readonly Catalogue[], measuredIn: (sensor: string) => string = () => "") {
    this.#catalogues = catalogues;
    this.#measuredIn = measuredIn;
  }

  /** The code itself when unknown. */
  name(part: KeyPart, code: string): string {
    for (const catalogue of this.#catalogues) {
      const table = part === "station" ? catalogue.stations : part === "sensor" ? catalogue.sensors : catalogue.alarms;
      const entry = own(table, code);
      if (entry !== undefined) return entry.name;
    }
    return code;
  }

  /** What is known of the codes of some keys (station, sensor, alarm), as one catalogue. */
  of(keys: readonly (readonly [string, string, string])[]): Required<Pick<Catalogue, "stations" | "sensors" | "alarms">> {
    const known = <T>(codes: readonly string[], table: (catalogue: Catalogue) => { readonly [code: string]: T } | undefined) =>
      Object.fromEntries(
        [...new Set(codes)].flatMap((code) => {
          const entry = this.#catalogues.map((catalogue) => own(table(catalogue), code)).find((each) => each !== undefined);
          return entry === undefined ? [] : [[code, entry]];
        }),
      );
    return {
      stations: known(
        keys.map(([station]) => station),
        ({ stations }) => stations,
      ),
      sensors: known(
        keys.map(([, sensor]) => sensor),
        ({ sensors }) => sensors,
      ),
      alarms: known(
        keys.map(([, , alarm]) => alarm),
        ({ alarms }) => alarms,
      ),
    };
  }

  /** The short name where a catalogue has one, else the long one. */
  short(sensor: string): string {
    for (const { sensors } of this.#catalogues) {
      const entry = own(sensors, sensor);
      if (entry !== undefined) return entry.short ?? entry.name;
    }
    return sensor;
  }

  /** That of the first catalogue that says one, else what stands behind the readings or in the sensor's own name; "": none does. */
  unit(sensor: string): string {
    for (const { sensors } of this.#catalogues) {
      const unit = own(sensors, sensor)?.unit;
      if (unit !== undefined) return unit;
    }
    return this.#measuredIn(sensor) || unitInName(sensor);
  }

  /** Undefined when no catalogue says it. */
  severity(alarm: string): Severity | undefined {
    for (const { alarms } of this.#catalogues) {
      const severity = own(alarms, alarm)?.severity;
      if (severity !== undefined) return severity;
    }
    return undefined;
  }

  quantity(sensor: string): string {
    for (const { sensors } of this.#catalogues) {
      const quantity = own(sensors, sensor)?.quantity;
      if (quantity !== undefined) return quantity;
    }
    return "";
  }
}

/** Codes come from data: "constructor" is a code like any other. */
function own<T>(table: { readonly [code: string]: T } | undefined, code: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, code) ? table[code] : undefined;
}
