/** Times between failures, in hours, the latest last, and how long the present one has lasted. */
export interface Ages {
  readonly gaps: readonly number[];
  readonly age: number;
}

export interface Forecast {
  /** Chance of a failure within the horizon. */
  readonly chance: number;
  /** Failures per day now, with a central 80 % interval. */
  readonly hazard: number;
  readonly hazardLow: number;
  readonly hazardHigh: number;
  /** Weibull shape: below 1 failures cluster, above 1 they are regular (wear). */
  readonly shape: number;
  /** Expected hours to the next failure by the hazard of now. */
  readonly expected: number;
}

/**
 * Weibull shape from the spread of the logarithms, var(ln T) = π² / (6 β²) (Menon 1963, Technometrics 5, 175), its logarithm shrunk
 * towards 0 (β = 1, no memory) by forty-five gaps' worth; 1 for fewer than five gaps.
 */
export function weibullShape(gaps: readonly number[]): number {
  const n = gaps.length;
  if (n < 5) return 1;
  let mean = 0;
  for (const gap of gaps) mean += Math.log(gap);
  mean /= n;
  let squares = 0;
  for (const gap of gaps) squares += (Math.log(gap) - mean) ** 2;
  const raw = Math.PI / Math.sqrt((6 * Math.max(squares, 1e-6)) / (n - 1));
  const shrunk = (n / (n + 45)) * Math.log(raw);
  return Math.exp(Math.max(-1.2, Math.min(1.2, shrunk)));
}

/**
 * In the time scale t^β a Weibull process is Poisson; its rate has a gamma posterior, from the prior 1/λ that prefers no scale of time,
 * with k failures in the exposure E = Σ gap^β + age^β, where older ones count less (`KEPT`). (Jeffreys' prior, with half a failure more,
 * promises too much of an alarm that failed once or twice.) The chance of a failure in the next h hours is Lomax: 1 − (E / (E + (age + h)^β
 * − age^β))^k, averaged over what is not known about β: ln β is taken as normal with deviation 0.78 / sqrt(k + 10) (0.78 / sqrt(k) is that
 * of the maximum likelihood estimate), by three-point Gauss–Hermite quadrature.
 */
export function forecast({ gaps, age }: Ages, horizon: number): Forecast {
  const shape = weibullShape(gaps);
  const spread = (Math.sqrt(3) * 0.78) / Math.sqrt(gaps.length + 10);
  let chance = 0;
  for (const [step, weight] of QUADRATURE) {
    const { failures, exposure, ahead } = posterior(gaps, age, horizon, shape * Math.exp(step * spread));
    if (exposure > 0) chance += weight * (1 - power(exposure / (exposure + ahead), failures));
  }
  const { failures, exposure, ahead } = posterior(gaps, age, horizon, shape);
  // Failures per day averaged over the horizon: at age 0 the hazard of a shape below 1 is infinite.
  const perRate = (24 * ahead) / horizon;
  const rate = failures / exposure;
  return {
    chance,
    hazard: rate * perRate,
    hazardLow: (gammaQuantile(failures, -1.2816) / exposure) * perRate,
    hazardHigh: (gammaQuantile(failures, 1.2816) / exposure) * perRate,
    shape,
    expected: 24 / (rate * perRate),
  };
}

/**
 * Of what a failure says of the rate, so much is left after each later one, so that about the last fourteen count: what was repaired, wears
 * out or has its season does not fail as it did (a power prior, Ibrahim & Chen 2000, Statistical Science 15, 46).
 */
const KEPT = 0.93;

const QUADRATURE: readonly (readonly [step: number, weight: number])[] = [
  [-1, 1 / 6],
  [0, 2 / 3],
  [1, 1 / 6],
];

function posterior(gaps: readonly number[], age: number, horizon: number, shape: number) {
  let exposure = power(age, shape);
  let failures = 0;
  let weight = 1;
  for (let i = gaps.length - 1; i >= 0; i--) {
    exposure += weight * power(gaps[i] as number, shape);
    failures += weight;
    weight *= KEPT;
  }
  return { failures, exposure, ahead: power(age + horizon, shape) - power(age, shape) };
}

/** Quantile of Gamma(a, 1) at the normal deviate z (Wilson & Hilferty 1931). */
function gammaQuantile(a: number, z: number): number {
  const root = Math.max(0, 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a)));
  return a * root * root * root;
}

/**
 * `base` ≥ 0 to the power of `exponent` > 0. By logarithms: the operator's last digit differs from one V8 to the next, and a cluster has
 * another.
 */
const power = (base: number, exponent: number): number => (base > 0 ? Math.exp(exponent * Math.log(base)) : 0);
