import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { windowLines } from "../../src-main/engine/window-lines.ts";
import { parseWindow } from "../../src-main/engine/window-text.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { weir } from "../reports/weir-report.ts";
import { oracleAccepted, oracleAggregates, oracleWindows } from "../support/window-oracle.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-window-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ["count", "sum", "min", "max", "mean", "stddev", "first", "last", "range", "slope", "activeCount", "p90"];
/** Random streams a file, one a key: each is a case of its own. */
const KEYS = 32;

const SPECS: readonly (readonly [window: string, order: "time" | "arrival"])[] = (["time", "arrival"] as const).flatMap((order) =>
  [
    "tumbling:17ms",
    "tumbling:1ms",
    "sliding:40ms/10ms",
    "sliding:7ms/13ms",
    "sliding:23ms/9ms",
    "session:12ms",
    "count:5/3",
    "count:4/4",
    "trailing:25ms",
  ].map((window) => [window, order] as const),
);

// 18 files of 32 random streams each: 576 cases through the real command.
test.each(SPECS)("weir window --window %s --order %s equals brute force", async (text, order) => {
  const random = seededRandom(
    SPECS.findIndex(([window, by]) => window === text && by === order),
    77,
  );
  const [base, span] = [[-500, 0, 1_700_000_000_000, -60_000][random.below(4)] as number, 40 + random.below(400)];
  const bound = order === "arrival" ? random.below(span) : 0;
  const rows = Array.from({ length: KEYS * 14 }, () => ({
    key: `k${random.below(KEYS)}`,
    time: base + random.below(span),
    value: (random.below(400) - 200) / 4,
    active: random.below(2) === 1,
  }));
  const file = join(folder, "events.csv");
  writeFileSync(
    file,
    `at;sensor;value;on\n${rows.map(({ key, time, value, active }) => `${time};${key};${value};${active}`).join("\n")}\n`,
  );
  const mapping = join(folder, "mapping.json");
  writeFileSync(
    mapping,
    JSON.stringify({
      delimiter: ";",
      time: { columns: ["at"], format: "epoch-ms" },
      sensor: "sensor",
      value: "value",
      active: "on",
    }),
  );
  const { code, stdout, stderr } = await weir(
    ...["window", file, "--mapping", mapping, "--by", "sensor", "--window", text, "--aggregate", NAMES.join(",")],
    ...["--order", order, "--out-of-orderness", `${bound}ms`],
  );
  expect(code, stderr).toBe(0);
  const { accepted, late } = oracleAccepted(rows, order === "arrival" ? bound : Number.POSITIVE_INFINITY);
  expect(stderr).toContain(late.length === 0 ? "" : `${late.length} of ${rows.length} rows refused`);

  const spec = parseWindow(text);
  const got = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { key: { sensor: string }; start: number; end: number } & Record<string, number | null>);
  // Windows of time come in the order (end, start, key); those of single events in the order of their events.
  const by = (a: { end: number; start: number; key: string }, b: typeof a): number =>
    a.end - b.end || a.start - b.start || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  const flat = got.map(
    ({ key, ...rest }) => ({ ...rest, key: key.sensor }) as { key: string; start: number; end: number } & Record<string, unknown>,
  );
  const perEvent = spec.kind === "count" || spec.kind === "trailing";
  const inOrder = perEvent ? flat.toSorted(by) : flat;
  const truth = oracleWindows(spec, accepted).toSorted(by);
  expect(inOrder.map(({ key, start, end }) => [key, start, end])).toEqual(truth.map(({ key, start, end }) => [key, start, end]));
  inOrder.forEach((window, i) => {
    const wanted = oracleAggregates(truth[i]!.events);
    for (const name of NAMES) {
      if (wanted[name] === null) expect(window[name], name).toBeNull();
      else
        expect(
          Math.abs((window[name] as number) - (wanted[name] as number)),
          `${name} of ${window.key} from ${window.start}`,
        ).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted[name] as number)));
    }
  });
});

test("as many windows as make the command write on a thread of its own: every line, in order", async () => {
  const random = seededRandom(3, 78);
  const rows = Array.from({ length: 12_000 }, (_, i) => ({
    key: `k${random.below(300)}`,
    time: i * 3,
    value: random.below(900) / 8,
  }));
  const file = join(folder, "many.csv");
  writeFileSync(file, `at;sensor;value\n${rows.map(({ key, time, value }) => `${time};${key};${value}`).join("\n")}\n`);
  const mapping = join(folder, "many.json");
  writeFileSync(
    mapping,
    JSON.stringify({ delimiter: ";", time: { columns: ["at"], format: "epoch-ms" }, sensor: "sensor", value: "value" }),
  );
  const window = parseWindow("sliding:70ms/10ms");
  const { stdout } = await weir("window", file, "--mapping", mapping, "--by", "sensor", "--window", "sliding:70ms/10ms");

  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  const names = ["count", "min", "max", "mean"] as const;
  const query = engine.add({ by: ["sensor"], window, aggregates: names.map((fn) => ({ fn })) });
  const batch = createBatch(rows.length);
  rows.forEach(({ key, time, value }, i) => {
    batch.key[i] = keys.id("", key, "");
    batch.time[i] = time;
    batch.value[i] = value;
  });
  batch.length = rows.length;
  engine.process(batch);
  engine.advance(Number.POSITIVE_INFINITY);
  const lines = windowLines(engine.take(query), (group) => engine.groupKey(query, group), ["sensor"], names);
  expect(lines.split("\n").length).toBeGreaterThan(60_000);
  expect(stdout === lines).toBe(true);
}, 30_000);

test("a late row of a wide table is one refused row, however many sensors it has", async () => {
  const file = join(folder, "wide.csv");
  writeFileSync(file, "at;a;b;c\n10000;1;2;3\n20000;1;2;3\n5000;1;2;3\n6000;1;;3\n30000;1;2;3\n");
  const mapping = join(folder, "wide.json");
  writeFileSync(
    mapping,
    JSON.stringify({ delimiter: ";", time: { columns: ["at"], format: "epoch-ms" }, values: ["a", "b", "c"] }),
  );
  const { code, stderr } = await weir(
    ...["window", file, "--mapping", mapping, "--by", "sensor", "--window", "tumbling:10s", "--order", "arrival"],
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("2 of 5 rows refused");
});
