import { appendEvent, copyEvents, createBatch, type EventBatch, type KeyTuple } from "../../engine/batch.ts";
import type { KeyTable } from "../../engine/key-table.ts";

/** Events of one partition on their way between two operators, as text any engine reads: columns, keys in a dictionary of their own. */
type BlockColumns = [
  keys: KeyTuple[],
  key: number[],
  time: number[],
  /** JSON has no -0. */
  value: (number | "-0")[],
  /** null: none. */
  threshold: (number | null)[],
  active: number[],
  source: number[],
  row: number[],
];

/** Gathers events for one partition. */
export class BlockWriter {
  readonly #ids = new Map<number, number>();
  readonly #columns: BlockColumns = [[], [], [], [], [], [], [], []];

  add(batch: EventBatch, i: number, keys: KeyTable): void {
    const [known, key, time, value, threshold, active, source, row] = this.#columns;
    const id = batch.key[i] as number;
    let own = this.#ids.get(id);
    if (own === undefined) {
      own = known.push(keys.key(id)) - 1;
      this.#ids.set(id, own);
    }
    key.push(own);
    time.push(batch.time[i] as number);
    const reading = batch.value[i] as number;
    value.push(Object.is(reading, -0) ? "-0" : reading);
    const limit = batch.threshold[i] as number;
    threshold.push(Number.isNaN(limit) ? null : limit);
    active.push(batch.active[i] as number);
    source.push(batch.source[i] as number);
    row.push(batch.row[i] as number);
  }

  text(): string {
    return JSON.stringify(this.#columns);
  }
}

/** Adds the events of a block to `into` (grown when it is full) with the ids of `keys`; answers the batch to go on with. */
export function readBlock(text: string, keys: KeyTable, into: EventBatch): EventBatch {
  const [known, key, time, value, threshold, active, source, row] = JSON.parse(text) as BlockColumns;
  const ids = known.map(([station, sensor, alarm]) => keys.id(station, sensor, alarm));
  const batch = withRoom(into, key.length);
  for (let i = 0; i < key.length; i++) {
    appendEvent(
      batch,
      time[i] as number,
      ids[key[i] as number] as number,
      Number(value[i]),
      threshold[i] ?? Number.NaN,
      active[i] as number,
      source[i] as number,
      row[i] as number,
    );
  }
  return batch;
}

function withRoom(batch: EventBatch, more: number): EventBatch {
  const needed = batch.length + more;
  if (needed <= batch.time.length) return batch;
  return copyEvents(batch, createBatch(Math.max(64, needed, batch.time.length * 2)));
}
