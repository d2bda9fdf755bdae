import type { Alert, RuleDeclaration } from "../plugin-host/contract.ts";
import { acceptsEvent, acceptsKey } from "../plugin-host/key-acceptance.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { TakesEvent } from "../session/picture/series-memory.ts";
import { type KeyPicture, unpackTag } from "../session/picture/session-picture.ts";
import type { EventRow } from "./contract.ts";
import { eventRows } from "./series-answers.ts";

/** Halvings that part a stretch of a century to the millisecond. */
const HALVINGS = 42;

/**
 * The events in [from, to] that its rule took for an alert, oldest first and at most `limit`, with how many there are: of every key that has
 * the parts the rule groups by. A sensor with two alarms is two keys, and one to a rule by sensor.
 */
export function evidenceEvents(
  session: OpenSession,
  { key: { station, sensor, alarm } }: Pick<Alert, "key">,
  { by, only }: Pick<RuleDeclaration, "by" | "only">,
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): { readonly events: EventRow[]; readonly total: number } {
  const { table, keys } = session.picture;
  if (table === null) return { events: [], total: 0 };
  const taken = keys.flatMap((picture, id) => {
    const key = table.key(id);
    const [s, d, a] = key;
    const same =
      (!by.includes("station") || s === station) &&
      (!by.includes("sensor") || d === sensor) &&
      (!by.includes("alarm") || a === alarm);
    if (!same || !acceptsKey(only, key, session.analysis.names) || picture.series.count(from, to) === 0) return [];
    return [{ id, series: picture.series, takes: takenOf(picture, only) }];
  });
  const upTo = (end: number): number => taken.reduce((sum, { series, takes }) => sum + series.count(from, end, takes), 0);
  const total = upTo(to);
  // Of thousands of keys only the rows that are shown are looked up: those before the first moment with enough of them.
  let [low, high] = [from - 1, to];
  if (total > limit)
    for (let i = 0; i < HALVINGS && high - low > 1; i++) {
      const middle = Math.floor((low + high) / 2);
      if (upTo(middle) >= limit) high = middle;
      else low = middle;
    }
  const events = taken
    .flatMap(({ id, takes }) => eventRows(session, id, { from, to: high, limit, takes }))
    .sort((a, b) => a.time - b.time)
    .slice(0, limit);
  return { events, total };
}

/** Which events of a key a rule takes that only looks at those with a threshold, or with a flag; undefined: all. */
function takenOf({ thresholds }: KeyPicture, only: RuleDeclaration["only"]): TakesEvent | undefined {
  if (only.threshold !== true && only.active !== true) return undefined;
  return (number, tag) => acceptsEvent(only, thresholds.at(number), unpackTag(tag).active);
}
