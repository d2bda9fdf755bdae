import { days, defineRule, hours, type RuleContext } from "weir";
import { newMemory, takeReading, withoutPrototype } from "./detector.ts";
import { CALM, scoreOf } from "./episode.ts";
import { At, type Memory } from "./memory.ts";
import type { Finding } from "./reading.ts";

interface State {
  readonly memory: Memory;
  /** What the key remembered at its last alert, in words, for who looks at the state. */
  told: { readonly [name: string]: number };
}

export default defineRule({
  id: "anomaly",
  title: "Anomaly",
  description:
    "Scores each reading by how unlikely it is given the key's own past: spikes, level shifts, drifts, changed variance, frozen values, a wrong time-of-day pattern. One alert an episode.",
  by: ["station", "sensor"],
  eventsByKey: true,
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
  evidence: {
    kind: { label: "Kind" },
    measured: { label: "Now", unit: "{unit}" },
    expected: { label: "Usual", unit: "{unit}" },
    low: { label: "Usual from", unit: "{unit}" },
    high: { label: "Usual to", unit: "{unit}" },
    score: { label: "Score" },
    chance: { label: "By chance", share: true },
  },
  series: { score: { label: "Anomaly score" } },
  stateVersion: 6,
  initialState: (): State => ({ told: {}, memory: newMemory() }),
  /** Version 4 did not keep the last score, version 5 not whether a value was ever more than on or off. */
  migrateState(state, fromVersion) {
    if (fromVersion !== 4 && fromVersion !== 5) return undefined;
    const { told, memory } = state as unknown as State;
    return { told, memory: memory.concat(fromVersion === 4 ? [0, 1] : 1) as Memory };
  },

  onEvent(context, event) {
    const memory = withoutPrototype(context.state.memory);
    // Two rows of one reading (a sensor with two alarms) are one: what is said of it holds for both.
    if (event.time === memory[At.last] && event.value === memory[At.previous] && memory[At.seen] > 0) {
      context.record("score", memory[At.score]);
      return;
    }
    const finding = takeReading(memory, event);
    const calm = memory[At.calm];
    memory[At.calm] = calm + 1;
    memory[At.score] = 0;
    if (!(finding.surprise > 0)) {
      context.record("score", 0);
      return;
    }
    const score = scoreOf(memory, finding.surprise, context.settings.interval);
    memory[At.score] = score;
    context.record("score", score);
    if (score < context.settings.threshold) return;
    memory[At.calm] = 0;
    if (score < 0.5 && calm < CALM) return;
    context.state.told = inWords(memory);
    const { kind, expected, band, measured } = finding;
    context.alert({
      severity: "warning",
      title: `${sensorName(context)}: ${kind}`,
      value: event.value,
      evidence: {
        kind,
        why: why(finding),
        expected: round(expected, band),
        low: round(expected - (kind === "variance" || kind === "frozen" ? Math.min(expected, band) : band), band),
        high: round(expected + band, band),
        measured: round(measured, band),
        score: round(score),
        chance: Math.exp(-Math.LN10 * Math.min(finding.surprise, 300)),
      },
    });
  },
});

function why({ kind, expected, measured, band }: Finding): string {
  const usual = `usually ${round(expected, band)} ± ${round(band)}`;
  const now = round(measured, band);
  switch (kind) {
    case "spike":
      return `${now} beside neighbours around ${round(expected, band)}, usually within ${round(band)} of them`;
    case "level shift":
      return `the last readings average ${now}, ${usual}`;
    case "drift":
      return `without a jump the average went to ${now}, ${usual}`;
    case "time-of-day pattern":
      return `the last readings average ${now}, at this time of day ${usual}`;
    case "variance":
      return `readings differ by ${now}, usually by ${round(expected, band)}`;
    case "frozen":
      return `${measured + 1} readings in a row are the same, at most ${Math.ceil(expected) + 1} before`;
  }
}

/** Means over about so many readings, and what is usual; in the unit of the values. */
const inWords = (m: Memory): State["told"] => ({
  readings: m[At.seen],
  secondsBetween: round(m[At.step] / 1000),
  meanOf3: round(m[At.fast], m[At.usualRestless]),
  meanOf10: round(m[At.mid], m[At.usualRestless]),
  meanOf300: round(m[At.slow], m[At.usualRestless]),
  noise: round(m[At.restless]),
  usualNoise: round(m[At.usualRestless]),
  offProfile: round(m[At.offProfile]),
  repeats: m[At.run],
  episodes: m[At.episodes],
});

/** Four significant digits, what a reader takes in; more where what is usual, `band`, is small beside the value. */
function round(x: number, band = 0): number {
  const digits = band > 0 && x !== 0 ? Math.ceil(Math.log10(Math.abs(x) / band)) + 3 : 4;
  return Number(x.toPrecision(Math.min(15, Math.max(4, digits))));
}

function sensorName(context: RuleContext<State, unknown>): string {
  const { sensor } = context.key;
  if (sensor === "") return "Value";
  const name = context.name("sensor", sensor);
  return name === sensor ? `Sensor ${sensor}` : name;
}
