import { offsetIn } from "../../sources/csv/zone-changes.ts";

/** In the place of iana-zone.ts: this engine knows no zone but the one whose changes came with the job. */
export function createIanaZone(zone: string): (utc: number) => number {
  const { zone: known } = globalThis.weirJob;
  if (known === null) throw unknownZone(zone);
  return (utc) => offsetIn(known, utc);
}

export function unknownZone(zone: string): Error {
  return new Error(`the bundle does not bring the time zone ${zone}; deploy it again`);
}
