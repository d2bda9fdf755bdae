import { expect, test } from "vitest";
import { sliding, tumbling, type WindowSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch, type EventBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { firedLines } from "../support/saved-windows.ts";

// Windows that only count keep their slices one way where most keys have one and another way where few do. Their figures are those of a count
// of the events, whichever it is, while keys fall silent, come back and grow in number, and where the engine is saved between.

const EVENTS = 6000;
const WINDOWS: readonly (WindowSpec & { readonly size: number; readonly every: number })[] = [
  { ...sliding(300, 70), size: 300, every: 70 },
  { ...sliding(40, 100), size: 40, every: 100 },
  { ...tumbling(120), size: 120, every: 120 },
];

/** In turn: all keys there are so far, a few of them, and none for longer than a window. */
function stream(keys: KeyTable): EventBatch {
  const random = seededRandom(5, 1);
  const events = createBatch(EVENTS);
  let time = 0;
  for (let i = 0; i < EVENTS; i++) {
    const phase = Math.floor(i / 500);
    const few = phase % 2 === 1;
    if (i % 2000 === 1500) time += 900;
    time += random.between(0, 1) < (few ? 0.9 : 0.3) ? 1 : 0;
    const known = 30 + phase * 20;
    const number = Math.floor(random.between(0, few ? 4 : known));
    const active = random.between(0, 1) < 0.3 ? 1 : 0;
    appendEvent(events, time, keys.id("s", String(few ? number * 13 : number), ""), 1, Number.NaN, active, 0, i);
  }
  return events;
}

/** A line a window, in the order they fire. */
function fired(query: WindowQuery, cuts: readonly number[]): string[] {
  const keys = new KeyTable();
  return firedLines(
    query,
    keys,
    stream(keys),
    cuts,
    ({ end, count, values }, i, [, sensor]) => `${end[i]} ${sensor} ${count[i]} ${values[0]![i]}`,
  );
}

/** The same, by a count of the events of each window. */
function counted(size: number, every: number): string[] {
  const keys = new KeyTable();
  const events = stream(keys);
  const lines: string[] = [];
  for (let start = -Math.ceil(size / every) * every; start <= events.time[EVENTS - 1]!; start += every) {
    const counts = new Map<string, [all: number, active: number]>();
    for (let i = 0; i < EVENTS; i++) {
      if (events.time[i]! < start || events.time[i]! >= start + size) continue;
      const key = keys.key(events.key[i]!)[1];
      const [all, active] = counts.get(key) ?? [0, 0];
      counts.set(key, [all + 1, active + events.active[i]!]);
    }
    const inOrder = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, [all, active]] of inOrder) lines.push(`${start + size} ${key} ${all} ${active}`);
  }
  return lines;
}

for (const window of WINDOWS) {
  const { size, every } = window;
  const query: WindowQuery = { by: ["sensor"], window, aggregates: [{ fn: "count", of: "active" }] };
  test(`windows of ${size} every ${every}: each count is that of its events`, () => {
    const expected = counted(size, every);
    expect(fired(query, [])).toEqual(expected);
    expect(fired(query, [700, 1490, 1510, 2600, 5200])).toEqual(expected);
  });

  test(`windows of ${size} every ${every}: of those that must differ, the ones whose count of active events does`, () => {
    const last = new Map<string, string>();
    const expected = counted(size, every).filter((line) => {
      const [, key, , active] = line.split(" ") as [string, string, string, string];
      const passes = last.get(key) !== active;
      last.set(key, active);
      return passes;
    });
    expect(fired({ ...query, changedOnly: true }, [])).toEqual(expected);
    expect(fired({ ...query, changedOnly: true }, [700, 1490, 1510, 2600, 5200])).toEqual(expected);
  });
}
