import type { KeyPart } from "../../../plugins/api.ts";
import type { KeyTuple } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import type { SeriesPoints } from "../../engine/results.ts";
import { type QuerySnapshot, WindowEngine } from "../../engine/window-engine.ts";
import type { WindowQuery } from "../../engine/window-query.ts";
import type { HookRealm } from "../../plugin-host/hook-realm.ts";
import { DEFAULT_LIMITS } from "../../plugin-host/limits.ts";
import { RuleRunner } from "../../plugin-host/rule-runner.ts";
import type { RuleSnapshot } from "../../plugin-host/rule-snapshot.ts";
import { Acceptance } from "../../session/rule-acceptance.ts";
import { ruleQuery } from "../../session/rule-query.ts";
import { csvCell, isoTime } from "../../sinks/files/csv-text.ts";
import { alertLine } from "../../sinks/files/result-lines.ts";
import type { LoadedJob, LoadedRule, RuleLane } from "./loaded-job.ts";
import { checkIdentity, ruleIdentity, type StateIdentity } from "./state-identity.ts";
import { restoreKeys, WaitingEvents, type WaitingSnapshot } from "./waiting-events.ts";

/** What an advance gives: lines of text with their breaks, and counts. */
export interface RuleOutput {
  alerts: string;
  series: string;
  problems: string;
  errors: number;
  events: number;
}

export interface RulePartitionSnapshot extends WaitingSnapshot {
  /** Key parts of its lane: the lane may have another number where the state is taken up. */
  readonly by: readonly KeyPart[];
  readonly keys: readonly KeyTuple[];
  readonly watermark: number;
  /** Of the window engine. */
  readonly time: number;
  readonly rules: readonly SavedRule[];
}

interface SavedRule {
  readonly id: string;
  readonly identity: StateIdentity;
  /** Of its code. */
  readonly edition: string;
  /** null: the rule has no windows. */
  readonly windows: QuerySnapshot | null;
  readonly runner: RuleSnapshot;
}

interface ActiveRunner {
  readonly rule: LoadedRule;
  readonly runner: RuleRunner;
  /** null: the rule has no windows. */
  readonly query: number | null;
  readonly groups: KeyTable;
  /** Text between time and value of a line of series, by group and series. */
  readonly middles: string[];
  sentGroups: number;
}

/** The desktop's window engine and rule runners over the groups of one partition. */
export class RulePartition {
  readonly #by: readonly KeyPart[];
  readonly #log: LoadedJob["log"];
  readonly #keys = new KeyTable();
  readonly waiting: WaitingEvents;
  readonly #queries: WindowQuery[] = [];
  #windows: WindowEngine;
  readonly #runners: ActiveRunner[];
  #watermark = Number.NEGATIVE_INFINITY;

  constructor({ by, rules }: RuleLane, { names, columns, log }: LoadedJob, clock: () => number) {
    this.#by = by;
    this.#log = log;
    this.waiting = new WaitingEvents(this.#keys, columns);
    this.#windows = new WindowEngine(this.#keys);
    const acceptance = new Acceptance(this.#keys, names);
    this.#runners = rules.map((rule) => {
      const { declaration, code, job } = rule;
      const asked = ruleQuery({ declaration, window: job.window, windowsPerKey: job.windowsPerKey }, acceptance);
      if (asked !== null) this.#queries.push(asked);
      const query = asked === null ? null : this.#windows.add(asked);
      const realm: HookRealm = { keys: this.#keys, names, limits: DEFAULT_LIMITS, clock, progress: () => {} };
      const runner = new RuleRunner(code, declaration, job.settings, realm, { off: job.off });
      return { rule, runner, query, groups: new KeyTable(), middles: [], sentGroups: 0 };
    });
  }

  advance(watermark: number, out: RuleOutput): void {
    if (watermark <= this.#watermark) return;
    this.#watermark = watermark;
    const batch = this.waiting.take(watermark);
    out.events += batch.length;
    this.#windows.process(batch);
    this.#windows.advance(watermark);
    for (const each of this.#runners) {
      const { rule, runner, query, groups } = each;
      const newGroups: KeyTuple[] = [];
      if (query !== null) {
        const known = this.#windows.groupCount(query);
        for (; each.sentGroups < known; each.sentGroups++) newGroups.push(this.#windows.groupKey(query, each.sentGroups));
      }
      const output = runner.step(batch, query === null ? null : this.#windows.take(query), newGroups, watermark);
      for (const [station, sensor, alarm] of output.newGroups) groups.id(station, sensor, alarm);
      for (const alert of output.alerts) out.alerts += `${alertLine(alert)}\n`;
      for (const line of output.logs) this.#log(`${rule.job.id}: ${line}`);
      out.errors += output.errors;
      for (const { hook, key, message, time, quarantined } of output.failures)
        out.problems += `${JSON.stringify({ rule: rule.job.id, hook, key, message, time, quarantined })}\n`;
      if (output.points.length > 0) out.series += pointLines(each, output.points);
    }
  }

  snapshot(): RulePartitionSnapshot {
    const { time, queries } = this.#windows.snapshot();
    return {
      by: this.#by,
      keys: this.#keys.snapshot(),
      ...this.waiting.snapshot(),
      watermark: this.#watermark,
      time,
      rules: this.#runners.map(({ rule, runner, query }) => ({
        id: rule.job.id,
        identity: ruleIdentity(rule.declaration, rule.job),
        edition: rule.edition,
        windows: query === null ? null : (queries[query] ?? null),
        runner: runner.snapshot(),
      })),
    };
  }

  /** Each rule takes what it held, in whatever order they stood; one that is new begins here. */
  restore(snapshot: RulePartitionSnapshot): void {
    const { keys, watermark, time, rules } = snapshot;
    restoreKeys(this.#keys, keys);
    this.waiting.restore(snapshot);
    this.#watermark = watermark;
    const savedOf = ({ job, declaration }: LoadedRule): SavedRule | undefined => {
      const saved = rules.find(({ id }) => id === job.id);
      if (saved !== undefined) checkIdentity(saved.identity, ruleIdentity(declaration, job));
      return saved;
    };
    const queries = this.#runners.flatMap(({ rule, query }) => (query === null ? [] : (savedOf(rule)?.windows ?? null)));
    this.#windows = WindowEngine.restore(this.#keys, this.#queries, { time, queries });
    for (const { rule, runner } of this.#runners) {
      const saved = savedOf(rule);
      // Other code is not switched off for what the code before did.
      if (saved !== undefined) runner.restore(saved.runner, saved.edition === rule.edition);
    }
  }
}

/** As they stand in `series.csv`. */
function pointLines({ rule, groups, middles }: ActiveRunner, points: SeriesPoints): string {
  const { id, series } = rule.declaration;
  const names = Object.keys(series);
  let text = "";
  let last = Number.NaN;
  let start = "";
  for (let i = 0; i < points.length; i++) {
    const time = points.time[i] as number;
    if (time !== last) {
      last = time;
      start = isoTime(time);
    }
    const group = points.group[i] as number;
    const at = group * names.length + (points.series[i] as number);
    let middle = middles[at];
    if (middle === undefined) {
      const cells = [...groups.key(group), id, names[points.series[i] as number] ?? ""];
      middles[at] = middle = `,${cells.map(csvCell).join(",")},`;
    }
    text += `${start}${middle}${points.value[i]}\n`;
  }
  return text;
}
