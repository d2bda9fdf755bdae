import { type EventBatch, viewOf } from "../../src-main/engine/batch.ts";
import type { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import type { FiredWindows, WindowQuery } from "../../src-main/engine/window-query.ts";

/** Names of the group of window `i` (its `by`), as `line` is given them. */
type Line = (windows: FiredWindows, i: number, group: readonly string[]) => string;

/** A line a window, in the order they fire to the end of the events; the engine is saved and restored at `cuts`, and holds nothing at last. */
export function firedLines(
  query: WindowQuery,
  keys: KeyTable,
  events: EventBatch,
  cuts: readonly number[],
  line: Line,
): string[] {
  let engine = new WindowEngine(keys);
  engine.add(query);
  const lines: string[] = [];
  let from = 0;
  for (const to of [...cuts, events.length]) {
    engine.process(viewOf(events, from, to));
    if (to === events.length) engine.advance(Number.POSITIVE_INFINITY);
    const windows = engine.take(0);
    for (let i = 0; i < windows.length; i++) lines.push(line(windows, i, engine.groupKey(0, windows.group[i]!)));
    engine = WindowEngine.restore(keys, [query], structuredClone(engine.snapshot()));
    from = to;
  }
  const { groups, panes } = engine.stateSize();
  if (groups + panes > 0) throw new Error(`${groups} groups and ${panes} panes are left behind the end`);
  return lines;
}
