import { flagOf, type KeyTuple } from "../engine/batch.ts";
import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { KeyPicture } from "../session/picture/session-picture.ts";
import { valueRead } from "../session/read-words.ts";
import type { KeyInfo, Methods } from "./contract.ts";
import { shownRange } from "./status.ts";

/** Means in a key's spark line. */
const SPARK = 24;
/** Alarms that are on looked through for the severity of their keys. */
const MOST_ON = 10_000;

/** Key `id` of the session, with what was measured. Throws an Error of one line for an id that is not there. */
export function keyOf({ picture }: OpenSession, id: number): { key: KeyTuple; picture: KeyPicture } {
  const found = picture.keys[id];
  if (found === undefined || picture.table === null) throw new Error(`There is no series ${id} in what is open now.`);
  return { key: picture.table.key(id), picture: found };
}

/** The keys whose codes or names hold `text`, without case; the first `limit` of them. */
export function listKeys(session: OpenSession, text: string, limit: number): Methods["keys.list"]["value"] {
  const { table, keys } = session.picture;
  if (table === null) return { keys: [], total: 0 };
  const { names } = session.analysis;
  const wanted = text.trim().toLowerCase();
  const fits = ([station, sensor, alarm]: KeyTuple): boolean =>
    wanted === "" ||
    `${station} ${sensor} ${alarm} ${names.name("sensor", sensor)} ${names.name("alarm", alarm)}`.toLowerCase().includes(wanted);
  const found: number[] = [];
  let total = 0;
  for (let id = 0; id < keys.length; id++) {
    if (!fits(table.key(id))) continue;
    total++;
    if (found.length < limit) found.push(id);
  }
  const severities = severitiesOn(session);
  const shown = shownRange(session);
  const unnamed = valueRead(session.analysis.source.mapping);
  const rows = found.map((id) => {
    const key = table.key(id);
    const alert = severities.get(JSON.stringify(key)) ?? null;
    return { ...keyInfo(id, key, keys[id] as KeyPicture, { names, shown, unnamed }), alert };
  });
  return { keys: rows, total };
}

/** The worst severity of the alarms that are on, by key. */
function severitiesOn({ picture }: OpenSession): Map<string, KeyInfo["alert"]> {
  const severities = new Map<string, KeyInfo["alert"]>();
  for (const { key, severity } of picture.active.list(MOST_ON)) {
    const id = JSON.stringify([key.station, key.sensor, key.alarm]);
    if (!severities.has(id)) severities.set(id, severity);
  }
  return severities;
}

interface KeyContext {
  readonly names: CatalogueNames;
  /** What pictures show of the session. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  /** What readings without a sensor and an alarm are called. */
  readonly unnamed: string;
}

function keyInfo(
  id: number,
  [station, sensor, alarm]: KeyTuple,
  picture: KeyPicture,
  { names, shown, unnamed }: KeyContext,
): Omit<KeyInfo, "alert"> {
  const { series } = picture;
  const stretch = (shown === null ? null : series.within(shown.from, shown.to)) ?? {
    from: series.firstTime,
    to: series.lastTime,
  };
  const what = sensor !== "" ? names.name("sensor", sensor) : alarm !== "" ? alarmWords(alarm, names) : unnamed;
  return {
    id,
    station,
    sensor,
    alarm,
    stationName: names.name("station", station),
    name: what,
    short: sensor !== "" ? names.short(sensor) : what,
    alarmName: alarm === "" ? "" : names.name("alarm", alarm),
    unit: names.unit(sensor),
    quantity: names.quantity(sensor),
    events: series.length + series.gone,
    firstTime: stretch.from,
    lastTime: stretch.to,
    lastValue: series.length === 0 ? null : series.lastValue,
    threshold: Number.isNaN(picture.threshold) ? null : picture.threshold,
    active: flagOf(picture.active),
    min: picture.min,
    max: picture.max,
    spark: series.spark(SPARK, stretch.from, stretch.to),
  };
}

/** What an alarm is called: a bare number says nothing of what it is. */
export function alarmWords(alarm: string, names: Pick<CatalogueNames, "name">): string {
  const name = names.name("alarm", alarm);
  return name === alarm && /^\d+$/.test(alarm) ? `Alarm ${alarm}` : name;
}
