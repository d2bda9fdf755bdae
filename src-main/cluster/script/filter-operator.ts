import type { KeyTuple } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import { FilterRunner, type FilterSnapshot } from "../../plugin-host/filter-runner.ts";
import { FilterStage, type FilterStageSnapshot } from "../../plugin-host/filter-stage.ts";
import type { HookRealm } from "../../plugin-host/hook-realm.ts";
import { DEFAULT_LIMITS } from "../../plugin-host/limits.ts";
import { rejectLine } from "../../sinks/files/result-lines.ts";
import type { LoadedFilter, LoadedJob } from "./loaded-job.ts";
import type { KeyedOperator } from "./operator.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { type Lane, Router } from "./router.ts";
import { checkIdentity, filterIdentity, type StateIdentity } from "./state-identity.ts";
import { restoreKeys, WaitingEvents, type WaitingSnapshot } from "./waiting-events.ts";

interface PartitionSnapshot extends WaitingSnapshot {
  readonly identity: StateIdentity;
  readonly keys: readonly KeyTuple[];
  readonly runner: FilterSnapshot;
  readonly stage: FilterStageSnapshot;
}

export interface FilterSurroundings {
  /** Of the operator after it. */
  readonly lanes: readonly Lane[];
  /** Partitions the keys of each lane are hashed to. */
  readonly partitions: number;
  readonly sourceNames: readonly string[];
  /** ms, for what a call costs. */
  readonly clock: () => number;
}

/**
 * One filter over the groups that came here. An advance gives: the watermark that may go on (behind the stream's while a filter waits
 * for neighbours), lines of rejects, how many events were filtered, lines of problems; then target and block for the next operator, by
 * turns.
 */
export class FilterOperator implements KeyedOperator {
  readonly #filter: LoadedFilter;
  readonly #loaded: LoadedJob;
  readonly #surroundings: FilterSurroundings;
  readonly #partitions = new Map<number, Partition>();

  constructor(filter: LoadedFilter, loaded: LoadedJob, surroundings: FilterSurroundings) {
    this.#filter = filter;
    this.#loaded = loaded;
    this.#surroundings = surroundings;
  }

  process(target: number, block: string): void {
    this.#at(target).waiting.add(block);
  }

  advance(watermark: number): (string | number)[] {
    let behind = watermark;
    let rejects = "";
    let filtered = 0;
    let problems = "";
    const blocks: (string | number)[] = [];
    for (const { keys, waiting, runner, stage, router } of this.#partitions.values()) {
      const batch = waiting.take(watermark);
      const first = stage.next;
      stage.add(batch);
      const verdicts = runner.step(batch, first, watermark);
      stage.apply(verdicts);
      const { events, dropped, reasons, watermark: own } = stage.take(watermark);
      behind = Math.min(behind, own);
      for (let i = 0; i < dropped.length; i++) {
        filtered++;
        const [station, sensor, alarm] = keys.key(dropped.key[i] as number);
        rejects += rejectLine(
          {
            source: dropped.source[i] as number,
            row: dropped.row[i] as number,
            reason: "filtered",
            detail: `${this.#filter.declaration.id}: ${reasons[i]}`,
            // The row itself was left behind where it was read.
            text: `${dropped.time[i]},${station},${sensor},${alarm},${dropped.value[i]}`,
          },
          this.#surroundings.sourceNames,
        );
      }
      for (const { hook, key, message, time, quarantined } of verdicts.failures)
        problems += `${JSON.stringify({ rule: this.#filter.declaration.id, hook, key, message, time, quarantined })}\n`;
      router.route(events, blocks);
    }
    return [behind, rejects, filtered, problems, ...blocks];
  }

  targets(): number[] {
    return [...this.#partitions.keys()];
  }

  snapshot(target: number): string {
    const { keys, waiting, runner, stage } = this.#at(target);
    return packJson({
      identity: filterIdentity(this.#filter.declaration),
      keys: keys.snapshot(),
      ...waiting.snapshot(),
      runner: runner.snapshot(),
      stage: stage.snapshot(),
    } satisfies PartitionSnapshot);
  }

  restore(target: number, snapshot: string): void {
    const saved = unpackJson(snapshot) as PartitionSnapshot;
    checkIdentity(saved.identity, filterIdentity(this.#filter.declaration));
    const { keys, waiting, runner, stage } = this.#at(target);
    restoreKeys(keys, saved.keys);
    waiting.restore(saved);
    runner.restore(asOne(saved.runner));
    stage.restore(saved.stage);
  }

  #at(target: number): Partition {
    let partition = this.#partitions.get(target);
    if (partition === undefined) {
      const keys = new KeyTable();
      const { code, declaration, settings } = this.#filter;
      const { names, columns } = this.#loaded;
      const { lanes, partitions, clock } = this.#surroundings;
      const realm: HookRealm = { keys, names, limits: DEFAULT_LIMITS, clock, progress: () => {} };
      partition = {
        keys,
        waiting: new WaitingEvents(keys, columns),
        runner: new FilterRunner(code, declaration, settings, realm),
        stage: new FilterStage(),
        router: new Router(lanes, partitions, keys),
      };
      this.#partitions.set(target, partition);
    }
    return partition;
  }
}

/** An event that waits and is a neighbour too is one object: text has made two of it. */
function asOne(saved: FilterSnapshot): FilterSnapshot {
  const known = new Map(saved.recent.flat().map((waiting) => [waiting.sequence, waiting]));
  return { ...saved, queue: saved.queue.map((waiting) => known.get(waiting.sequence) ?? waiting) };
}

interface Partition {
  readonly keys: KeyTable;
  readonly waiting: WaitingEvents;
  readonly runner: FilterRunner;
  readonly stage: FilterStage;
  readonly router: Router;
}
