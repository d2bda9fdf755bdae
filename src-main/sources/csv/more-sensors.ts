import type { Mapping } from "../mapping.ts";
import { columnIn } from "./aligned-mapping.ts";
import type { CommonReading } from "./common-reading.ts";
import type { NamedPreset } from "./detect/presets.ts";
import type { FileLook } from "./file-look.ts";
import type { FileReading } from "./file-reading.ts";
import type { FittingReading } from "./fitting-reading.ts";

/**
 * Sensors that the first of several files does not show: columns that only others have, and those in which its first rows have nothing.
 * They are read where the mapping was found, and takes each column of values for a sensor.
 */
export class MoreSensors {
  /** Names of their columns. */
  readonly names: string[] = [];
  readonly #open: boolean;
  /** Columns of the first file of which it does not show what they are. */
  readonly #empty: ReadonlySet<string | number>;
  readonly #decided = new Set<string | number>();

  constructor({ mapping, columns, detected }: CommonReading, first: FileLook, own: FileReading) {
    this.#open = detected && sensorsOf(mapping) !== null;
    const filled = this.#open ? first.filled(own) : new Set();
    const used = new Set(usedColumns(mapping));
    const empty = columns.flatMap((_, at) => (filled.has(at) ? [] : [columnIn(columns, at)]));
    this.#empty = new Set(empty.filter((column) => !used.has(column)));
  }

  /** Looks at what one of the other files has more. */
  meet(look: FileLook, { reading, more }: FittingReading, presets: readonly NamedPreset[]): void {
    if (!this.#open || (more.length === 0 && this.#empty.size === 0)) return;
    const { columns } = reading;
    const beyond = new Set(more);
    const undecided = [...columns.keys()].filter((at) => {
      const column = columnIn(columns, at);
      return !this.#decided.has(column) && (beyond.has(at) || this.#empty.has(column));
    });
    if (undecided.length === 0) return;
    const filled = look.filled(reading);
    const own = look.own(presets);
    const measured = own instanceof Error || own.mapping === null ? null : sensorsOf(own.mapping);
    for (const at of undecided.filter((at) => filled.has(at))) {
      const column = columnIn(columns, at);
      this.#decided.add(column);
      if (typeof column === "string" && measured?.includes(column) === true) this.names.push(column);
    }
  }
}

/** The columns that are a sensor each; null: what is measured stands in one column for several sensors. */
function sensorsOf({ value, values, constants, active }: Mapping): readonly (string | number)[] | null {
  if (values !== undefined && values.length > 0) return values;
  return value !== undefined && constants.sensor === String(value) && active !== value ? [value] : null;
}

/** The mapping with more columns that are a sensor each. */
export function withSensors(mapping: Mapping, names: readonly string[]): Mapping {
  const known = sensorsOf(mapping);
  const fresh = names.filter((name) => known?.includes(name) !== true);
  if (known === null || fresh.length === 0) return mapping;
  const { sensor: _, ...constants } = mapping.constants;
  return { ...mapping, value: undefined, constants, values: [...known, ...fresh] };
}

function usedColumns(mapping: Mapping): (string | number)[] {
  const { time, station, sensor, alarm, value, values = [], valueTimes = {}, threshold, active, intervalEnd } = mapping;
  const single = [time.milliseconds, station, sensor, alarm, value, threshold, active, intervalEnd];
  return [...time.columns, ...values, ...Object.values(valueTimes), ...single.filter((column) => column !== undefined)];
}
