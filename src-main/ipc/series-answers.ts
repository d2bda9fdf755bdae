import type { KeyTuple } from "../engine/batch.ts";
import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { OpenSession } from "../session/open-session.ts";
import { type KeyPicture, unpackTag } from "../session/picture/session-picture.ts";
import { shapeOf } from "../session/picture/value-shape.ts";
import type { Workbench } from "../session/workbench.ts";
import type { EventRow, KeyInfo, SeriesColumns, SeriesMethods, ThresholdSpan } from "./contract.ts";
import { type Answers, noSeries, openSession, shownRange } from "./session-answers.ts";

const SPARK = 24;
/** Events whose values are sorted for a median. */
const SAMPLE = 50_000;

/** Key `id` of the session, with what was measured. Throws an Error of one line for an id that is not there. */
export function keyOf({ picture }: OpenSession, id: number): { key: KeyTuple; picture: KeyPicture } {
  const found = picture.keys[id];
  if (found === undefined || picture.table === null) throw new Error(`There is no series ${id} in what is open now.`);
  return { key: picture.table.key(id), picture: found };
}

/** `shown`: what pictures show of the session. */
function keyInfo(
  id: number,
  [station, sensor, alarm]: KeyTuple,
  picture: KeyPicture,
  names: CatalogueNames,
  shown: { readonly from: number; readonly to: number } | null,
): KeyInfo {
  const { series } = picture;
  const stretch = (shown === null ? null : series.within(shown.from, shown.to)) ?? {
    from: series.firstTime,
    to: series.lastTime,
  };
  const what = sensor !== "" ? names.name("sensor", sensor) : alarmWords(alarm, names);
  return {
    id,
    station,
    sensor,
    alarm,
    stationName: names.name("station", station),
    name: what,
    short: sensor !== "" ? names.short(sensor) : what,
    unit: names.unit(sensor),
    quantity: names.quantity(sensor),
    events: series.length,
    firstTime: stretch.from,
    lastTime: stretch.to,
    lastValue: series.length === 0 ? null : series.lastValue,
    threshold: Number.isNaN(picture.threshold) ? null : picture.threshold,
    active: flag(picture.active),
    min: picture.min,
    max: picture.max,
    alert: picture.alert,
    spark: series.spark(SPARK, stretch.from, stretch.to),
  };
}

/** What an alarm without a sensor is called: a bare number says nothing of what it is. */
export function alarmWords(alarm: string, names: Pick<CatalogueNames, "name">): string {
  const name = names.name("alarm", alarm);
  return name === alarm && /^\d+$/.test(alarm) ? `Alarm ${alarm}` : name;
}

function flag(active: number): boolean | null {
  return active === 1 ? true : active === 0 ? false : null;
}

/** Where the threshold of a key stood over a range. */
export function thresholdSpans({ thresholds }: KeyPicture, from: number, to: number): ThresholdSpan[] {
  const spans: ThresholdSpan[] = [];
  thresholds.forEach(({ from: start, value }, i) => {
    const end = thresholds[i + 1]?.from ?? to;
    if (!Number.isNaN(value) && start <= to && end >= from)
      spans.push({ from: Math.max(from, start), to: Math.min(to, end), value });
  });
  return spans;
}

/** Events of a key in a range, as rows. */
export function eventRows(session: OpenSession, id: number, from: number, to: number, limit: number): EventRow[] {
  const { key, picture } = keyOf(session, id);
  const [station, sensor, alarm] = key;
  return picture.series.events(from, to, limit).map(({ time, value, tag }) => {
    const { source, row, active } = unpackTag(tag);
    const threshold = picture.thresholds.findLast((change) => change.from <= time)?.value ?? Number.NaN;
    const name = session.analysis.source.names[source] ?? "source";
    return {
      time,
      station,
      sensor,
      alarm,
      value,
      threshold: Number.isNaN(threshold) ? null : threshold,
      active: flag(active),
      origin: originText(name, row),
    };
  });
}

/** Where an event stood. The row first: what is cut off where there is little room is the name. */
export function originText(name: string, row: number): string {
  return `row ${row} · ${name.split(/[\\/]/).pop() ?? name}`;
}

/** A rule's series at a measured key: the key cut to the parts the rule groups by. */
export function derivedColumns(
  session: OpenSession,
  rule: string,
  series: string,
  [station, sensor, alarm]: KeyTuple,
  from: number,
  to: number,
  pixels: number,
): SeriesColumns {
  const by = session.analysis.rules.find(({ declaration }) => declaration.id === rule)?.declaration.by ?? [];
  const group: KeyTuple = [
    by.includes("station") ? station : "",
    by.includes("sensor") ? sensor : "",
    by.includes("alarm") ? alarm : "",
  ];
  return session.picture.derived(rule, series, group)?.range(from, to, pixels) ?? noSeries;
}

export function seriesAnswers(bench: Workbench): Answers<keyof SeriesMethods> {
  return {
    "keys.list": ({ text = "", limit = 5000 }) => {
      const { session } = bench;
      const table = session?.picture.table;
      if (session === null || table == null) return { keys: [], total: 0 };
      const wanted = text.trim().toLowerCase();
      const { names } = session.analysis;
      const found: number[] = [];
      let total = 0;
      session.picture.keys.forEach((_picture, id) => {
        const [station, sensor, alarm] = table.key(id);
        if (
          wanted !== "" &&
          !`${station} ${sensor} ${alarm} ${names.name("sensor", sensor)} ${names.name("alarm", alarm)}`
            .toLowerCase()
            .includes(wanted)
        )
          return;
        total++;
        if (found.length < limit) found.push(id);
      });
      const severities = new Map<string, KeyInfo["alert"]>();
      for (const { key, severity } of session.picture.active.list(10_000)) {
        const id = JSON.stringify([key.station, key.sensor, key.alarm]);
        if (!severities.has(id)) severities.set(id, severity);
      }
      const shown = shownRange(session);
      const keys = found.map((id) => {
        const key = table.key(id);
        return {
          ...keyInfo(id, key, session.picture.keys[id] as KeyPicture, names, shown),
          alert: severities.get(JSON.stringify(key)) ?? null,
        };
      });
      return { keys, total };
    },
    "series.range": ({ keys, from, to, pixels }) => {
      const session = openSession(bench);
      return {
        series: keys.map((key) => {
          const { picture } = keyOf(session, key);
          return { key, columns: picture.series.range(from, to, pixels), thresholds: thresholdSpans(picture, from, to) };
        }),
      };
    },
    "series.derived": ({ rule, series, keys, from, to, pixels }) => {
      const session = openSession(bench);
      return {
        series: keys.map((key) => ({
          key,
          columns: derivedColumns(session, rule, series, keyOf(session, key).key, from, to, pixels),
        })),
      };
    },
    "series.statistics": ({ key, from, to }) => {
      const { series } = keyOf(openSession(bench), key).picture;
      const moments = series.moments(from, to);
      const { time, value, every } = series.sample(from, to, SAMPLE);
      const more = { ...shapeOf(time, value), every, longestGap: series.longestGap(from, to) };
      if (moments === null)
        return { events: 0, min: null, max: null, mean: null, stddev: null, first: null, last: null, ...more };
      const { events, min, max, mean, m2, first, last } = moments;
      return { events, min, max, mean, stddev: events < 2 ? null : Math.sqrt(m2 / (events - 1)), first, last, ...more };
    },
  };
}
