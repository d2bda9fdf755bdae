import type { EventBatch, KeyTuple } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import type { SeriesPoints } from "../../engine/results.ts";
import { WindowEngine, type WindowEngineSnapshot } from "../../engine/window-engine.ts";
import type { WindowQuery } from "../../engine/window-query.ts";
import type { HookRealm } from "../../plugin-host/hook-realm.ts";
import { DEFAULT_LIMITS } from "../../plugin-host/limits.ts";
import { RuleRunner } from "../../plugin-host/rule-runner.ts";
import type { RuleSnapshot } from "../../plugin-host/rule-snapshot.ts";
import { Acceptance } from "../../session/rule-acceptance.ts";
import { ruleQuery } from "../../session/rule-query.ts";
import { csvCell, isoTime } from "../../sinks/files/csv-text.ts";
import { alertLine } from "../../sinks/files/result-lines.ts";
import type { ClusterJob } from "../job.ts";
import type { LoadedJob, LoadedRule, RuleLane } from "./loaded-job.ts";
import type { KeyedOperator } from "./operator.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { restoreKeys, WaitingEvents } from "./waiting-events.ts";

/** What an advance gives, at these places: lines of text with their breaks, then numbers. */
const ALERTS = 0;
const SERIES = 1;
const PROBLEMS = 2;
const ERRORS = 3;
const EVENTS = 4;

interface PartitionSnapshot {
  readonly keys: readonly KeyTuple[];
  readonly waiting: EventBatch;
  readonly watermark: number;
  readonly windows: WindowEngineSnapshot;
  readonly runners: readonly RuleSnapshot[];
}

/** Windows and rules of every target that came here: the desktop's window engine and rule runner over the groups of one partition. */
export class RuleOperator implements KeyedOperator {
  readonly #job: ClusterJob;
  readonly #loaded: LoadedJob;
  readonly #clock: () => number;
  readonly #partitions = new Map<number, Partition>();

  constructor(job: ClusterJob, loaded: LoadedJob, clock: () => number) {
    this.#job = job;
    this.#loaded = loaded;
    this.#clock = clock;
  }

  process(target: number, block: string): void {
    this.#at(target).waiting.add(block);
  }

  advance(watermark: number): (string | number)[] {
    const out: [string, string, string, number, number] = ["", "", "", 0, 0];
    for (const partition of this.#partitions.values()) partition.advance(watermark, out);
    return out;
  }

  targets(): number[] {
    return [...this.#partitions.keys()];
  }

  snapshot(target: number): string {
    return packJson(this.#at(target).snapshot());
  }

  restore(target: number, snapshot: string): void {
    this.#at(target).restore(unpackJson(snapshot) as PartitionSnapshot);
  }

  #at(target: number): Partition {
    let partition = this.#partitions.get(target);
    if (partition === undefined) {
      const lane = this.#loaded.lanes[Math.floor(target / this.#job.partitions)];
      if (lane === undefined) throw new RangeError(`no lane for target ${target}`);
      partition = new Partition(lane, this.#loaded, this.#clock);
      this.#partitions.set(target, partition);
    }
    return partition;
  }
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

class Partition {
  readonly #keys = new KeyTable();
  readonly waiting = new WaitingEvents(this.#keys);
  readonly #queries: WindowQuery[] = [];
  #windows: WindowEngine;
  readonly #runners: ActiveRunner[];
  #watermark = Number.NEGATIVE_INFINITY;

  constructor({ rules }: RuleLane, { names }: LoadedJob, clock: () => number) {
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

  advance(watermark: number, out: [string, string, string, number, number]): void {
    if (watermark <= this.#watermark) return;
    this.#watermark = watermark;
    const batch = this.waiting.take(watermark);
    out[EVENTS] += batch.length;
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
      for (const alert of output.alerts) out[ALERTS] += `${alertLine(alert)}\n`;
      out[ERRORS] += output.errors;
      for (const { hook, key, message, time, quarantined } of output.failures)
        out[PROBLEMS] += `${JSON.stringify({ rule: rule.job.id, hook, key, message, time, quarantined })}\n`;
      if (output.points.length > 0) out[SERIES] += pointLines(each, output.points);
    }
  }

  snapshot(): PartitionSnapshot {
    return {
      keys: this.#keys.snapshot(),
      waiting: this.waiting.snapshot(),
      watermark: this.#watermark,
      windows: this.#windows.snapshot(),
      runners: this.#runners.map(({ runner }) => runner.snapshot()),
    };
  }

  restore({ keys, waiting, watermark, windows, runners }: PartitionSnapshot): void {
    restoreKeys(this.#keys, keys);
    this.waiting.restore(waiting);
    this.#watermark = watermark;
    this.#windows = WindowEngine.restore(this.#keys, this.#queries, windows);
    this.#runners.forEach((each, i) => {
      each.runner.restore(runners[i] as RuleSnapshot, true);
    });
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
