import type { KeyPart } from "../../../plugins/api.ts";
import type { EventBatch, KeyTuple } from "../../engine/batch.ts";
import type { KeyTable } from "../../engine/key-table.ts";
import { BlockWriter } from "./event-block.ts";
import { partitionOf } from "./partition.ts";

/** What the next operator keeps together: all events that agree in these key parts. */
export interface Lane {
  readonly by: readonly KeyPart[];
  /** Whether anything in the lane wants events of this key. */
  accepts(key: KeyTuple): boolean;
}

const UNKNOWN = -2;
const UNWANTED = -1;

/** Splits events into blocks, one a target: `lane * partitions + partition`. */
export class Router {
  readonly #lanes: readonly Lane[];
  readonly #partitions: number;
  readonly #keys: KeyTable;
  /** Per lane: target of a key id. */
  readonly #targets: Int32Array[];

  constructor(lanes: readonly Lane[], partitions: number, keys: KeyTable) {
    this.#lanes = lanes;
    this.#partitions = partitions;
    this.#keys = keys;
    this.#targets = lanes.map(() => new Int32Array(256).fill(UNKNOWN));
  }

  /** Appends target and block text, by turns. */
  route(batch: EventBatch, out: (string | number)[]): void {
    const blocks = new Map<number, BlockWriter>();
    for (let lane = 0; lane < this.#lanes.length; lane++) {
      for (let i = 0; i < batch.length; i++) {
        const target = this.#targetOf(lane, batch.key[i] as number);
        if (target === UNWANTED) continue;
        let block = blocks.get(target);
        if (block === undefined) blocks.set(target, (block = new BlockWriter()));
        block.add(batch, i, this.#keys);
      }
    }
    for (const [target, block] of blocks) out.push(target, block.text());
  }

  #targetOf(lane: number, key: number): number {
    let targets = this.#targets[lane] as Int32Array;
    if (key >= targets.length) {
      const larger = new Int32Array(Math.max(key + 1, targets.length * 2)).fill(UNKNOWN);
      larger.set(targets);
      this.#targets[lane] = targets = larger;
    }
    const known = targets[key] as number;
    if (known !== UNKNOWN) return known;
    const { by, accepts } = this.#lanes[lane] as Lane;
    const tuple = this.#keys.key(key);
    const target = accepts(tuple) ? lane * this.#partitions + partitionOf(tuple, by, this.#partitions) : UNWANTED;
    targets[key] = target;
    return target;
  }
}
