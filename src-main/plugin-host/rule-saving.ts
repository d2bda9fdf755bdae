import type { Json, Rule } from "../../plugins/api.ts";
import type { RuleDeclaration } from "./contract.ts";
import { GroupSaving, type SavedGroup } from "./group-saving.ts";
import type { RuleCalls } from "./rule-calls.ts";
import type { RuleKeys } from "./rule-keys.ts";
import type { GroupState, RuleCounts, RuleSnapshot, RuleSnapshotHead } from "./rule-snapshot.ts";
import { stateFromJson, stateToJson } from "./state-json.ts";
import { describeThrown } from "./untrusted-text.ts";

/** Groups saved between two looks at the clock. */
const GROUPS_A_LOOK = 8;

/** Groups that have been saved; `broken`: one could not be; `done`: there are no more. */
export interface SavedPart {
  readonly groups: readonly SavedGroup[];
  readonly broken: boolean;
  readonly done: boolean;
}

/** Saves what one rule holds, between steps or while they go on, and puts it back. A rule whose state is no plain JSON is switched off. */
export class RuleSaving {
  readonly #rule: Rule;
  readonly #stateVersion: number;
  readonly #keys: RuleKeys;
  readonly #calls: RuleCalls;

  constructor(rule: Rule, { stateVersion }: RuleDeclaration, keys: RuleKeys, calls: RuleCalls) {
    this.#rule = rule;
    this.#stateVersion = stateVersion;
    this.#keys = keys;
    this.#calls = calls;
  }

  /** All of it at once, between two steps. */
  snapshot(): RuleSnapshot {
    const groups: GroupState[] = [];
    for (let group = 0; group < this.#keys.groups.size; group++) groups.push(this.#saved(group));
    return { ...this.#head(), groups };
  }

  /** Begins a snapshot of now that is taken while steps go on: answers all of it but the groups, which `more` gives. */
  begin(): RuleSnapshotHead {
    this.#calls.saving = new GroupSaving(this.#keys.groups.size, (group) => this.#saved(group));
    return this.#head();
  }

  /** Saves groups as they were at `begin` until `enough`, and gives what has been saved since the last call. */
  more(enough: () => boolean): SavedPart {
    const { saving } = this.#calls;
    if (saving === null) return { groups: [], broken: false, done: true };
    while (!saving.done && !enough()) for (let i = 0; i < GROUPS_A_LOOK; i++) saving.one();
    const { done, broken } = saving;
    if (done) this.#calls.saving = null;
    return { groups: saving.take(), broken, done };
  }

  /**
   * Takes a snapshot of this rule, or of an older version of it, before the first step. `goOn`: it is the same run, so what was counted
   * counts on; by `first`, as counts of several workers are added up when the next snapshot is taken.
   */
  restore(snapshot: RuleSnapshot, goOn: boolean, first: boolean): void {
    if (goOn) this.#goOn(snapshot.counts, first);
    const time = snapshot.ordinalTime ?? Number.NaN;
    this.#calls.latest = time;
    const ordinals = new Map(snapshot.ordinals);
    for (const [i, saved] of snapshot.groups.entries()) {
      if (!this.#keys.owns(saved.key)) continue;
      const group = this.#keys.groupOf(saved.key);
      const alerts = ordinals.get(i);
      if (alerts !== undefined) this.#calls.alerts.restoreOrdinal(group, time, alerts);
      this.#restoreGroup(group, saved, snapshot.stateVersion);
    }
  }

  #goOn({ calls, failures, alerts, quarantined }: RuleCounts, first: boolean): void {
    if (first) {
      this.#calls.failures.calls = calls;
      this.#calls.failures.failed = failures;
      this.#calls.alerts.total = alerts;
    }
    this.#calls.failures.quarantined = quarantined;
  }

  /** A state of another version is the new code's to make something of; its timers meant something to the old. */
  #restoreGroup(group: number, { state, timers }: GroupState, version: number): void {
    const value = stateFromJson(state);
    const same = version === this.#stateVersion;
    const migrated = same ? value : this.#rule.migrateState?.(value as Json, version);
    if (migrated !== undefined) this.#calls.states[group] = migrated;
    if (same) for (const [id, time] of timers) this.#calls.timers.set(group, id, time);
  }

  #head(): RuleSnapshotHead {
    const { failures, alerts, latest } = this.#calls;
    return {
      stateVersion: this.#stateVersion,
      // JSON has no NaN.
      ordinalTime: Number.isFinite(latest) ? latest : null,
      ordinals: alerts.saveOrdinals(),
      counts: { calls: failures.calls, failures: failures.failed, alerts: alerts.total, quarantined: failures.quarantined },
    };
  }

  #saved(group: number): GroupState {
    return { key: this.#keys.groups.key(group), state: this.#savedState(group), timers: this.#calls.timers.of(group) };
  }

  #savedState(group: number): string {
    try {
      return stateToJson(this.#calls.states[group]);
    } catch (error) {
      if (this.#calls.saving !== null) this.#calls.saving.broken = true;
      // It could not go on from what is saved.
      this.#calls.quarantine(describeThrown(error).message, group);
      return "";
    }
  }
}
