import { compareKeys, type KeyTuple } from "../engine/batch.ts";
import type { SeriesPoints } from "../engine/results.ts";
import type { HostSnapshot, RuleOutput } from "./contract.ts";
import type { RuleSnapshot } from "./rule-snapshot.ts";
import { BY_KEY, type PointOrder } from "./shard.ts";

/** What one worker made of one step for one rule; its groups are those of the rule. `order` stands beside the points. */
export interface LaneOutput extends RuleOutput {
  readonly order: PointOrder | null;
}

/** What the shards of one rule made of one step, as one worker would have made it. `groupKey` names groups. */
export function mergeOutputs(outputs: readonly LaneOutput[], groupKey: (group: number) => KeyTuple): LaneOutput {
  const [first] = outputs;
  if (first === undefined) throw new RangeError("no outputs to merge");
  if (outputs.length === 1) return first;
  const points = halved(
    outputs.map(({ points, order }) => ({ points, order })),
    (a, b) => mergePoints(a, b, groupKey),
  );
  return {
    ...first,
    alerts: outputs.flatMap(({ alerts }) => alerts),
    problems: outputs.flatMap(({ problems }) => problems),
    errors: outputs.reduce((sum, { errors }) => sum + errors, 0),
    logs: outputs.flatMap(({ logs }) => logs),
    seconds: outputs.reduce((sum, { seconds }) => sum + seconds, 0),
    calls: outputs.flatMap(({ calls }) => calls),
    rowsWithResult: halved(
      outputs.map(({ rowsWithResult }) => rowsWithResult),
      mergeRows,
    ),
    points: points.points,
    order: null,
  };
}

/** Merges a list of at least one two by two, so that each item is copied log2(length) times. */
function halved<T>(list: readonly T[], merge: (a: T, b: T) => T): T {
  if (list.length === 1) return list[0] as T;
  const middle = list.length >> 1;
  return merge(halved(list.slice(0, middle), merge), halved(list.slice(middle), merge));
}

/** Both sorted, each row once; so is what comes out. */
export function mergeRows(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const out = new Uint32Array(a.length + b.length);
  let i = 0;
  let j = 0;
  let n = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x <= y) i++;
    if (y <= x) j++;
    out[n++] = x < y ? x : y;
  }
  for (; i < a.length; i++) out[n++] = a[i] as number;
  for (; j < b.length; j++) out[n++] = b[j] as number;
  return out.subarray(0, n);
}

type Ordered = Pick<LaneOutput, "points" | "order">;

/** Each shard's points are in order; so are they together. */
function mergePoints(a: Ordered, b: Ordered, groupKey: (group: number) => KeyTuple): Ordered {
  if (b.points.length === 0 || b.order === null) return a;
  if (a.points.length === 0 || a.order === null) return b;
  const n = a.points.length;
  const m = b.points.length;
  const length = n + m;
  const points: SeriesPoints = {
    length,
    time: new Float64Array(length),
    group: new Uint32Array(length),
    series: new Uint8Array(length),
    value: new Float64Array(length),
  };
  const order: PointOrder = { slot: new Float64Array(length), sub: new Float64Array(length) };
  const { slot: slotA, sub: subA } = a.order;
  const { slot: slotB, sub: subB } = b.order;
  let i = 0;
  let j = 0;
  for (let at = 0; at < length; at++) {
    let takeB = i === n;
    if (!takeB && j < m) {
      // Almost always the slots decide: they are those of different events.
      const slot = (slotB[j] as number) - (slotA[i] as number);
      takeB = slot < 0 || (slot === 0 && comesBefore(b.points, j, subB[j] as number, a.points, i, subA[i] as number, groupKey));
    }
    const from = takeB ? b.points : a.points;
    const k = takeB ? j++ : i++;
    points.time[at] = from.time[k] as number;
    points.group[at] = from.group[k] as number;
    points.series[at] = from.series[k] as number;
    points.value[at] = from.value[k] as number;
    order.slot[at] = (takeB ? slotB : slotA)[k] as number;
    order.sub[at] = (takeB ? subB : subA)[k] as number;
  }
  return { points, order };
}

/** Whether point `i` of `a` comes before point `j` of `b`, both of one slot. */
function comesBefore(
  a: SeriesPoints,
  i: number,
  subA: number,
  b: SeriesPoints,
  j: number,
  subB: number,
  groupKey: (group: number) => KeyTuple,
): boolean {
  const time = (a.time[i] as number) - (b.time[j] as number);
  if (time !== 0) return time < 0;
  if (subA !== BY_KEY || subB !== BY_KEY) return subA < subB;
  return compareKeys(groupKey(a.group[i] as number), groupKey(b.group[j] as number)) < 0;
}

type RuleSnapshots = HostSnapshot["rules"];

/** Snapshots of workers by rule; those of the shards of one rule become one, which any number of shards can go on from. */
export function mergeSnapshots(parts: readonly RuleSnapshots[]): RuleSnapshots {
  const merged = new Map<string, RuleSnapshot>();
  for (const part of parts) {
    for (const [rule, snapshot] of Object.entries(part)) {
      const before = merged.get(rule);
      merged.set(rule, before === undefined ? snapshot : joined(before, snapshot));
    }
  }
  return Object.fromEntries(merged);
}

function joined(a: RuleSnapshot, b: RuleSnapshot): RuleSnapshot {
  const timeOf = ({ ordinalTime }: RuleSnapshot): number => ordinalTime ?? Number.NEGATIVE_INFINITY;
  const latest = Math.max(timeOf(a), timeOf(b));
  // Alerts are numbered within one event time: what was numbered at an earlier one is over.
  const ordinals = [
    ...(timeOf(a) === latest ? a.ordinals : []),
    ...(timeOf(b) === latest ? b.ordinals.map(([group, n]) => [group + a.groups.length, n] as const) : []),
  ];
  return {
    stateVersion: a.stateVersion,
    groups: [...a.groups, ...b.groups],
    ordinalTime: Number.isFinite(latest) ? latest : null,
    ordinals,
    counts: {
      calls: a.counts.calls + b.counts.calls,
      failures: a.counts.failures + b.counts.failures,
      alerts: a.counts.alerts + b.counts.alerts,
      quarantined: a.counts.quarantined || b.counts.quarantined,
    },
  };
}
