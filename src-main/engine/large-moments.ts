/**
 * Means and second moments of values so large that their squares (from about 1e154 on), or their distances (1e308), are more than a double
 * holds. The moment is then kept times 2^-1200 and below zero, where it never is otherwise: what is small beside it is lost either way.
 */
const SCALE = 2 ** -600;

const scaled = (moment: number): number => (moment < 0 ? -moment : moment * SCALE * SCALE);

/** The mean of `n` values of which `value` is the last; `old` is that of the others. */
export function largeMean(old: number, value: number, n: number): number {
  return old + (value / n - old / n);
}

/** The moment with `value` in it, from that without it; `old` and `next` are the means without it and with it. */
export function largeMoment(moment: number, value: number, old: number, next: number): number {
  return -(scaled(moment) + (value * SCALE - old * SCALE) * (value * SCALE - next * SCALE));
}

/** The mean of `na` values of mean `a` and `nb` of mean `b`. */
export function largeCombinedMean(a: number, na: number, b: number, nb: number): number {
  return a * (na / (na + nb)) + b * (nb / (na + nb));
}

/** Their moment, from those of both. */
export function largeCombinedMoment(momentA: number, a: number, na: number, momentB: number, b: number, nb: number): number {
  if (na === 0) return momentB;
  if (nb === 0) return momentA;
  const apart = b * SCALE - a * SCALE;
  return -(scaled(momentA) + scaled(momentB) + apart * apart * na * (nb / (na + nb)));
}

/** Sample standard deviation of n > 1 values; Infinity: it is more than a double holds. */
export function deviationOf(moment: number, n: number): number {
  return moment < 0 ? Math.sqrt(-moment / (n - 1)) / SCALE : Math.sqrt(moment / (n - 1));
}
