import { flagOf, type KeyTuple } from "../engine/batch.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { TakesEvent } from "../session/picture/series-memory.ts";
import { type KeyPicture, unpackTag } from "../session/picture/session-picture.ts";
import { shapeOf, usualInterval } from "../session/picture/value-shape.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { EventRow, SeriesColumns, SeriesMethods, ThresholdSpan } from "./contract.ts";
import { keyOf, listKeys } from "./key-list.ts";

export const noSeries: SeriesColumns = { time: new Float64Array(0), value: new Float64Array(0), events: 0, reduced: false };

/** Events whose values are sorted for a median. */
const SAMPLE = 50_000;

/** Stretches of thresholds that are drawn of a key at most. */
const SPANS = 200;

/** Where the threshold of a key stood over a range. */
export function thresholdSpans({ thresholds }: KeyPicture, from: number, to: number): ThresholdSpan[] {
  return thresholds.spans(from, to, SPANS);
}

/** Events of a key in a range, as rows: of those that `takes` takes. */
export function eventRows(
  session: OpenSession,
  id: number,
  { from, to, limit, takes }: { readonly from: number; readonly to: number; readonly limit: number; readonly takes?: TakesEvent },
): EventRow[] {
  const { key, picture } = keyOf(session, id);
  const [station, sensor, alarm] = key;
  return picture.series.events(from, to, limit, takes).map(({ number, time, value, tag }) => {
    const { source, row, active } = unpackTag(tag);
    const threshold = picture.thresholds.at(number);
    const name = session.analysis.source.names[source] ?? "source";
    return {
      time,
      station,
      sensor,
      alarm,
      value,
      threshold: Number.isNaN(threshold) ? null : threshold,
      active: flagOf(active),
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
  { rule, series, key: [station, sensor, alarm] }: { readonly rule: string; readonly series: string; readonly key: KeyTuple },
  { from, to, pixels }: { readonly from: number; readonly to: number; readonly pixels: number },
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
    "keys.list": ({ text = "", limit = 5000 }) =>
      bench.session === null ? { keys: [], total: 0 } : listKeys(bench.session, text, limit),
    "series.range": ({ keys, from, to, pixels }) => {
      const session = sessionOf(bench);
      return {
        series: keys.map((key) => {
          const { picture } = keyOf(session, key);
          return { key, columns: picture.series.range(from, to, pixels), thresholds: thresholdSpans(picture, from, to) };
        }),
      };
    },
    "series.derived": ({ rule, series, keys, ...range }) => {
      const session = sessionOf(bench);
      return {
        series: keys.map((key) => ({
          key,
          columns: derivedColumns(session, { rule, series, key: keyOf(session, key).key }, range),
        })),
      };
    },
    "series.statistics": ({ key, from, to }) => {
      const { series } = keyOf(sessionOf(bench), key).picture;
      const moments = series.moments(from, to);
      const { time, value, every } = series.sample(from, to, SAMPLE);
      const interval = usualInterval(time);
      const more = {
        ...{ ...shapeOf(time, value), every, longestGap: series.longestGap(from, to) },
        interval: interval === null ? null : interval / every,
      };
      if (moments === null)
        return { events: 0, min: null, max: null, mean: null, stddev: null, first: null, last: null, ...more };
      const { events, min, max, mean, m2, first, last } = moments;
      return { events, min, max, mean, stddev: events < 2 ? null : Math.sqrt(m2 / (events - 1)), first, last, ...more };
    },
  };
}
