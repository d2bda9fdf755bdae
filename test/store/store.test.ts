import { expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { seriesRange } from "../../src-main/store/read.ts";
import { openStore } from "../../src-main/store/store.ts";

test("events come back as written, hostile names included, and no pixel loses its extremes", async () => {
  const store = await openStore(":memory:");
  const run = await store.beginRun({});
  const n = 5000;
  const batch = createBatch(n);
  batch.length = n;
  for (let i = 0; i < n; i++) {
    batch.time[i] = i * 7 - 1000;
    batch.value[i] = (i * 7919) % 1009;
    batch.threshold[i] = i % 2 ? Number.NaN : 999;
    batch.active[i] = i % 3;
    batch.row[i] = i + 1;
  }
  const key = ["'; drop table event; --", "121", "=1+1"] as const;
  await store.appendEvents(batch, [key]);
  const got = await seriesRange(store, { run, key, from: -1000, to: n * 7 - 1000, pixels: 33 });
  const width = Math.ceil((n * 7) / 33);
  const want = Array.from({ length: 33 }, () => [] as number[]);
  for (let i = 0; i < n; i++) want[Math.floor((i * 7) / width)]!.push(batch.value[i]!);
  expect(got.min).toEqual(want.map((v) => Math.min(...v)));
  expect(got.max).toEqual(want.map((v) => Math.max(...v)));
  expect(got.first).toEqual(want.map((v) => v[0]));
  expect(got.last).toEqual(want.map((v) => v.at(-1)));
  const rows = await store.connection.runAndReadAll(
    "select station, count(*)::int, count(threshold)::int, count(active)::int, min(time_ms)::int from events group by 1",
  );
  expect(rows.getRows()).toEqual([[key[0], 5000, 2500, 3334, -1000]]);
  const alert = {
    id: "a",
    rule: "r",
    version: "1",
    severity: "info",
    title: "t",
    time: 5,
    key: { station: "s", sensor: "", alarm: "" },
    window: null,
    value: null,
    evidence: { x: 1 },
    action: "raise",
    cause: { source: 0, row: 0 },
    stateBefore: "",
    stateAfter: "{}",
  } as const;
  await store.appendAlerts([alert]);
  await store.appendRejects([{ source: 0, row: 3, reason: "late", detail: "d", text: "x" }]);
  await store.endRun({ ok: 1 });
  const stored = await store.connection.runAndReadAll("select id, evidence, source, row::int, value, window_start from alerts");
  expect(stored.getRows()).toEqual([["a", '{"x":1}', 0, 0, null, null]]);
  await store.close();
});
