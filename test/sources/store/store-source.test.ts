import { expect, test } from "vitest";
import { appendEvent, createBatch, NO_FLAG } from "../../../src-main/engine/batch.ts";
import { KeyTable } from "../../../src-main/engine/key-table.ts";
import { openStoreSource } from "../../../src-main/sources/store/store-source.ts";
import { RunWriter } from "../../../src-main/store/run-writer.ts";
import { openStore } from "../../../src-main/store/store.ts";

test("a stretch of the store gives back its events as they were released, ties and flags included", async () => {
  const store = await openStore(":memory:");
  const writer = await RunWriter.begin(store, { description: "t", segment: 400 });
  const keys = new KeyTable();
  const count = 1000;
  const batch = createBatch(count);
  batch.length = count;
  for (let i = 0; i < count; i++) {
    batch.time[i] = Math.floor(i / 3) * 1000 - 5000;
    batch.key[i] = keys.id(`s${i % 4}`, `${i % 7}`, "");
    batch.value[i] = i / 8;
    batch.threshold[i] = i % 2 ? Number.NaN : 30;
    batch.active[i] = i % 3;
    batch.row[i] = i + 1;
  }
  await writer.events(batch, keys);
  await writer.finish({}, ["a.csv"]);
  const from = -2000;
  const to = 200_000;
  const source = await openStoreSource(store.connection, { run: writer.run, from, to });
  const got: unknown[] = [];
  const own = new KeyTable();
  for await (const chunk of source.chunks(new AbortController().signal)) {
    for (const key of chunk.newKeys) own.id(...key);
    const { events } = chunk;
    for (let i = 0; i < events.length; i++)
      got.push([events.time[i], own.key(events.key[i]!), events.value[i], events.threshold[i], events.active[i], events.row[i]]);
  }
  const want: unknown[] = [];
  for (let i = 0; i < count; i++)
    if (batch.time[i]! >= from && batch.time[i]! < to)
      want.push([batch.time[i], keys.key(batch.key[i]!), batch.value[i], batch.threshold[i], batch.active[i], batch.row[i]]);
  expect(got).toEqual(want);
  expect(source.names).toEqual(["a.csv"]);
  await store.close();
});

test("the names of a run's sources come back in their order, whatever is in them", async () => {
  const store = await openStore(":memory:");
  const writer = await RunWriter.begin(store, { description: "t" });
  const keys = new KeyTable();
  const batch = createBatch(3);
  for (let source = 0; source < 3; source++) appendEvent(batch, source, keys.id("s", "", ""), 1, Number.NaN, NO_FLAG, source, 1);
  await writer.events(batch, keys);
  const names = ["z\nb.csv", "it's, a.csv", 'a "q".csv'];
  await writer.finish({ records_read_total: 3, records_accepted_total: 3 }, names);
  const source = await openStoreSource(store.connection, { run: writer.run });
  expect(source.names).toEqual(names);
  await store.close();
});
