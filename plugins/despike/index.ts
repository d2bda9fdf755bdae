import { defineFilter, type Event, hours, minutes, seconds } from "weir";
import { findPeak, type Peak } from "./peak.ts";

export default defineFilter({
  id: "despike",
  title: "Despike",
  description:
    "Drops or repairs a single reading far off while its neighbours in time agree. Events wait for their later neighbours, at most the set time.",
  by: ["station", "sensor"],
  settings: {
    action: {
      input: "choice",
      label: "A peak is",
      default: "drop",
      help: "Dropped: counted as filtered. Repaired: its value becomes the median of its neighbours.",
      options: [
        { value: "drop", label: "dropped" },
        { value: "repair", label: "repaired" },
      ],
    },
    neighbours: { input: "number", label: "Neighbours on each side", default: 3, min: 2, max: 20, step: 1 },
    within: {
      input: "duration",
      label: "Close in time",
      default: minutes(15),
      min: seconds(1),
      max: hours(24),
      help: "Readings further away are no neighbours; live, a reading waits this long for later ones.",
    },
    limit: {
      input: "number",
      label: "Deviations off",
      default: 8,
      min: 2,
      max: 100,
      step: 0.5,
      help: "How far off, in robust standard deviations of the neighbours.",
    },
    least: {
      input: "number",
      label: "And at least",
      default: 0,
      min: 0,
      zero: "Any",
      help: "In the sensor's unit. Any (0): no such limit.",
    },
  },
  neighbours: ({ neighbours, within }) => ({ before: Math.round(neighbours), after: Math.round(neighbours), within }),
  onEvent(settings, event, { before, after }) {
    const peak = findPeak(event.value, others(event, before), others(event, after), settings.limit, settings.least);
    if (!peak) return { keep: true };
    if (settings.action === "repair") return { repair: peak.expected };
    return {
      drop: `peak: ${event.value} beside ${before.length + after.length} neighbours around ${shown(peak)}`,
    };
  },
});

/** Two rows of one reading (a sensor with two alarms) do not agree with each other: they are one. `side` has the nearest first. */
function others({ time, value }: Event, side: readonly Event[]): readonly Event[] {
  return side[0]?.time === time ? side.filter((each) => each.time !== time || each.value !== value) : side;
}

/** Four digits, more where a peak is small beside the value. */
function shown({ expected, allowed }: Peak): number {
  const digits = expected !== 0 ? Math.ceil(Math.log10(Math.abs(expected) / allowed)) + 3 : 4;
  return Number(expected.toPrecision(Math.min(15, Math.max(4, digits))));
}
