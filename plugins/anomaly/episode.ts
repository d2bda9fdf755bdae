/** What was alerted lately, as surprise. */
export interface Episode {
  echo: number;
  echoAt: number;
}

export const newEpisode = (): Episode => ({ echo: 0, echoAt: 0 });

const FIVE_MINUTES = 300_000;
const HALF_LIFE = 2 * 3_600_000;
/** How much louder than an anomaly its echo is: what goes on as before, or goes back, is no second one. */
const LOUDER = 2;
/** Surprise beyond this many times the bar says no more: it would only keep the echo going. */
const LOUDEST = 4;

/**
 * The surprise (-log10 of a chance) that is met by chance once in `interval` when a reading comes every `step`, both in ms. Slower series are
 * given longer, by the fourth root of the step: an hourly one about twice the interval of one read each five minutes.
 */
export const barFor = (step: number, interval: number): number =>
  Math.max(1, Math.log10((interval / step) * Math.sqrt(Math.sqrt(step / FIVE_MINUTES))));

/**
 * Score in [0, 1): 0.5 when the surprise meets the bar. Each anomaly raises the bar by twice its own surprise, which then halves every two hours
 * (at one reading in five minutes; with the root of the step), so that one episode is one alert and something worse is still told.
 */
export function scoreOf(episode: Episode, surprise: number, bar: number, time: number, step: number): number {
  const bounded = Math.min(surprise, LOUDEST * bar);
  const echo =
    episode.echo > 0 ? episode.echo * 2 ** ((episode.echoAt - time) / (HALF_LIFE * Math.sqrt(step / FIVE_MINUTES))) : 0;
  if (bounded > bar && LOUDER * bounded >= echo) {
    episode.echo = LOUDER * bounded;
    episode.echoAt = time;
  }
  return bounded / (bounded + bar + echo);
}
