import type { MappingPreset } from "../../../../plugins/api.ts";
import { foundMapping } from "../../found-mapping.ts";
import type { Mapping } from "../../mapping.ts";
import { createTimeReader } from "../time-reader.ts";
import { mostly } from "./column-texts.ts";
import type { Guess } from "./guess.ts";
import { NUMBER_POINT } from "./header.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TableFormat } from "./table-format.ts";

/** A file format that a catalogue knows; `name` is the catalogue's id. */
export interface NamedPreset {
  readonly name: string;
  readonly preset: MappingPreset;
}

/** The first format this table is of: by its column names, in any order; without a header by what stands in it. null: none. */
export function matchPreset(presets: readonly NamedPreset[], { columns, header, body }: SampleTable): NamedPreset | null {
  const names = columns.map((name) => name.toLowerCase());
  for (const named of presets) {
    const wanted = named.preset.columns.map((name) => name.toLowerCase());
    if (wanted.length !== names.length) continue;
    if (header ? wanted.every((name) => names.includes(name)) : presetConverts(named, body)) return named;
  }
  return null;
}

/** What there is to say of a table of a known format, beyond how it is cut into fields. */
export function presetGuesses({ name, preset }: NamedPreset): Guess[] {
  const { time, timeFormat, noThreshold, active } = preset;
  const reason = `format ${name}`;
  return [
    { name: "decimal", answer: "Point", reason: "as the format says" },
    { name: "time", answer: time, reason: timeFormat ?? "ISO" },
    { name: "noThreshold", answer: noThreshold === undefined ? "none" : String(noThreshold), reason },
    { name: "shape", answer: "One value column", reason: `recognised: ${name}` },
    { name: "keys", answer: presetKeys(preset), reason },
    { name: "active", answer: active ?? "none", reason },
  ];
}

export function presetMapping({ name, preset }: NamedPreset, { columns }: SampleTable, format: TableFormat): Mapping {
  const own = (column: string | undefined): string | number | undefined => {
    if (column === undefined) return undefined;
    if (!format.header) return preset.columns.indexOf(column);
    return columns.find((candidate) => candidate.toLowerCase() === column.toLowerCase());
  };
  return foundMapping({
    preset: name,
    ...format,
    columns: format.header ? [...columns] : [...preset.columns],
    time: { columns: [own(preset.time)], format: preset.timeFormat ?? "iso", zone: "UTC" },
    station: own(preset.station),
    sensor: own(preset.sensor),
    alarm: own(preset.alarm),
    value: own(preset.value),
    threshold: own(preset.threshold),
    noThreshold: preset.noThreshold,
    active: own(preset.active),
  });
}

/** Whether most rows have a time and a value where the format has them. */
function presetConverts({ preset }: NamedPreset, body: readonly string[][]): boolean {
  const time = preset.columns.indexOf(preset.time);
  const value = preset.columns.indexOf(preset.value);
  const read = createTimeReader("ymd", "UTC");
  const good = body.filter((row) => !Number.isNaN(read(row[time] ?? "")) && NUMBER_POINT.test((row[value] ?? "").trim()));
  return mostly(good.length, body.length, 0.8, false);
}

function presetKeys(preset: MappingPreset): string {
  return (["station", "sensor", "alarm"] as const)
    .flatMap((part) => (preset[part] === undefined ? [] : [`${part} ${preset[part]}`]))
    .join(", ");
}
