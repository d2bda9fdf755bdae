import { days, defineRule, hours } from "weir";
import { type Detector, type Finding, newDetector, takeReading } from "./detector.ts";
import { barFor, type Episode, newEpisode, scoreOf } from "./episode.ts";

interface State {
  detector: Detector;
  episode: Episode;
  /** Readings since the last one that scored at least the threshold. */
  calm: number;
}

/** Below the default threshold no echo tells episodes apart: there, so many quiet readings do. */
const CALM = 12;

export default defineRule({
  id: "anomaly",
  title: "Anomaly",
  description:
    "Scores each reading by how unlikely it is given the key's own past: spikes, level shifts, drifts, changed variance, frozen values, a wrong time-of-day pattern. One alert an episode.",
  by: ["station", "sensor"],
  settings: {
    threshold: {
      input: "number",
      label: "Alert at score",
      default: 0.5,
      min: 0.05,
      max: 0.99,
      step: 0.01,
      help: "Scores are between 0 and 1; 0.5 suits most data.",
    },
    interval: {
      input: "duration",
      label: "By chance once in",
      default: days(30),
      min: hours(1),
      max: days(3650),
      help: "A score of 0.5 is a surprise that chance alone would bring one measure of one key about this often, when it is read each five minutes.",
    },
  },
  series: { score: { label: "Anomaly score" } },
  stateVersion: 2,
  initialState: (): State => ({ detector: newDetector(), episode: newEpisode(), calm: CALM }),

  onEvent(context, event) {
    const { state, settings } = context;
    const { time, value } = event;
    const finding = takeReading(state.detector, time, value);
    const rested = state.calm >= CALM;
    if (!rested) state.calm++;
    if (!(finding.surprise > 0)) {
      context.record("score", 0);
      return;
    }
    const step = Math.max(state.detector.step, 1);
    const score = scoreOf(state.episode, finding.surprise, barFor(step, settings.interval), time, step);
    context.record("score", score);
    if (score < settings.threshold) return;
    state.calm = 0;
    if (score < 0.5 && !rested) return;
    const { kind, expected, band, measured } = finding;
    context.alert({
      severity: "warning",
      title: `${sensorName(context)}: ${kind}`,
      value,
      evidence: {
        kind,
        why: why(finding),
        expected: round(expected),
        low: round(expected - (kind === "variance" || kind === "frozen" ? Math.min(expected, band) : band)),
        high: round(expected + band),
        measured: round(measured),
        score: round(score),
        chance: 10 ** -Math.min(finding.surprise, 300),
      },
    });
  },
});

function why({ kind, expected, measured, band }: Finding): string {
  const usual = `usually ${round(expected)} ± ${round(band)}`;
  switch (kind) {
    case "spike":
      return `${round(measured)} beside neighbours around ${round(expected)}, usually within ${round(band)} of them`;
    case "level shift":
      return `the last readings average ${round(measured)}, ${usual}`;
    case "drift":
      return `without a jump the average went to ${round(measured)}, ${usual}`;
    case "time-of-day pattern":
      return `the last readings average ${round(measured)}, at this time of day ${usual}`;
    case "variance":
      return `readings differ by ${round(measured)}, usually by ${round(expected)}`;
    case "frozen":
      return `${measured + 1} readings in a row are the same, at most ${Math.ceil(expected) + 1} before`;
  }
}

/** Four significant digits: what a reader takes in. */
const round = (x: number): number => Number(x.toPrecision(4));

function sensorName(context: { name(part: "sensor", code: string): string; readonly key: { readonly sensor: string } }): string {
  const { sensor } = context.key;
  if (sensor === "") return "Value";
  const name = context.name("sensor", sensor);
  return name === sensor ? `Sensor ${sensor}` : name;
}
