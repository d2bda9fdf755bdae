import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import baseStation from "../../plugins/base-station/index.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { baseStationRows, intervalRows, type RawTables } from "./raw-tables.ts";
import { rowsOf, type WrittenReport, weirReport } from "./weir-report.ts";

// What `weir report` writes, beside SQL over the same file that knows nothing of Weir (raw-tables.ts).

const folder = temporaryFolder();
const catalogue = [baseStation].flat().find((item) => item.type === "catalogue")!;
const real = resolve(import.meta.dirname, "../../../shared/data/telecom-alarms/18V.csv");

const ARGUMENTS = [
  "station-share",
  "value-histogram",
  ...["hour-of-day", "day", "month", "year"].map((period) => `value-histogram:sensor=SENSOR,period=${period},bins=13`),
  "value-histogram:sensor=SENSOR,station=STATION,period=day,bins=7",
  "value-histogram:sensor=SENSOR,period=year,bins=50",
  ...["year", "day"].map((period) => `value-histogram:sensor=SENSOR,period=${period}`),
  ...["day", "month", "year"].map((period) => `alarms-per-period:period=${period}`),
  ...["alarm-ranking", "alarms-by-hour", "alarms-by-weekday", "data-quality"],
];
const COUNTS = "count(*) filter (where active), count(*) filter (where raised)";
const ALARMED = "(alarm <> '' or active is not null)";
const PATTERNS: Readonly<Record<string, string>> = { "hour-of-day": "%H", day: "%Y-%m-%d", month: "%Y-%m", year: "%Y" };

/** A literal DuckDB reads as that very double, not through a decimal. */
const edge = (value: number): string => `'${value}'::double`;

interface Data {
  readonly file: string;
  readonly open: (file: string) => Promise<RawTables>;
  /** For the histograms that name one. */
  readonly sensor: string;
  readonly timezone?: { readonly name: string; readonly minutes: number };
}

/** Intervals like those of a real network: several of one alarm at a time, some without length, some that end before they start. */
function writeIntervals(file: string): string {
  const random = seededRandom(11, 1);
  const lines = ["alarm_id,device_id,start_timestamp,end_timestamp"];
  let start = 25_000_000;
  for (let i = 0; i < 3000; i++) {
    start += random.below(7000);
    const length = random.uniform() < 0.1 ? 0 : random.below(20_000);
    const end = random.uniform() < 0.01 ? start - 5 : start + length;
    lines.push(`${random.below(6)},${20 + random.below(5)},${start},${end}`);
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** Values of one decimal from 22.9 to 50.7: 36.8 / 50 bins is one of those where a division rounds across the edge of a bin. */
function writeEdges(file: string): string {
  const lines = ["station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime"];
  for (let i = 229; i <= 507; i++) {
    const time = `2017-02-18 00:${String(Math.floor(i / 60)).padStart(2, "0")}:${String(i % 60).padStart(2, "0")} UTC`;
    lines.push(`116,121,322,${time},${i / 10},36.8,${i % 7 === 0},`);
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function writeStations(file: string, options: Parameters<typeof writeBts>[1]): string {
  writeBts(file, options);
  return file;
}

const data: readonly (readonly [string, () => Data])[] = [
  [
    "simulated base stations over two months",
    () => ({
      file: writeStations(join(folder.path, "clean.csv"), { stations: 2, days: 12, seed: 3 }),
      open: baseStationRows,
      sensor: "121",
    }),
  ],
  [
    "the same with every kind of bad row, in a zone of half hours",
    () => ({
      // A seed without a quote that is never closed: what such a one swallows is the CSV reader's to test, not this one's.
      file: writeStations(join(folder.path, "dirty.csv"), { stations: 2, days: 3, seed: 4, dirty: true }),
      open: baseStationRows,
      sensor: "111",
      timezone: { name: "Asia/Kolkata", minutes: 330 },
    }),
  ],
  [
    "values that stand on the edges of bins",
    () => ({ file: writeEdges(join(folder.path, "edges.csv")), open: baseStationRows, sensor: "121" }),
  ],
  ["intervals of alarms", () => ({ file: writeIntervals(join(folder.path, "intervals.csv")), open: intervalRows, sensor: "" })],
  ...(existsSync(real)
    ? [["34,838 real alarms of a network", () => ({ file: real, open: intervalRows, sensor: "" })] as const]
    : []),
];

afterAll(() => folder.remove());

describe.each(data)("%s", (_, make) => {
  let raw: RawTables;
  let reports: WrittenReport[];
  let local: (pattern: string) => string;
  let station: string;
  const named = (id: string, settings: Readonly<Record<string, unknown>> = {}): WrittenReport =>
    reports.find(
      (report) => report.id === id && Object.entries(settings).every(([name, value]) => report.settings[name] === value),
    )!;

  beforeAll(async () => {
    const { file, open, sensor, timezone } = make();
    raw = await open(file);
    local = (pattern) => `strftime(t + interval ${timezone?.minutes ?? 0} minute, '${pattern}')`;
    station = String((await raw.rows("select min(station) from raw"))[0]?.[0]);
    const wanted = ARGUMENTS.flatMap((text) => ["--report", text.replace("SENSOR", sensor).replace("STATION", station)]);
    reports = await weirReport(folder.path, file, ...wanted, "--timezone", timezone?.name ?? "UTC");
  }, 120_000);
  afterAll(() => raw?.close());

  test("station-share", async () => {
    expect(rowsOf(named("station-share").columns)).toEqual(
      await raw.rows(
        `select station, count(*), count(*) / (select count(*) from raw)::double from raw group by 1 order by 2 desc, 1`,
      ),
    );
  });

  test.each(["day", "month", "year"])("alarms-per-period, %s", async (period) => {
    const got = rowsOf(named("alarms-per-period", { period }).columns);
    expect(got.length).toBeGreaterThan(0);
    expect(got).toEqual(
      await raw.rows(
        `select station, ${local(PATTERNS[period]!)} as period, ${COUNTS} from raw where ${ALARMED} group by 1, 2 order by 2, 1`,
      ),
    );
  });

  test("alarm-ranking, with the catalogue's names", async () => {
    const want = await raw.rows(`select alarm, ${COUNTS}, count(*) filter (where value > threshold) as exceeded
      from raw where ${ALARMED} group by 1 order by 4 desc, 3 desc, 1`);
    const nameOf = (alarm: string): string => catalogue.alarms?.[alarm]?.name ?? alarm;
    expect(rowsOf(named("alarm-ranking").columns)).toEqual(
      want.map(([alarm, ...counts]) => [alarm, nameOf(String(alarm)), ...counts]),
    );
  });

  test("alarms-by-hour", async () => {
    expect(rowsOf(named("alarms-by-hour").columns)).toEqual(
      await raw.rows(
        `select alarm, ${local("%H")}::int as hour, ${COUNTS} from raw where ${ALARMED} group by 1, 2 order by 1, 2`,
      ),
    );
  });

  test("alarms-by-weekday", async () => {
    const got = rowsOf(named("alarms-by-weekday").columns);
    expect(got).toEqual(
      await raw.rows(
        `select ${local("%u")}::int as weekday, ${local("%H")}::int as hour, ${COUNTS} from raw where ${ALARMED} group by 1, 2 order by 1, 2`,
      ),
    );
  });

  test("data-quality", async () => {
    const iso = "%Y-%m-%dT%H:%M:%S.%gZ";
    const [want] = await raw.rows(`select read, accepted, malformed, unconvertible, 0, 0, 0, 0,
      (select strftime(min(t), '${iso}') from raw), (select strftime(max(t), '${iso}') from raw),
      (select max(gap) from (select epoch_ms(t) - lag(epoch_ms(t)) over (order by t) as gap from raw)) from counted`);
    expect(rowsOf(named("data-quality").columns).map((row) => row.slice(1))).toEqual([want]);
  });

  test.each(["hour-of-day", "day", "month", "year"])("value-histogram of one sensor, %s", async (period) => {
    const report = named("value-histogram", { period, bins: 13 });
    await holds(report, `sensor = '${report.settings["sensor"]}'`, period, 13);
  });

  test("value-histogram with edges where values stand", async () => {
    const report = named("value-histogram", { bins: 50 });
    await holds(report, `sensor = '${report.settings["sensor"]}'`, "year", 50);
  });

  test("value-histogram of one station", async () => {
    const report = named("value-histogram", { bins: 7 });
    await holds(report, `sensor = '${report.settings["sensor"]}' and station = '${station}'`, "day", 7);
  });

  test("value-histogram of the temperatures, or of the sensor with most events", async () => {
    const known = Object.entries(catalogue.sensors ?? {}).filter(([, { quantity }]) => quantity === "temperature");
    const codes = known.map(([code]) => `'${code}'`).join(", ");
    const some = Number((await raw.rows(`select count(*) from raw where sensor in (${codes})`))[0]?.[0]);
    const most = "sensor = (select sensor from raw group by 1 order by count(*) desc, 1 limit 1)";
    await roundHolds(named("value-histogram"), some > 0 ? `sensor in (${codes})` : most, "hour-of-day");
  });

  test.each(["year", "day"])("value-histogram with round edges, %s", async (period) => {
    const report = named("value-histogram", { bins: 0, period });
    await roundHolds(report, `sensor = '${report.settings["sensor"]}'`, period);
  });

  /** Edges of few digits, one width, 20 bins at most; each count is that of the raw events between the edges. */
  async function roundHolds(report: WrittenReport, chosen: string, period: string): Promise<void> {
    const got = rowsOf(report.columns) as [string, string, number, number, number][];
    expect(got.length).toBeGreaterThan(0);
    const width = got[0]![3] - got[0]![2];
    for (const [, , start, end] of got) {
      expect(end - start).toBeCloseTo(width, 9);
      for (const each of [start, end]) expect(each / width).toBeCloseTo(Math.round(each / width), 6);
      // Round when it is printed, too: not 0.30000000000000004.
      expect(String(Math.abs(start)).replace(/^0\.0*|\./g, "").length, `${start}`).toBeLessThan(8);
    }
    expect([1, 2, 2.5, 5, 10]).toContain(Number((width / 10 ** Math.floor(Math.log10(width) + 1e-9)).toPrecision(6)));
    const [low, high] = [Math.min(...got.map((row) => row[2])), Math.max(...got.map((row) => row[3]))];
    expect(Math.round((high - low) / width)).toBeLessThanOrEqual(20);
    const printed = got.map(([own, when, start, end]) => `('${own}', '${when}', ${edge(start)}, ${edge(end)})`);
    const want = await raw.rows(`with printed (station, period, low, high) as (values ${printed.join(", ")})
      select p.station, p.period, p.low, p.high, count(*) from printed p join raw r on r.station = p.station and ${chosen}
        and ${local(PATTERNS[period]!)} = p.period and value >= p.low and value < p.high group by all order by 1, 2, 3`);
    expect(got).toEqual(want);
    const total = await raw.rows(`select count(*) from raw where ${chosen}`);
    expect(got.reduce((sum, row) => sum + row[4], 0)).toBe(total[0]?.[0]);
  }

  /** Equal bins over all chosen values; each count is that of the raw events between the edges that are printed. */
  async function holds(report: WrittenReport, chosen: string, period: string, bins: number): Promise<void> {
    const got = rowsOf(report.columns) as [string, string, number, number, number][];
    expect(got.length).toBeGreaterThan(0);
    const [[low, high] = []] = (await raw.rows(`select min(value), max(value) from raw where ${chosen}`)) as [number, number][];
    const width = (high! - low!) / bins;
    const printed = got.map(
      ([own, when, start, end]) =>
        `('${own}', '${when}', ${edge(start)}, ${edge(end)}, ${Math.round((start - low!) / width) === bins - 1})`,
    );
    for (const [, , start, end] of got) {
      const bin = Math.round((start - low!) / width);
      expect(bin).toBeGreaterThanOrEqual(0);
      expect(bin).toBeLessThan(bins);
      expect(start).toBeCloseTo(low! + bin * width, 9);
      expect(end).toBeCloseTo(low! + (bin + 1) * width, 9);
    }
    const want = await raw.rows(`with printed (station, period, low, high, is_last) as (values ${printed.join(", ")})
      select p.station, p.period, p.low, p.high, count(*) from printed p join raw r on r.station = p.station and ${chosen.replaceAll("station =", "r.station =")}
        and ${local(PATTERNS[period]!)} = p.period and value >= p.low and (value < p.high or is_last) group by all order by 1, 2, 3`);
    expect(got).toEqual(want);
    // Nothing stands outside the bins that are printed.
    const total = await raw.rows(`select count(*) from raw where ${chosen}`);
    expect(got.reduce((sum, row) => sum + row[4], 0)).toBe(total[0]?.[0]);
  }
});

test("a mapping file that names start and end gives what detection found", async () => {
  const file = writeIntervals(join(folder.path, "mapped.csv"));
  const mapping = join(folder.path, "mapping.json");
  const columns = { station: "device_id", alarm: "alarm_id", intervalEnd: "end_timestamp" };
  writeFileSync(mapping, JSON.stringify({ ...columns, time: { columns: ["start_timestamp"], format: "epoch-s" } }));
  const own = await weirReport(folder.path, file, "--report", "alarms-per-period", "--mapping", mapping);
  expect(own).toEqual(await weirReport(folder.path, file, "--report", "alarms-per-period"));
  expect(own[0]!.columns["raised"]!.length).toBeGreaterThan(10);
});
