import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { tumbling } from "../../plugins/api.ts";
import { whatifCommand } from "../../src-main/cli/whatif-command.ts";
import { differenceOf, windowsUnder } from "../../src-main/session/what-if.ts";
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
    const { lateness, late, windows } = await windowsUnder([file], {}, [0, 30_000, 90_000], query);
    expect(lateness).toMatchObject({ events: 8, behind: 2, most: 90_000 });
    expect(late.map((rows) => rows.map(({ row, behind }) => [row, behind]))).toEqual([
      [
        [4, 20_000],
        [7, 90_000],
      ],
      [[7, 90_000]],
      [],
    ]);
    const max = windows.map((lines) => [...lines.values()].map((line) => JSON.parse(line).max as number));
    expect(max).toEqual([
      [3, 5, 7],
      [10, 5, 7],
      [10, 6, 7],
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
    expect(differenceOf(before, after)).toEqual({ added: ["d"], removed: ["c"], changed: [["b", "B"]], same: 1 });
  });
});
