import type { Catalogue, KeyPart } from "../../plugins/api.ts";
import type { StoredName } from "../store/confined.ts";

/** Every code the catalogues know, the first one that knows it decides. */
export function catalogueRows(catalogues: readonly Catalogue[]): StoredName[] {
  const rows = new Map<string, StoredName>();
  const add = (part: KeyPart, code: string, name: string, quantity = "", unit = ""): void => {
    const id = `${part} ${code}`;
    if (!rows.has(id)) rows.set(id, { part, code, name, quantity, unit });
  };
  for (const { stations = {}, sensors = {}, alarms = {} } of catalogues) {
    for (const [code, { name }] of Object.entries(stations)) add("station", code, name);
    for (const [code, { name, quantity, unit }] of Object.entries(sensors)) add("sensor", code, name, quantity, unit);
    for (const [code, { name }] of Object.entries(alarms)) add("alarm", code, name);
  }
  return [...rows.values()];
}
