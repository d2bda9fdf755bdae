import type { Alert, RuleDeclaration } from "../plugin-host/contract.ts";
import { acceptsKey } from "../plugin-host/key-acceptance.ts";
import type { OpenSession } from "../session/open-session.ts";
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
  const ids = keys.flatMap(({ series }, id) => {
    const key = table.key(id);
    const [s, d, a] = key;
    const same =
      (!by.includes("station") || s === station) &&
      (!by.includes("sensor") || d === sensor) &&
      (!by.includes("alarm") || a === alarm);
    return same && acceptsKey(only, key, session.analysis.names) && series.count(from, to) > 0 ? [id] : [];
  });
  const upTo = (end: number): number => ids.reduce((sum, id) => sum + (keys[id]?.series.count(from, end) ?? 0), 0);
  const total = upTo(to);
  // Of thousands of keys only the rows that are shown are looked up: those before the first moment with enough of them.
  let [low, high] = [from - 1, to];
  if (total > limit)
    for (let i = 0; i < HALVINGS && high - low > 1; i++) {
      const middle = Math.floor((low + high) / 2);
      if (upTo(middle) >= limit) high = middle;
      else low = middle;
    }
  const events = ids
    .flatMap((id) => eventRows(session, id, from, high, limit))
    .sort((a, b) => a.time - b.time)
    .slice(0, limit);
  return { events, total };
}
