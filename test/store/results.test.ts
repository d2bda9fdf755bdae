import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import type { Alert } from "../../src-main/engine/results.ts";
import { IMPORT, takeBackImports } from "../../src-main/store/forget-runs.ts";
import { alertsPage, compareRuns } from "../../src-main/store/read-results.ts";
import { RunWriter } from "../../src-main/store/run-writer.ts";
import { openStore } from "../../src-main/store/store.ts";

const alert = (id: string, time: number, change: Partial<Alert> = {}): Alert => ({
  ...{ id, rule: "r", version: "1", severity: "info", title: `Alert ${id}`, time, key: { station: "s", sensor: "", alarm: "" } },
  ...{ window: null, value: null, evidence: { x: 1 }, action: "raise", cause: null, stateAfter: "{}" },
  ...change,
});

test("alerts are found by rule, station, severity, time and text, in pages with a total", async () => {
  const store = await openStore(":memory:");
  const writer = await RunWriter.begin(store, { description: "" });
  await writer.alerts([
    alert("a", 10, { window: { start: 0, end: 11 }, value: 4.5 }),
    alert("b", 20, { severity: "critical", key: { station: "it's", sensor: "1", alarm: "" } }),
    alert("c", 30, { rule: "other", title: "100 % humid" }),
  ]);
  await writer.flush();
  const ids = async (query: object): Promise<string[]> =>
    (await alertsPage(store.connection, { run: 1, limit: 10, ...query })).alerts.map(({ id }) => id);
  expect(await ids({})).toEqual(["c", "b", "a"]);
  expect(await ids({ order: "severity" })).toEqual(["b", "c", "a"]);
  expect(await ids({ stations: ["it's"] })).toEqual(["b"]);
  expect(await ids({ rules: [] })).toEqual([]);
  expect(await ids({ from: 10, to: 30, order: "oldest" })).toEqual(["a", "b"]);
  expect(await ids({ from: 10.5, to: 30.5, order: "oldest" })).toEqual(["b", "c"]);
  expect(await ids({ text: "100 % HUMID" })).toEqual(["c"]);
  const page = await alertsPage(store.connection, { run: 1, order: "oldest", offset: 0, limit: 1 });
  expect(page).toMatchObject({ total: 3, alerts: [{ id: "a", window: { start: 0, end: 11 }, value: 4.5, evidence: { x: 1 } }] });
  await store.close();
});

test("two runs are compared by what their alerts are, and refused rows are kept with their text", async () => {
  const store = await openStore(":memory:");
  const one = await RunWriter.begin(store, { description: "one" });
  await one.alerts([alert("a", 1), alert("b", 2)]);
  await one.rejects([{ source: 1, row: 3, reason: "late", detail: "d", text: "x,y" }], ["f.csv", "g.csv"]);
  const two = await RunWriter.begin(store, { description: "two" });
  await two.alerts([alert("b", 2), alert("c", 3)]);
  await one.flush();
  await two.flush();
  const got = await compareRuns(store.connection, 1, 2);
  expect([got.same, got.onlyA.map(({ id }) => id), got.onlyB.map(({ id }) => id)]).toEqual([1, ["a"], ["c"]]);
  const rejects = await store.connection.runAndReadAll(
    "select source, row::int, reason, detail, text from rejects where run = 1",
  );
  expect(rejects.getRows()).toEqual([["g.csv", 3, "late", "d", "x,y"]]);
  await store.close();
});

test("points that come while results without any are being written are written once", async () => {
  const store = await openStore(":memory:");
  const writer = await RunWriter.begin(store, { description: "" });
  // So many alerts are written at once, behind the names of keys.
  await writer.alerts(Array.from({ length: 5000 }, (_, i) => alert(`${i}`, i)));
  const points = {
    length: 3,
    series: Uint8Array.of(0, 0, 0),
    group: Uint32Array.of(0, 0, 0),
    time: Float64Array.of(1, 2, 3),
    value: Float64Array.of(4, 5, 6),
  };
  await writer.points("r", ["mean"], points, () => ["s", "t", ""]);
  await writer.flush();
  const stored = await store.connection.runAndReadAll("select time_ms::int, value from series order by 1");
  expect(stored.getRows()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  await store.close();
});

test("of imports that were cut off nothing stays in any table, and other runs are left alone", async () => {
  const store = await openStore(":memory:");
  const keys = new KeyTable();
  keys.id("s", "t", "");
  const batch = createBatch(25);
  for (let i = 0; i < 25; i++) appendEvent(batch, i, 0, i, Number.NaN, ACTIVE, 0, i + 1);
  for (const settings of [null, { kind: IMPORT }, { kind: IMPORT }]) {
    const writer = await RunWriter.begin(store, { description: "f.csv", settings, segment: 10 });
    await writer.events(batch, keys);
    await writer.rejects([{ source: 0, row: 3, reason: "late", detail: "d", text: "x,y" }], ["f.csv"]);
    if (writer.run === 2) await writer.finish({}, ["f.csv"]);
    else await writer.flush();
    await writer.close();
  }
  expect(await takeBackImports(store)).toEqual([3]);
  for (const table of ["event", "recent", "summary", "segment", "reject", "run"]) {
    const runs = await store.connection.runAndReadAll(`select distinct run from ${table} order by run`);
    expect(runs.getRows().flat(), table).toEqual(table === "recent" ? [1] : [1, 2]);
  }
  expect(await takeBackImports(store)).toEqual([]);
  await store.close();
});

test("a run gone on with after a crash has the thresholds it had, and none where there was none", async () => {
  const store = await openStore(":memory:");
  const keys = new KeyTable();
  keys.id("s", "t", "");
  const batch = createBatch(4);
  const thresholds = [7, Number.NaN, 8, Number.NaN];
  for (const [i, threshold] of thresholds.entries()) appendEvent(batch, i, 0, i, threshold, ACTIVE, 0, i + 1);
  const killed = await RunWriter.begin(store, { description: "f.csv", segment: 4096 });
  await killed.events(batch, keys);
  await killed.flush();
  const position = killed.position();
  await killed.close();
  const goesOn = await RunWriter.resume(store, position);
  await goesOn.finish({}, ["f.csv"]);
  const stored = await store.connection.runAndReadAll("select threshold from events order by time_ms");
  expect(stored.getRows().flat()).toEqual([7, null, 8, null]);
  await store.close();
});
