import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { EVERY, SIZE } from "./slice-engine.ts";

const BATCH = 32_768;

/** Part `index` of `of` of a stream: the events of every `of`-th key, at their times. */
export interface ShareOptions {
  readonly events: number;
  readonly keys: number;
  /** Of the whole stream, a key and slide. */
  readonly density: number;
  readonly index: number;
  readonly of: number;
}

/** What a share gave; those of all shares add up to those of the whole. `digest`: sum over the windows of a hash of all they say, mod 2^32. */
export interface ShareResult {
  readonly fired: number;
  readonly digest: number;
}

/** The share's events in batches, made before anything is measured. */
export function shareBatches({ events, keys, density, index, of }: ShareOptions): EventBatch[] {
  const gap = EVERY / (keys * density);
  const batches: EventBatch[] = [];
  let batch = createBatch(BATCH);
  let random = 1;
  for (let at = 0; at < events; at++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
    const key = at % keys;
    if (key % of !== index) continue;
    if (batch.length === BATCH) {
      batches.push(batch);
      batch = createBatch(BATCH);
    }
    const i = batch.length++;
    batch.time[i] = Math.floor(at * gap) + 1e12;
    batch.key[i] = key;
    batch.value[i] = random / 2 ** 31;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Sliding 60 s / 5 s with count, min, max and mean over a share. `look`: every window goes into the digest, which costs more than to make it. */
export function runShare(batches: readonly EventBatch[], keys: number, look: boolean): ShareResult {
  const table = new KeyTable();
  for (let key = 0; key < keys; key++) table.id(String(key), "", "");
  const engine = new WindowEngine(table);
  const aggregates = [{ fn: "count" }, { fn: "min" }, { fn: "max" }, { fn: "mean" }] as const;
  const query = engine.add({ by: ["station"], window: { kind: "sliding", size: SIZE, every: EVERY }, aggregates });
  const keyOf: number[] = [];
  const bits = new Float64Array(6);
  const words = new Uint32Array(bits.buffer);
  let fired = 0;
  let digest = 0;
  const drain = (): void => {
    const windows = engine.take(query);
    fired += windows.length;
    if (!look) return;
    for (let i = 0; i < windows.length; i++) {
      const group = windows.group[i] as number;
      keyOf[group] ??= Number(engine.groupKey(query, group)[0]);
      bits[0] = keyOf[group] as number;
      bits[1] = windows.start[i] as number;
      for (let a = 0; a < 4; a++) bits[2 + a] = windows.values[a]?.[i] as number;
      let hash = 0x811c9dc5;
      for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
      digest = (digest + hash) >>> 0;
    }
  };
  for (const batch of batches) {
    engine.process(batch);
    drain();
  }
  engine.advance(Number.POSITIVE_INFINITY);
  drain();
  return { fired, digest };
}
