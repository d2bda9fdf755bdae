import type { KeyPart } from "../../../plugins/api.ts";
import type { ClusterJob } from "../job.ts";
import type { LoadedJob } from "./loaded-job.ts";
import type { KeyedOperator } from "./operator.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { type RuleOutput, RulePartition, type RulePartitionSnapshot } from "./rule-partition.ts";
import { checkIdentity } from "./state-identity.ts";

/**
 * Windows and rules of every target that came here. An advance gives: lines of alerts, of series and of problems, then how many errors there
 * were and how many events were looked at.
 */
export class RuleOperator implements KeyedOperator {
  readonly #job: ClusterJob;
  readonly #loaded: LoadedJob;
  readonly #clock: () => number;
  readonly #partitions = new Map<number, RulePartition>();

  constructor(job: ClusterJob, loaded: LoadedJob, clock: () => number) {
    this.#job = job;
    this.#loaded = loaded;
    this.#clock = clock;
  }

  process(target: number, block: string): void {
    this.#at(target).waiting.add(block);
  }

  advance(watermark: number): (string | number)[] {
    const out: RuleOutput = { alerts: "", series: "", problems: "", errors: 0, events: 0 };
    for (const partition of this.#partitions.values()) partition.advance(watermark, out);
    return [out.alerts, out.series, out.problems, out.errors, out.events];
  }

  targets(): number[] {
    return [...this.#partitions.keys()];
  }

  snapshot(target: number): string {
    return packJson(this.#at(target).snapshot());
  }

  /** `target`: that of the job the state is of, whose lanes may have been others. A state of rules that are no more is left. */
  restore(target: number, snapshot: string): void {
    const saved = unpackJson(snapshot) as RulePartitionSnapshot;
    const { partitions } = this.#job;
    if (saved.by === undefined) checkIdentity(undefined, {});
    const lane = this.#loaded.lanes.findIndex(({ by }) => sameParts(by, saved.by));
    if (lane !== -1) this.#at(lane * partitions + (target % partitions)).restore(saved);
  }

  #at(target: number): RulePartition {
    let partition = this.#partitions.get(target);
    if (partition === undefined) {
      const lane = this.#loaded.lanes[Math.floor(target / this.#job.partitions)];
      if (lane === undefined) throw new RangeError(`no lane for target ${target}`);
      partition = new RulePartition(lane, this.#loaded, this.#clock);
      this.#partitions.set(target, partition);
    }
    return partition;
  }
}

function sameParts(a: readonly KeyPart[], b: readonly KeyPart[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}
