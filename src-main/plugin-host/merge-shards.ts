import type { KeyTuple } from "../engine/batch.ts";
import type { SeriesPoints } from "../engine/results.ts";
import type { HostSnapshot, RuleOutput } from "./contract.ts";
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
  return {
    ...first,
    alerts: outputs.flatMap(({ alerts }) => alerts),
    problems: outputs.flatMap(({ problems }) => problems),
    errors: outputs.reduce((sum, { errors }) => sum + errors, 0),
    logs: outputs.flatMap(({ logs }) => logs),
    seconds: outputs.reduce((sum, { seconds }) => sum + seconds, 0),
    calls: outputs.flatMap(({ calls }) => calls),
    rowsWithResult: Uint32Array.from(new Set(outputs.flatMap(({ rowsWithResult }) => [...rowsWithResult]))).sort(),
    points: mergePoints(outputs, groupKey),
    order: null,
  };
}

/** Each shard's points are in order; so are they together. */
function mergePoints(outputs: readonly LaneOutput[], groupKey: (group: number) => KeyTuple): SeriesPoints {
  const filled = outputs.filter(({ points }) => points.length > 0);
  if (filled.length === 0) return (outputs[0] as LaneOutput).points;
  if (filled.length === 1) return (filled[0] as LaneOutput).points;
  const length = filled.reduce((sum, { points }) => sum + points.length, 0);
  const out = {
    length,
    time: new Float64Array(length),
    group: new Uint32Array(length),
    series: new Uint8Array(length),
    value: new Float64Array(length),
  };
  const at = filled.map(() => 0);
  for (let i = 0; i < length; i++) {
    let next = -1;
    for (let s = 0; s < filled.length; s++) {
      if ((at[s] as number) >= (filled[s] as LaneOutput).points.length) continue;
      if (next === -1 || comesBefore(filled, s, at[s] as number, next, at[next] as number, groupKey)) next = s;
    }
    const { points } = filled[next] as LaneOutput;
    const from = at[next] as number;
    out.time[i] = points.time[from] as number;
    out.group[i] = points.group[from] as number;
    out.series[i] = points.series[from] as number;
    out.value[i] = points.value[from] as number;
    at[next] = from + 1;
  }
  return out;
}

function comesBefore(
  outputs: readonly LaneOutput[],
  s: number,
  i: number,
  t: number,
  j: number,
  groupKey: (group: number) => KeyTuple,
): boolean {
  const a = outputs[s] as LaneOutput;
  const b = outputs[t] as LaneOutput;
  const slot = (a.order?.slot[i] ?? 0) - (b.order?.slot[j] ?? 0);
  if (slot !== 0) return slot < 0;
  const time = (a.points.time[i] as number) - (b.points.time[j] as number);
  if (time !== 0) return time < 0;
  const x = a.order?.sub[i] ?? 0;
  const y = b.order?.sub[j] ?? 0;
  if (x !== BY_KEY || y !== BY_KEY) return x < y;
  return compareKeys(groupKey(a.points.group[i] as number), groupKey(b.points.group[j] as number)) < 0;
}

function compareKeys(a: KeyTuple, b: KeyTuple): number {
  for (let i = 0; i < 3; i++) {
    const p = a[i] as string;
    const q = b[i] as string;
    if (p !== q) return p < q ? -1 : 1;
  }
  return 0;
}

type RuleSnapshots = HostSnapshot["rules"];

/** What RuleRunner.snapshot gives. */
interface RuleSnapshot {
  readonly stateVersion: number;
  readonly groups: readonly unknown[];
  readonly ordinalTime: number | null;
  readonly ordinals: readonly (readonly [number, number])[];
  readonly counts: { readonly calls: number; readonly failures: number; readonly alerts: number; readonly quarantined: boolean };
}

/** Snapshots of workers by rule; those of the shards of one rule become one, which any number of shards can go on from. */
export function mergeSnapshots(parts: readonly RuleSnapshots[]): RuleSnapshots {
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [rule, snapshot] of Object.entries(part as Record<string, unknown>)) {
      merged[rule] = rule in merged ? joined(merged[rule] as RuleSnapshot, snapshot as RuleSnapshot) : snapshot;
    }
  }
  return merged as RuleSnapshots;
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
