import type { Catalogue } from "../../plugins/api.ts";
import { unitInName } from "../engine/units.ts";
import type { StoredName } from "../store/confined.ts";
import { all } from "../store/read.ts";
import type { Store } from "../store/store.ts";
import { catalogueRows } from "./catalogue-rows.ts";

/** Sensors at most whose units are told though no catalogue knows them: SQL looks through all of these rows. */
const MOST = 10_000;

/**
 * What the SQL of a store's runs can know of codes: the words of the catalogues, and of sensors that none knows, which are called as their codes, the
 * unit that `unitOf` answers; "": none. Absent: that in their own names.
 */
export async function knownNames(
  { connection }: Store,
  catalogues: readonly Catalogue[],
  unitOf: (sensor: string) => string = unitInName,
): Promise<StoredName[]> {
  const rows = catalogueRows(catalogues);
  const known = new Set(rows.filter(({ part }) => part === "sensor").map(({ code }) => code));
  const sensors = await all(connection, "select distinct sensor from key_name order by sensor");
  const own = sensors.flatMap(([sensor]): StoredName[] => {
    const code = String(sensor);
    const unit = known.has(code) ? "" : unitOf(code);
    return unit === "" ? [] : [{ part: "sensor", code, name: code, quantity: "", unit }];
  });
  return [...rows, ...own.slice(0, MOST)];
}
