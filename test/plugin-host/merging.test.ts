import { expect, test } from "vitest";
import type { KeyTuple } from "../../src-main/engine/batch.ts";
import { emptyPoints } from "../../src-main/engine/results.ts";
import { type LaneOutput, mergeOutputs, mergeSnapshots } from "../../src-main/plugin-host/merge-shards.ts";
import type { RuleSnapshot } from "../../src-main/plugin-host/rule-snapshot.ts";
import { BY_KEY } from "../../src-main/plugin-host/shard.ts";

const KEYS: readonly KeyTuple[] = [
  ["b", "", ""],
  ["a", "", ""],
  ["c", "", ""],
];
const keyOf = (group: number): KeyTuple => KEYS[group] as KeyTuple;

/** What one shard made: points as [time, group, slot, sub], and rows with a result. */
function output(points: readonly (readonly [number, number, number, number])[], rows: readonly number[] = []): LaneOutput {
  const column = (at: 0 | 1 | 2 | 3) => Float64Array.from(points, (point) => point[at]);
  return {
    ...{ rule: "r", alerts: [], errors: 1, problems: [], logs: [], seconds: 2, calls: [] },
    rowsWithResult: Uint32Array.from(rows),
    points:
      points.length === 0
        ? emptyPoints()
        : {
            length: points.length,
            time: column(0),
            group: Uint32Array.from(column(1)),
            series: new Uint8Array(points.length),
            value: column(2),
          },
    order: { slot: column(2), sub: column(3) },
  };
}

test("points of several shards stand by slot, in a slot by time, then by window, and timers of one time by key", () => {
  const merged = mergeOutputs(
    [
      output([
        [10, 0, 1, 0],
        [20, 0, 4, 1],
        [30, 0, 6, BY_KEY],
        [40, 1, 8, BY_KEY],
      ]),
      output([
        [10, 1, 3, 0],
        [20, 1, 4, 0],
        [30, 1, 6, BY_KEY],
        [39, 2, 8, BY_KEY],
      ]),
      output([]),
    ],
    keyOf,
  );
  const { time, group, length } = merged.points;
  expect(Array.from({ length }, (_, i) => [time[i], group[i]])).toEqual([
    [10, 0],
    [10, 1],
    [20, 1],
    [20, 0],
    [30, 1],
    [30, 0],
    [39, 2],
    [40, 1],
  ]);
  expect([merged.errors, merged.seconds]).toEqual([3, 6]);
});

test("a row with results of several shards counts once", () => {
  const merged = mergeOutputs([output([], [1, 4, 7]), output([], [2, 4]), output([], [0, 7, 9])], keyOf);
  expect([...merged.rowsWithResult]).toEqual([0, 1, 2, 4, 7, 9]);
});

const snapshot = (
  name: string,
  ordinalTime: number | null,
  ordinals: RuleSnapshot["ordinals"],
  quarantined = false,
): RuleSnapshot => ({
  stateVersion: 1,
  groups: [{ key: [name, "", ""], state: "{}", timers: [] }],
  ordinalTime,
  ordinals,
  counts: { calls: 1, failures: 2, alerts: 3, quarantined },
});

test("snapshots of shards become one: groups one behind the other, and alerts numbered on at the latest time alone", () => {
  const { r } = mergeSnapshots([{ r: snapshot("a", 10, [[0, 5]]) }, { r: snapshot("b", 20, [[0, 2]], true) }]);
  expect(r).toMatchObject({
    ordinalTime: 20,
    ordinals: [[1, 2]],
    counts: { calls: 2, failures: 4, alerts: 6, quarantined: true },
  });
  expect(r?.groups.map(({ key }) => key[0])).toEqual(["a", "b"]);
  const same = mergeSnapshots([{ r: snapshot("a", 20, [[0, 5]]) }, { r: snapshot("b", 20, [[0, 2]]) }])["r"];
  expect(same?.ordinals).toEqual([
    [0, 5],
    [1, 2],
  ]);
  expect(mergeSnapshots([{ r: snapshot("a", null, []) }, { r: snapshot("b", null, []) }])["r"]?.ordinalTime).toBeNull();
});
