import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { tumbling } from "../../plugins/api.ts";
import { whatifCommand } from "../../src-main/cli/whatif-command.ts";
import { createBatch } from "../../src-main/engine/batch.ts";
import type { Alert } from "../../src-main/engine/results.ts";
import { differenceOf, WindowDifference } from "../../src-main/session/difference.ts";
import { HeldAlerts } from "../../src-main/session/held-alerts.ts";
import { Lags } from "../../src-main/session/lateness.ts";
import { windowsUnder } from "../../src-main/session/what-if.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
afterEach(() => vi.restoreAllMocks());

const file = join(folder.path, "arrival.csv");
// Minute by minute; the rows of 12:03 and 12:06 come 20 s and 90 s behind.
writeFileSync(
  file,
  `time,station,sensor,alarm,value,active
2026-01-01T12:00:00Z,a,t,x,1,false
2026-01-01T12:01:00Z,a,t,x,2,false
2026-01-01T12:04:00Z,a,t,x,3,false
2026-01-01T12:03:40Z,a,t,x,10,true
2026-01-01T12:05:30Z,a,t,x,4,false
2026-01-01T12:08:00Z,a,t,x,5,false
2026-01-01T12:06:30Z,a,t,x,6,true
2026-01-01T12:10:00Z,a,t,x,7,false
`,
);
const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

async function printed(args: readonly string[]): Promise<string> {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  await whatifCommand(workerDir).exitOverride().parseAsync(args, { from: "user" });
  return text;
}

describe("what if late rows were waited for longer", () => {
  it("says who is late under each bound, and what windows come of it", async () => {
    const query = {
      window: tumbling(5 * MINUTE),
      by: ["station" as const],
      aggregates: [{ fn: "max" as const }],
      names: ["max"],
    };
    const { lateness, late, windows, saved, differences } = await windowsUnder([file], {}, [0, 30_000, 90_000], query);
    expect(lateness).toMatchObject({ events: 8, behind: 2, most: 90_000, grain: 1 });
    expect(late).toEqual([2, 1, 0]);
    expect(saved.map(({ rows, first }) => [rows, first.map(({ row, behind }) => [row, behind])])).toEqual([
      [1, [[4, 20_000]]],
      [1, [[7, 90_000]]],
    ]);
    expect(windows).toEqual([3, 3, 3]);
    const max = (line: string): unknown => JSON.parse(line).max;
    expect(differences.map(({ same, examples }) => [same, examples.changed.map((pair) => pair.map(max))])).toEqual([
      [2, [[3, 10]]],
      [2, [[5, 6]]],
    ]);
  });

  it("counts rows, not the events of a row, of a wide table", async () => {
    const wide = join(folder.path, "wide.csv");
    writeFileSync(wide, "time,temp_a,temp_b\n2026-01-01T12:00:09Z,1,2\n2026-01-01T12:00:01Z,3,4\n2026-01-01T12:00:12Z,5,6\n");
    const { lateness, bounds, steps } = JSON.parse(await printed([wide, "--out-of-orderness", "0,30s"]));
    expect(lateness).toMatchObject({ events: 6, rows: 3, behind: 1, most: 8000 });
    expect(bounds.map(({ late }: { late: number }) => late)).toEqual([1, 0]);
    expect(steps[0]).toMatchObject({ rows_saved: 1, windows: { changed: 2 } });
  });

  it("tells windows and alerts that come, go and change, as JSON", async () => {
    const text = await printed([file, "--out-of-orderness", "0,30s,2m", "--by", "station", "--plugin", "active-alarms"]);
    const { lateness, bounds, steps } = JSON.parse(text);
    expect(lateness.most).toBe(90_000);
    expect(bounds.map(({ late, alerts }: { late: number; alerts: number }) => [late, alerts])).toEqual([
      [2, 0],
      [1, 2],
      [0, 4],
    ]);
    expect(steps[0]).toMatchObject({
      from: 0,
      to: 30_000,
      rows_saved: 1,
      windows: { same: 2, changed: 1, added: 0, removed: 0 },
    });
    expect(steps[0].windows.examples.changed[0]).toMatchObject({
      before: { start: NOON, count: 3, max: 3 },
      after: { start: NOON, count: 4, max: 10 },
    });
    expect(steps[1].rows).toMatchObject([{ row: 7, time: NOON + 6.5 * MINUTE, behind: 90_000 }]);
    expect(steps[1].alerts).toMatchObject({ same: 2, added: 2, removed: 0 });
  });

  it("as a text to read", async () => {
    const text = await printed([file, "--out-of-orderness", "0,2m", "--table", "--plugin", "active-alarms"]);
    expect(text).toContain("2 of 8 rows come behind a later one");
    expect(text).toContain("| 2m | 0 | 3 | 4 |");
    expect(text).toContain("comes: 2026-01-01T12:03:40.000Z active-alarms a t x: Alarm x on");
    // Which rows and windows they are, and what of each window is another.
    expect(text.slice(text.indexOf("**2m"))).toContain(`**2m instead of 0s**

- rows: 2 no longer late
  - row 4: a t x 2026-01-01T12:03:40.000Z, 20s behind
  - row 7: a t x 2026-01-01T12:06:30.000Z, 90s behind
- windows: 2 change, 0 come, 0 go
  - changes: a t 2026-01-01T12:00:00.000Z to 2026-01-01T12:05:00.000Z: count 3 → 4, max 3 → 10, mean 2 → 4
  - changes: a t 2026-01-01T12:05:00.000Z to 2026-01-01T12:10:00.000Z: count 2 → 3, max 5 → 6, mean 4.5 → 5
- alerts: 0 change, 4 come, 0 go
`);
  });

  it("names in the text ten of each, with the file of several, and counts the others", async () => {
    const days = ["mon.csv", "tue.csv"].map((name) => join(folder.path, name));
    for (const [day, path] of days.entries()) {
      // Each second minute comes behind the one after it, which it does not share its window with.
      const rows = Array.from({ length: 40 }, (_, i) => new Date(NOON + day * 86_400_000 + (i ^ 1) * MINUTE).toISOString());
      writeFileSync(path, `time,station,sensor,value\n${rows.map((time) => `${time},a,t,1`).join("\n")}\n`);
    }
    const flags = ["--out-of-orderness", "0,1m", "--window", "tumbling:1m", "--table"];
    const text = await printed([...days, ...flags]);
    expect(text.match(/ {2}- .*/g)?.slice(0, 11)).toEqual([
      `  - ${days[0]} row 2: a t 2026-01-01T12:00:00.000Z, 1m behind`,
      ...Array.from({ length: 9 }, () => expect.stringMatching(/mon\.csv row \d+: a t /)),
      "  - and 30 more",
    ]);
    expect(text.match(/ {2}- comes: a t .* count 1, min 1, max 1, mean 1\n/g)).toHaveLength(10);
    expect(text).toMatch(/- windows: 0 change, 40 come, 0 go\n(.*\n){10} {2}- and 30 more\n/);
    expect(JSON.parse(await printed([...days, ...flags.slice(0, -1)])).sources).toEqual(days);
  });

  it.each([
    [["--out-of-orderness", "5s"], /write at least two bounds/],
    [["--out-of-orderness", "5s,soon"], /--out-of-orderness: "soon" is not a duration/],
    [["--window", "count:5"], /only windows of time can be compared/],
  ])("refuses %j", async (flags, message) => {
    await expect(printed([file, ...flags])).rejects.toThrow(message);
  });

  it("compares by what makes two results the same one", () => {
    const before = new Map([
      ["1", "a"],
      ["2", "b"],
      ["3", "c"],
    ]);
    const after = new Map([
      ["1", "a"],
      ["2", "B"],
      ["4", "d"],
    ]);
    expect(differenceOf(before, after)).toMatchObject({
      ...{ added: 1, removed: 1, changed: 1, same: 1 },
      examples: { added: ["d"], removed: ["c"], changed: [["b", "B"]] },
    });
  });

  it("holds of windows what the bounds are apart, not what the file holds, and tells the same of all", () => {
    const comparison = new WindowDifference();
    const fired = (i: number, line: string) => ({ id: String(i), end: i, line });
    let most = 0;
    // As sessions, windows fire once time has come to their end. Every tenth is gone, every tenth another; the longer bound is 5 windows behind.
    for (let i = 0; i < 10_005; i++) {
      if (i < 10_000) comparison.before([fired(i, "a")]);
      const j = i - 5;
      comparison.after(j < 0 || j % 10 === 3 ? [] : [fired(j, j % 10 === 7 ? "b" : "a")], j);
      most = Math.max(most, comparison.waiting);
    }
    expect(most).toBeLessThanOrEqual(6);
    expect(comparison.waiting).toBe(0);
    expect(comparison.difference).toMatchObject({ added: 0, removed: 1000, changed: 1000, same: 8000 });
    expect(comparison.difference.examples.removed).toHaveLength(20);
  });

  it("windows that are compared as they fire are those compared at the end, sessions too", async () => {
    const arrival = join(folder.path, "seeded.csv");
    let seed = 7;
    const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
    let time = NOON;
    const rows = Array.from({ length: 4000 }, () => {
      time += random(9000);
      const late = random(4) === 0 ? random(200_000) : 0;
      return `${new Date(time - late).toISOString()},s${random(3)},t,x,${random(100)},false`;
    });
    writeFileSync(arrival, `time,station,sensor,alarm,value,active\n${rows.join("\n")}\n`);
    const bounds = [0, 20_000, 500_000];
    const query = { by: ["station" as const], aggregates: [{ fn: "sum" as const }], names: ["sum"] };
    for (const window of [tumbling(MINUTE), { kind: "session" as const, gap: 20_000 }]) {
      const { differences, windows, late, saved } = await windowsUnder([arrival], {}, bounds, { window, ...query });
      expect(saved.map((each) => each.rows)).toEqual([late[0]! - late[1]!, late[1]!]);
      expect(late[2]).toBe(0);
      for (const [i, { same, added, removed, changed }] of differences.entries()) {
        expect(changed).toBeGreaterThan(0);
        expect(same + changed + removed).toBe(windows[i]);
        expect(same + changed + added).toBe(windows[i + 1]);
      }
      // One bound against itself, but for the shift of what it waits: nothing differs.
      const [still] = (await windowsUnder([arrival], {}, [500_000, 900_000], { window, ...query })).differences;
      expect(still).toMatchObject({ added: 0, removed: 0, changed: 0, same: windows[2] });
    }
  });

  it("says up to which time alerts are compared when there are more than are held", () => {
    const held = new HeldAlerts(10);
    const alert = (time: number) => ({ id: `a${time}`, time }) as Alert;
    for (let time = 0; time < 25; time++) held.add(alert(time));
    expect(held.count).toBe(25);
    expect(held.until).toBe(9);
    expect([...held.before(held.until).keys()]).toEqual(["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"]);
    expect(held.before(3).size).toBe(3);
  });

  it("knows how far rows are behind in bounded memory, and how exactly", () => {
    const lags = new Lags();
    const n = 200_000;
    const batch = createBatch(n + 1);
    batch.length = n + 1;
    for (let i = 0; i <= n; i++) {
      batch.row[i] = i;
      batch.time[i] = i === 0 ? n : n - i;
    }
    lags.of(batch);
    const { behind, median, most, grain } = lags.summary();
    expect([behind, most, grain]).toEqual([n, n, 4]);
    expect(median).toBeGreaterThanOrEqual(n / 2);
    expect(median).toBeLessThan(n / 2 + 2 * grain);
  });
});
