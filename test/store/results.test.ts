import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, type EventBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import type { Alert } from "../../src-main/engine/results.ts";
import { connectConfined } from "../../src-main/store/confined.ts";
import { forgetRuns, IMPORT, takeBackImports } from "../../src-main/store/forget-runs.ts";
import { alertsPage, compareRuns } from "../../src-main/store/read-results.ts";
import { RunWriter } from "../../src-main/store/run-writer.ts";
import { openStore } from "../../src-main/store/store.ts";
import { StoreNames } from "../../src-main/store/store-names.ts";

const alert = (id: string, time: number, change: Partial<Alert> = {}): Alert => ({
  ...{ id, rule: "r", version: "1", severity: "info", title: `Alert ${id}`, time, key: { station: "s", sensor: "", alarm: "" } },
  ...{ window: null, value: null, evidence: { x: 1 }, action: "raise", about: "", cause: null, stateAfter: "{}" },
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

/** Ten events of two keys, and after them ten more. */
function twenty(): { readonly keys: KeyTable; readonly first: EventBatch; readonly then: EventBatch } {
  const keys = new KeyTable();
  keys.id("s", "t", "");
  keys.id("s", "u", "");
  const [first, then] = [createBatch(10), createBatch(10)];
  for (let i = 0; i < 10; i++) appendEvent(first, i, i % 2, i, Number.NaN, ACTIVE, 0, i + 1);
  for (let i = 10; i < 20; i++) appendEvent(then, i, i % 2, i, Number.NaN, ACTIVE, 0, i + 1);
  return { keys, first, then };
}

test.each([4096, 8, 4])("what a run holds beyond the position it goes on from is deleted, segments of %i", async (segment) => {
  const store = await openStore(":memory:");
  const { keys, first, then } = twenty();
  const killed = await RunWriter.begin(store, { description: "f.csv", segment });
  await killed.events(first, keys);
  await killed.alerts([alert("kept", 1)]);
  await killed.flush();
  const position = structuredClone(killed.position());
  await killed.events(then, keys);
  await killed.alerts([alert("beyond", 12)]);
  await killed.flush();
  await killed.close();
  const goesOn = await RunWriter.resume(store, position);
  await goesOn.flush();
  const times = async (): Promise<unknown[]> =>
    (await store.connection.runAndReadAll("select time_ms::int, raised from events order by time_ms")).getRows();
  const raised = (n: number): [number, boolean][] => Array.from({ length: n }, (_, i) => [i, i < 2]);
  expect(await times()).toEqual(raised(10));
  await goesOn.events(then, keys);
  await goesOn.finish({}, ["f.csv"]);
  expect(await times()).toEqual(raised(20));
  expect((await alertsPage(store.connection, { run: 1, limit: 10 })).alerts.map(({ id }) => id)).toEqual(["kept"]);
  await store.close();
});

test("a run of which something is missing is not gone on with, and it is said what", async () => {
  const { keys, first } = twenty();
  for (const [lose, said] of [
    ["delete from recent where seq = 3", "all events"],
    ["delete from alert", "all rows of alert"],
    ["delete from run", "run 1"],
  ] as const) {
    const store = await openStore(":memory:");
    const killed = await RunWriter.begin(store, { description: "f.csv" });
    await killed.events(first, keys);
    await killed.alerts([alert("a", 1)]);
    await killed.flush();
    const position = killed.position();
    await killed.close();
    await store.connection.run(lose);
    await expect(RunWriter.resume(store, position)).rejects.toThrow(`:memory: has not ${said} of the checkpoint`);
    await store.close();
  }
});

test("of runs over files the newest keep their events; runs over queues, which cannot be read again, all do", async () => {
  const store = await openStore(":memory:");
  const { keys, first } = twenty();
  for (const kind of ["queue", "files", "files", "files"]) {
    const writer = await RunWriter.begin(store, { description: kind, settings: { kind } });
    await writer.events(first, keys);
    await writer.alerts([alert("a", 1)]);
    await writer.finish({}, ["f.csv"]);
  }
  await forgetRuns(store, 2);
  const runs = async (table: string): Promise<unknown[]> =>
    (await store.connection.runAndReadAll(`select distinct run from ${table} order by run`)).getRows().flat();
  expect(await runs("event")).toEqual([1, 3, 4]);
  expect(await runs("alert")).toEqual([1, 2, 3, 4]);
  await store.close();
});

test("a stretch whose ends lie between two milliseconds has the events in it", async () => {
  const store = await openStore(":memory:");
  const { keys, first } = twenty();
  const writer = await RunWriter.begin(store, { description: "f.csv" });
  await writer.events(first, keys);
  await writer.flush();
  const confined = await connectConfined(store, { run: 1, timezone: "UTC", names: [], range: { from: 1.5, to: 3.5 } });
  const times = await confined.runAndReadAll("select time_ms::int from events order by time_ms");
  expect(times.getRows().flat()).toEqual([2, 3]);
  confined.closeSync();
  await writer.close();
  await store.close();
});

test("keys and series whose names could not be written have them once something can: a run that failed must not cost the next one its names", async () => {
  const store = await openStore(":memory:");
  const names = await StoreNames.of(store);
  names.key(["s", "t", ""]);
  names.series("rule", "x");
  const closed = await store.connect();
  closed.closeSync();
  await expect(names.write(closed)).rejects.toThrow();
  names.key(["s", "u", ""]);
  await names.write(store.connection);
  const written = await store.connection.runAndReadAll(
    "select sensor from key_name union all select name from series_name order by 1",
  );
  expect(written.getRows().flat()).toEqual(["t", "u", "x"]);
  await store.close();
});
