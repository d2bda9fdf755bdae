import type { KeyTuple } from "../engine/batch.ts";

/** What a rule holds of one group, as plain data. */
export interface GroupState {
  readonly key: KeyTuple;
  /** As of `stateToJson`; "" for none. */
  readonly state: string;
  /** Id and event time of each timer, epoch ms, by id. */
  readonly timers: readonly (readonly [id: string, time: number])[];
}

/** What a rule has done so far. */
export interface RuleCounts {
  readonly calls: number;
  readonly failures: number;
  readonly alerts: number;
  readonly quarantined: boolean;
}

/** Everything one rule holds between two steps, as plain data: another worker, or another process, goes on from it. */
export interface RuleSnapshot {
  readonly stateVersion: number;
  readonly groups: readonly GroupState[];
  /** The latest event time there was a call at, epoch ms; null: there was none. */
  readonly ordinalTime: number | null;
  /** Alerts given at that time, by place in `groups`: the next one of that time is numbered on. */
  readonly ordinals: readonly (readonly [group: number, alerts: number])[];
  readonly counts: RuleCounts;
}

/** All of it but what grows with the keys. */
export type RuleSnapshotHead = Omit<RuleSnapshot, "groups">;
