import { readFileSync } from "node:fs";
import { join } from "node:path";
import { appendEvent, createBatch, INACTIVE } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import { listRuns } from "../../store/read-results.ts";
import { RunWriter } from "../../store/run-writer.ts";
import { openStore } from "../../store/store.ts";
import { type Attack, putFile, refusedOr } from "./attack.ts";
import { mutate } from "./mutate.ts";

/** A damaged store, opened to be read. The good one is made once a folder. */
export const storeAttack: Attack = {
  name: "store",
  share: 0,
  // What is changed in the good store: the draws themselves.
  make: (random) => Buffer.from(Array.from({ length: 8 }, () => random.below(256))),
  async run(input, { folder }) {
    const good = await goodStore(folder);
    const path = join(folder, "damaged.db");
    let draw = 0;
    const byte = (): number => input[draw++ % Math.max(1, input.length)] ?? 0;
    let state = byte() * 65_536 + byte() * 256 + byte();
    // A small generator of its own, so that a shorter input is still one.
    const uniform = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    const below = (n: number): number => Math.floor(uniform() * n);
    const random = { uniform, below, between: (low: number, high: number) => low + (high - low) * uniform(), noise: uniform };
    putFile(path, mutate(random, good));
    const opened = await refusedOr(async () => {
      const store = await openStore(path, { readOnly: true });
      try {
        return await listRuns(store.connection);
      } finally {
        await store.close();
      }
    });
    return opened === null ? "refused" : "read";
  },
};

let made: { readonly folder: string; readonly bytes: Buffer } | null = null;

async function goodStore(folder: string): Promise<Buffer> {
  if (made?.folder === folder) return made.bytes;
  const path = join(folder, "good.db");
  const store = await openStore(path);
  const writer = await RunWriter.begin(store, { description: "good" });
  const keys = new KeyTable();
  const key = keys.id("a", "b", "");
  const batch = createBatch(1000);
  for (let i = 0; i < 1000; i++) appendEvent(batch, i * 1000, key, i, Number.NaN, INACTIVE, 0, i + 1);
  await writer.events(batch, keys);
  await writer.finish({}, ["a.csv"]);
  await store.close();
  made = { folder, bytes: readFileSync(path) };
  return made.bytes;
}
