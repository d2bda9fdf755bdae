import { expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import { SeriesMemory } from "../../src-main/session/picture/series-memory.ts";
import { SessionPicture } from "../../src-main/session/picture/session-picture.ts";

const BUDGET = 5000;

/** A picture of `keys` keys, each with an event a round. */
async function seen(keys: number, rounds: number): Promise<{ picture: SessionPicture; most: number; told: number }> {
  let told = 0;
  let most = 0;
  const picture = new SessionPicture(new CatalogueNames([]), () => told++, BUDGET);
  const batch = createBatch(keys);
  batch.length = keys;
  const table = new KeyTable();
  for (let round = 0; round < rounds; round++) {
    for (let key = 0; key < keys; key++) {
      batch.key[key] = key;
      batch.time[key] = round * keys + key;
      batch.value[key] = round;
    }
    await picture.events(batch, table);
    most = Math.max(
      most,
      picture.keys.reduce((sum, { series }) => sum + series.detailed, 0),
    );
  }
  return { picture, most, told };
}

test("few keys keep their newest events and all blocks", async () => {
  const { picture, most, told } = await seen(20, 1000);
  expect([most <= BUDGET, told]).toEqual([true, 0]);
  for (const { series } of picture.keys) expect([series.length, series.detailed >= 64]).toEqual([1000, true]);
});

test("keys with fewer events each than a block keep what is in no block yet", async () => {
  const { picture, most, told } = await seen(55, 640);
  expect([most <= BUDGET, told]).toEqual([true, 0]);
  for (const { series } of picture.keys) expect([series.length, series.lastValue]).toEqual([640, 639]);
});

test("with very many keys the budget holds: the longest silent lose their picture, it is told once and their events are counted", async () => {
  const { picture, most, told } = await seen(4000, 20);
  expect(most).toBeLessThanOrEqual(BUDGET);
  expect(told).toBe(1);
  for (const { series, max } of picture.keys) expect([series.length + series.gone, max]).toEqual([20, 19]);
  // The newest of the last round.
  expect(picture.keys.at(-1)?.series.lastValue).toBe(19);
});

test("a series of which only blocks are left answers as before", () => {
  const memory = new SeriesMemory();
  for (let i = 0; i < 640; i++) memory.append(i * 10, i === 77 ? 1000 : i % 7);
  const whole = { moments: memory.moments(0, 6390), spark: memory.spark(5), within: memory.within(0, 6390) };
  memory.forgetBlocks();
  expect(memory.detailed).toBe(0);
  expect([memory.firstTime, memory.lastTime, memory.lastValue, memory.count(0, 6390)]).toEqual([0, 6390, 639 % 7, 640]);
  expect({ moments: memory.moments(0, 6390), spark: memory.spark(5), within: memory.within(0, 6390) }).toEqual(whole);
  expect(Math.max(...memory.range(0, 6390, 50).value)).toBe(1000);
  expect(memory.count(7000, 8000)).toBe(0);
  expect(memory.range(7000, 8000, 50).events).toBe(0);
  memory.append(6400, 5);
  expect([memory.lastTime, memory.count(0, 6400), memory.events(0, 6400, 10)]).toEqual([
    6400,
    641,
    [{ number: 640, time: 6400, value: 5, tag: 0 }],
  ]);
  memory.letGo();
  expect([memory.length, memory.gone, memory.spark(2), memory.count(0, 1e6)]).toEqual([0, 641, [null, null], 0]);
});

test("changes of thresholds are kept within a budget, the newest of every key, however many keys there are", async () => {
  for (const [keys, rounds] of [
    [4000, 3],
    [20, 1000],
  ] as const) {
    const picture = new SessionPicture(new CatalogueNames([]), () => {}, BUDGET);
    const batch = createBatch(keys);
    batch.length = keys;
    for (let round = 0; round < rounds; round++) {
      for (let key = 0; key < keys; key++) {
        batch.key[key] = key;
        batch.time[key] = round * keys + key;
        batch.threshold[key] = round;
      }
      await picture.events(batch, new KeyTable());
    }
    const kept = picture.keys.map(({ thresholds }) => thresholds.length);
    expect(kept.reduce((sum, n) => sum + n)).toBeLessThanOrEqual(Math.max(BUDGET / 8, 2 * keys));
    expect(picture.keys.map(({ thresholds }) => thresholds.at(rounds - 1))).toEqual(Array(keys).fill(rounds - 1));
  }
});
