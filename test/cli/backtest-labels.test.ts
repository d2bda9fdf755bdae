import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { weir } from "../reports/weir-report.ts";
import { writePlugin } from "../support/plugin-folder.ts";

// A backtest with nothing to catch has figures too: what they are worth is said beside them.

const folder = mkdtempSync(join(tmpdir(), "weir-labels-"));
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  const rows = Array.from({ length: 200 }, (_, i) => `${new Date(i * 60_000).toISOString()},mill,t,${i % 7}`);
  writeFileSync(at("f.csv"), `time,station,sensor,value\n${rows.join("\n")}\n`);
  writeFileSync(at("wrong.csv"), "station,start\nMill,1970-01-01T01:00\nmill,1970-01-01T01:00\nmill,2026-01-01\n");
  writeFileSync(at("right.csv"), "station,start\nmill,1970-01-01T01:00\n");
  writeFileSync(at("none.csv"), "station,start\n");
  writeFileSync(at("either.csv"), "station,start\nmill,01/02/1970 01:00\n");
  writeFileSync(at("rooms.csv"), "room;start\nmill;1970-01-01 02:00\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [[], /^weir: there is no label to judge by: no value goes across its threshold, or none has one; --labels active takes .*\n$/],
  [
    ["--labels", "active"],
    /^weir: there is no label to judge by: no alarm flag is on, or there is none; --labels threshold .*\n$/,
  ],
  [["--labels", at("none.csv")], /^weir: there is no label to judge by: .*none\.csv has none of the time that is judged\n$/],
  [
    ["--labels", at("wrong.csv"), "--sweep", "threshold=0.5,0.9"],
    /^weir: 2 labels of 3 are of a key or a time that the data have not, the first: Mill 1970-01-01T01:00:00\.000Z; no alert .*\n$/,
  ],
  [["--labels", at("right.csv")], /^$/],
  [
    ["--labels", at("rooms.csv"), "--timezone", "+01:00"],
    /^weir: \S+rooms\.csv: "room" is not read: a label has station, sensor, alarm, start, end\n$/,
  ],
  [
    ["--labels", at("either.csv"), "--date-order", "mdy"],
    /^weir: 1 label of 1 is of a key or a time that the data have not, the first: mill 1970-01-02T01:00:00\.000Z; no alert .*\n$/,
  ],
  [
    ["--labels", at("either.csv")],
    /^weir: \S+either\.csv: dates such as 01\/02\/1970 01:00 are read with the day first and could have the month first: say which with --date-order dmy or mdy\nweir: .*1970-02-01T01:00/,
  ],
])("a backtest with %j says whether there was something to catch", async (flags, said) => {
  const { code, stderr, stdout } = await weir("plugin", "backtest", "anomaly", at("f.csv"), ...flags);
  expect(stderr).toMatch(said);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toBeTypeOf("object");
});

test("a rule is judged behind the filters it stands behind when it runs", async () => {
  const rows = Array.from(
    { length: 1990 },
    (_, i) => `${new Date(i * 60_000).toISOString()},mill,t,${i % 400 === 399 ? 900 : 20 + (i % 7)}`,
  );
  writeFileSync(at("spikes.csv"), `time,station,sensor,value\n${rows.join("\n")}\n`);
  const judged = async (...flags: string[]): Promise<number> => {
    const { stdout } = await weir("plugin", "backtest", "anomaly", at("spikes.csv"), "--labels", at("right.csv"), ...flags);
    return JSON.parse(stdout).alerts;
  };
  expect(await judged()).toBeGreaterThan(0);
  expect(await judged("--plugin", "despike")).toBe(0);
  const rule = await weir("plugin", "backtest", "anomaly", at("spikes.csv"), "--plugin", "active-alarms");
  expect(rule).toMatchObject({
    code: 2,
    stderr: "weir: --plugin active-alarms: it is a rule; only filters change what the rule judged sees\n",
  });
});

test("files that follow one another are judged with each row once", async () => {
  const row = (minute: number): string =>
    `${new Date(minute * 60_000).toISOString()},mill,t,door,1,${minute >= 4 && minute < 8 ? "on" : "off"}`;
  const rows = Array.from({ length: 40 }, (_, i) => row(i));
  const header = "time,station,sensor,alarm,value,active";
  writeFileSync(at("day-1.csv"), `${[header, ...rows].join("\n")}\n`);
  writeFileSync(at("day-2.csv"), `${[header, ...rows.slice(1)].join("\n")}\n`);
  const alerts = async (...flags: string[]): Promise<number> => {
    const files = [at("day-1.csv"), at("day-2.csv")];
    const { stdout } = await weir("plugin", "backtest", "alarm-counts:limit=5", ...files, "--labels", "active", ...flags);
    return JSON.parse(stdout).alerts;
  };
  expect(await alerts()).toBeGreaterThan(0);
  expect(await alerts("--once")).toBe(0);
});

test("false alerts are divided by the stations of which the rule sees something, and that is said", async () => {
  const hot = `import { defineRule } from "weir";
export default defineRule({
  id: "hot", title: "Hot", by: ["station", "sensor"], only: { sensor: ["room"] }, settings: {},
  onEvent({ alert }, { value }) { if (value > 40) alert({ severity: "warning", title: "Hot", value }); },
});
`;
  const plugin = writePlugin(folder, "hot", hot);
  const rows = Array.from({ length: 2 * 24 + 1 }, (_, hour) => {
    const time = new Date(hour * 3_600_000).toISOString();
    return ["a", "b", "c", "d"].map(
      (station) => `${time},${station},${station === "a" ? "room" : "door"},${hour % 24 === 12 ? 50 : 20}`,
    );
  });
  writeFileSync(at("rooms-and-doors.csv"), `time,station,sensor,value\n${rows.flat().join("\n")}\n`);
  writeFileSync(at("elsewhere.csv"), "station,start\na,1970-01-01\n");
  const way = ["plugin", "backtest", plugin, at("rooms-and-doors.csv"), "--labels", at("elsewhere.csv"), "--horizon", "1m"];
  const { stdout, stderr } = await weir(...way);
  expect(JSON.parse(stdout)).toMatchObject({ falseAlerts: 2, stations: 1, allStations: 4, days: 2, falsePerDay: 1 });
  expect(stderr).toBe("weir: false alerts are by 1 station of 4: the rule sees no event of the others\n");
});
