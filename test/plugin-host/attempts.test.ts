import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { type Analysed, addsUp, analyse } from "../support/analyse.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { GOOD, goodAlone } from "../support/good-plugins.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { batches, idOf, judge } from "./attempts.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
let alone: Analysed;

beforeAll(async () => {
  writeFileSync(join(folder.path, "secret.json"), '{"secret": "of the user"}');
  alone = await goodAlone(file);
});
afterAll(() => folder.remove());

/** ms of processor time: what loops for ever is given five seconds where nobody says otherwise, which a table of loops need not wait for. */
const TIMEOUT = 1500;

// Several at a time beside the good ones, as a user's bad luck would have it; each is judged by itself.
describe.each(batches())("attempts $first to $last", ({ attempts }) => {
  let together: Analysed;
  beforeAll(async () => {
    const bad = attempts.map(({ name, source }) => writePlugin(folder.path, idOf(name), source));
    const slow = attempts.some((attempt) => attempt.slow);
    together = await analyse([file], [...GOOD, ...bad], {}, slow ? { limits: { ...DEFAULT_LIMITS, timeout: TIMEOUT } } : {});
  }, 120_000);

  it("cost the others nothing, and every row is accounted for", () => {
    for (const good of GOOD) expect(together.lines(good)).toEqual(alone.lines(good));
    expect(together.metrics.records_read_total).toBe(alone.metrics.records_read_total);
    expect(addsUp(together.metrics)).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each(attempts)("$name", (attempt) => {
    judge(attempt, together.alerts, together.problems);
  });
});
