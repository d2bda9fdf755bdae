import type { Alert } from "../engine/results.ts";

/** From an alert to its end: what clears or withdraws it, or the next one of its key (and of what it is about, where the rule says so). */
export interface Episode {
  readonly raised: Alert;
  /** Event time; the alert's own where the rule never ends one. */
  readonly until: number;
}

export interface EpisodeChanges {
  /** Raised at the same time. */
  readonly same: readonly (readonly [Episode, Episode])[];
  /** Of the same key and overlapping: the same thing told earlier or later. */
  readonly shifted: readonly (readonly [Episode, Episode])[];
  readonly added: readonly Episode[];
  readonly removed: readonly Episode[];
}

/**
 * What two runs of one rule with different settings have in common. Ids derive from settings and so differ: alerts are matched by key and
 * time. `before` and `after` in order of time. `ends`: the rule is known to end what it raised, though it may not have done so here.
 */
export function compareEpisodes(before: readonly Alert[], after: readonly Alert[], ends = false): EpisodeChanges {
  const open = ends || [...before, ...after].some(({ action }) => action !== "raise");
  const [old, fresh] = [episodes(before, open), episodes(after, open)];
  const same: [Episode, Episode][] = [];
  const shifted: [Episode, Episode][] = [];
  const added: Episode[] = [];
  const removed: Episode[] = [];
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [mine, theirs] = [old.get(key) ?? [], fresh.get(key) ?? []];
    let [i, j] = [0, 0];
    for (;;) {
      const [a, b] = [mine[i], theirs[j]];
      if (a === undefined && b === undefined) break;
      if (b === undefined || (a !== undefined && a.raised.time !== b.raised.time && a.until <= b.raised.time)) {
        removed.push(a as Episode);
        i++;
      } else if (a === undefined || (a.raised.time !== b.raised.time && b.until <= a.raised.time)) {
        added.push(b);
        j++;
      } else {
        (a.raised.time === b.raised.time ? same : shifted).push([a, b]);
        i++;
        j++;
      }
    }
  }
  const byTime = (x: Episode, y: Episode): number => x.raised.time - y.raised.time;
  return { same, shifted, added: added.sort(byTime), removed: removed.sort(byTime) };
}

function episodes(alerts: readonly Alert[], ends: boolean): Map<string, Episode[]> {
  const byKey = new Map<string, Episode[]>();
  for (const alert of alerts) {
    const { station, sensor, alarm } = alert.key;
    const key = JSON.stringify([station, sensor, alarm, alert.about]);
    const own = byKey.get(key) ?? [];
    byKey.set(key, own);
    const last = own.at(-1);
    if (last !== undefined && last.until > alert.time) own[own.length - 1] = { ...last, until: alert.time };
    if (alert.action === "raise") own.push({ raised: alert, until: ends ? Number.POSITIVE_INFINITY : alert.time });
  }
  return byKey;
}
