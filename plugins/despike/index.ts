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
  neighbours: ({ neighbours, within }) => {
    const rows = ROWS * Math.round(neighbours);
    return { before: rows, after: rows, within };
  },
  onEvent(settings, event, neighbours) {
    const most = Math.round(settings.neighbours);
    const before = readings(event, neighbours.before, most);
    const after = readings(event, neighbours.after, most);
    const peak = findPeak(event.value, before, after, settings.limit, settings.least);
    if (!peak) return { keep: true };
    if (settings.action === "repair") return { repair: peak.expected };
    return {
      drop: `peak: ${event.value} beside ${before.length + after.length} neighbours around ${shown(peak)}`,
    };
  },
});

/** Rows of a reading, of a sensor with two alarms. */
const ROWS = 2;

/** The nearest `most` other readings of a side, which has the nearest first: rows of equal time and value are one, or the event's own. */
function readings(event: Event, side: readonly Event[], most: number): readonly Event[] {
  const found: Event[] = [];
  let last = event;
  for (const each of side) {
    if (found.length === most) break;
    if (each.time === last.time && each.value === last.value) continue;
    found.push(each);
    last = each;
  }
  return found;
}

/** Four digits, more where a peak is small beside the value. */
function shown({ expected, allowed }: Peak): number {
  const digits = expected !== 0 ? Math.ceil(Math.log10(Math.abs(expected) / allowed)) + 3 : 4;
  return Number(expected.toPrecision(Math.min(15, Math.max(4, digits))));
}
