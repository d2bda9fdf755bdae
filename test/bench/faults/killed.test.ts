import { expect, test } from "vitest";
import { faultsBench } from "../../../src-main/bench/faults/faults-bench.ts";
import { workerDir } from "../../support/page.ts";

const SEED = 20261126;
const size = { stations: 6, days: 5, messages: 0 };
const smaller = { ...size, stations: 4, days: 3 };

test("runs over files killed at random moments end as the run that was never killed, byte for byte, store and all", async () => {
  const [figure] = await faultsBench({ sources: ["file"], kills: 4, seed: SEED, workerDir, size });
  expect(figure, `seed ${SEED}`).toMatchObject({ kills: 4, equal: true });
}, 120_000);

test("it may be gone on with by another number of workers each time", async () => {
  const [figure] = await faultsBench({ sources: ["workers"], kills: 3, seed: SEED, workerDir, size: smaller });
  expect(figure, `seed ${SEED}`).toMatchObject({ kills: 3, equal: true });
}, 120_000);

test("a plugin's process killed costs nothing: the run goes on from its last checkpoint", async () => {
  const [figure] = await faultsBench({ sources: ["worker"], kills: 3, seed: SEED, workerDir, size });
  expect(figure, `seed ${SEED}`).toMatchObject({ kills: 3, equal: true });
}, 120_000);
