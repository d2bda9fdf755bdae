import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { faultsQueue } from "../../../src-main/bench/faults/faults-queue.ts";
import { seededRandom } from "../../../src-main/simulate/random.ts";
import { workerDir } from "../../support/page.ts";

const SEED = 20261126;

test("at least once: a consumer killed at random moments ends with the results of one never killed, and owes no message", async () => {
  const folder = mkdtempSync(join(tmpdir(), "weir-test-"));
  try {
    const options = { folder, main: join(workerDir, "main.js"), kills: 4, seed: SEED, random: seededRandom(SEED, 1) };
    const figure = await faultsQueue({ ...options, stations: 0, days: 0, onRound: () => {} }, inject("amqpUrl"), 40_000);
    expect(figure, `seed ${SEED}`).toMatchObject({ kills: 4, equal: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
