import type { Mapping } from "../sources/mapping.ts";
import { mappingWords } from "../sources/mapping-words.ts";

/** Value columns of a wide table that are named; of more, how many there are. */
const NAMED = 4;

/** How rows were understood, on one line for a person: `time event_time (ymd, UTC), station station_id, value value`. */
export function mappingLine(mapping: Mapping): string {
  const { preset } = mapping;
  return `columns${preset === undefined ? "" : `, as ${preset}`}: ${mappingWords(mapping, NAMED).join(", ")}`;
}
