import { writeFileSync } from "node:fs";
import { randomOf } from "../plugins/noise.ts";

const MINUTE = 60_000;

/** Where the stretches of the stream begin, as local times: around the epoch, both changes of the clocks, after 2^31 seconds. */
const STRETCHES = ["1969-12-31 20:00:00", "2024-03-30 22:00:00", "2024-10-26 22:00:00", "2038-01-18 20:00:00"];

/** How the columns are read: local times of a zone with summer time. */
export const RANDOM_MAPPING = {
  version: 1,
  time: { columns: ["time"], format: "iso", zone: "Europe/Rome" },
  station: "station",
  sensor: "sensor",
  alarm: "alarm",
  value: "value",
  threshold: "threshold",
  active: "active",
} as const;

/**
 * A stream nobody would plan: keys of which a few have most rows and some are silent for hours, rows that come late, twice, at one time,
 * with and without threshold and flag, negative values and -0, broken ones; one climbs. `rows` a stretch, some seconds apart.
 */
export function writeRandomStream(path: string, seed: number, rows: number): void {
  const { uniform: random } = randomOf(seed);
  const keys = Array.from({ length: 40 }, (_, i) => `s${i % 7},${111 + (i % 5)},a${i % 3}`);
  const levels = keys.map(() => (random() - 0.5) * 200);
  const lines = ["station,sensor,alarm,time,value,threshold,active"];
  for (const stretch of STRETCHES) {
    let now = Date.parse(`${stretch.replace(" ", "T")}Z`);
    for (let i = 0; i < rows; i++) {
      if (random() < 0.7) now += Math.floor(random() * 40) * 1000;
      const back = random();
      // Up to ten minutes behind most are in time; beyond, late.
      const time = now - (back < 0.05 ? random() * 30 * MINUTE : back < 0.3 ? random() * 9 * MINUTE : 0);
      const at = Math.floor(random() ** 3 * keys.length);
      levels[at] = (levels[at] as number) + (random() - 0.5) * 4;
      // The busiest key climbs towards its threshold, slowly, in every stretch.
      const level = at === 0 ? 20 + (i / rows) * 9.5 + random() * 0.3 : (levels[at] as number);
      const value = random() < 0.01 ? "-0" : random() < 0.01 ? "x" : (random() < 0.02 ? level * 5 : level).toFixed(3);
      const threshold = random() < 0.3 ? "" : (30 + (at % 4) * 20).toString();
      const active = random() < 0.2 ? "" : String(level > 30);
      const row = `${keys[at]},${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ")},${value},${threshold},${active}`;
      lines.push(row);
      if (random() < 0.02) lines.push(row);
      if (random() < 0.005) lines.push("broken");
    }
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** State, timers, a window of another length for one sensor, and what 1/value makes of -0. */
export const RANDOM_RULE = `
import { defineRule, minutes, sliding } from "weir";

export default defineRule({
  id: "odd-one",
  title: "Odd one",
  by: ["station", "sensor"],
  settings: { limit: { input: "number", label: "Limit", default: 20 } },
  window: () => sliding(minutes(20), minutes(5)),
  aggregates: { n: { of: "value", fn: "count" }, low: { of: "value", fn: "min" }, slope: { of: "value", fn: "slope" }, dev: { of: "value", fn: "stddev" } },
  series: { slope: { label: "Slope", unit: "/h" }, dev: { label: "Deviation", unit: "" } },
  initialState: () => ({ seen: 0, last: "" }),
  onEvent({ state, settings, alert, setTimer, clearTimer, now }, event) {
    state.seen++;
    if (Object.is(event.value, -0)) alert({ severity: "info", title: "Minus nothing", value: 1 / event.value < 0 ? -1 : 1, evidence: { seen: state.seen } });
    if (event.value > settings.limit) setTimer("quiet", now + minutes(15));
    else clearTimer("quiet");
    state.last = event.alarm;
  },
  onWindow({ record }, { values: { slope, dev } }) {
    record("slope", slope);
    record("dev", dev);
  },
  onTimer({ state, alert }) {
    alert({ severity: "warning", title: "High for a while", evidence: { seen: state.seen, last: state.last } });
  },
});
`;
