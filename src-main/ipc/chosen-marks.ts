import type { Alert } from "../plugin-host/contract.ts";
import { SEVERITY_RANK } from "../session/picture/severity-rank.ts";

type Told = Pick<Alert, "severity" | "time">;

/** Of more alerts than `limit` the worst, then the newest. */
export function worstOf<A extends Told>(alerts: readonly A[], limit: number): readonly A[] {
  return alerts.length <= limit ? alerts : worstFirst(alerts).slice(0, limit);
}

/**
 * Of more alerts than `limit` those that show where alerts are: the range is cut into as many stretches, and of each the worst and newest is
 * taken, then of each the next, until there are enough.
 */
export function spreadOver<A extends Told>(
  alerts: readonly A[],
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): readonly A[] {
  if (alerts.length <= limit) return alerts;
  const width = Math.max((to - from) / limit, 1);
  const taken = new Map<number, number>();
  const rounds = worstFirst(alerts).map((alert) => {
    const stretch = Math.floor((alert.time - from) / width);
    const round = taken.get(stretch) ?? 0;
    taken.set(stretch, round + 1);
    return { alert, round };
  });
  return rounds
    .sort((x, y) => x.round - y.round)
    .slice(0, limit)
    .map(({ alert }) => alert);
}

const worstFirst = <A extends Told>(alerts: readonly A[]): A[] =>
  [...alerts].sort((x, y) => SEVERITY_RANK[x.severity] - SEVERITY_RANK[y.severity] || y.time - x.time);
