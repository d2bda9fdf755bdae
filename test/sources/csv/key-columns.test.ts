import { describe, expect, it, test } from "vitest";
import { detectCsv } from "../../../src-main/sources/csv/detect/detect.ts";

const clock = (i: number): string => new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString();
const table = (header: string, row: (i: number) => string, n = 200): string =>
  `${header}\n${Array.from({ length: n }, (_, i) => row(i)).join("\n")}\n`;
const detect = (text: string) => detectCsv(text, "utf-8", "a test", []);

describe("what tells series apart is found, so that two devices never become one series", () => {
  it("by names of other languages, with flags in their words", () => {
    const { mapping, guesses } = detect(
      table(
        "Zeitstempel;Standort;Meßstelle;Größe [°C];Grenzwert;Alarm aktiv",
        (i) =>
          `01.03.2026 10:${String(i % 60).padStart(2, "0")};${i % 2 ? "Köln" : "Bonn"};Kessel;2${i % 9},5;45,0;${i % 9 ? "nein" : "ja"}`,
      ),
    );
    expect(mapping).toMatchObject({ station: "Standort", sensor: "Meßstelle", value: "Größe [°C]", threshold: "Grenzwert" });
    expect(mapping.alarm).toBeUndefined();
    expect(mapping).toMatchObject({ active: "Alarm aktiv" });
    expect([mapping.activeTrue.includes("ja"), mapping.activeFalse.includes("nein")]).toEqual([true, true]);
    expect(guesses.find(({ name }) => name === "active")?.reason).toBe("ja is on, nein is off");
    expect(guesses.find(({ name }) => name === "keys")?.answer).toBe("station Standort, sensor Meßstelle");
  });

  it("by what stands in a column whose name says nothing", () => {
    const { mapping, guesses } = detect(
      table("t_time,foo,bar,val", (i) => `${clock(i >> 2)},f${i % 2},b${(i >> 1) % 2},${i * 0.25}`),
    );
    expect(mapping).toMatchObject({ station: "foo", sensor: "bar", value: "val" });
    expect(guesses.find(({ name }) => name === "keys")?.reason).toBe("texts that recur");
  });

  it("by numbers, where rows of one time differ in nothing else", () => {
    const { mapping } = detect(table("time,unit nr,power,load", (i) => `${clock(i >> 2)},${i % 4},${i * 0.25},${i * 0.5}`));
    expect(mapping).toMatchObject({ station: "unit nr", values: ["power", "load"] });
  });

  it("an alarm column of yes and no is a flag, one of codes a part of the key", () => {
    expect(detect(table("time,device,value,alarm", (i) => `${clock(i)},d,${i},${i % 7 ? "OK" : "ALARM"}`)).mapping).toMatchObject(
      {
        active: "alarm",
        activeTrue: expect.arrayContaining(["alarm"]),
      },
    );
    expect(detect(table("time,device,value,alarm", (i) => `${clock(i)},d,${i},${301 + (i % 3)}`)).mapping).toMatchObject({
      alarm: "alarm",
    });
  });

  it("without a header, by the text that stands in every row rather than by a column's number", () => {
    const headerless = (row: (i: number) => string) => {
      const { mapping, guesses } = detect(Array.from({ length: 200 }, (_, i) => `${row(i)}\n`).join(""));
      const { station, sensor, value, constants } = mapping;
      return { station, sensor, value, constants, keys: guesses.find(({ name }) => name === "keys")?.answer };
    };
    const one = { station: undefined, sensor: 1, value: 2, constants: {}, keys: "sensor column 2" };
    expect(headerless((i) => `${clock(i)};Kessel;${i % 9},5`)).toEqual(one);
    expect(headerless((i) => `${clock(i)};Köln;Kessel;${i % 9},5;°C`)).toMatchObject({ station: 1, sensor: 2, value: 3 });
    expect(headerless((i) => `${clock(i)};S${i % 3};Kessel;${i % 9},5`)).toMatchObject({ station: 1, sensor: 2, value: 3 });
    expect(headerless((i) => `${clock(i)};${i % 9},5`)).toMatchObject({ value: 1, constants: { sensor: "column 2" } });
  });

  it("of a flag only what is off may stand in the rows looked at", () => {
    const flag = (name: string, off: string) =>
      detect(table(`time,device,value,${name}`, (i) => `${clock(i)},d,${i},${off}`)).mapping;
    for (const name of ["on", "alarm_active", "alarmActive", "in_alarm", "tripped", "alarm"])
      expect([name, flag(name, "false").active]).toEqual([name, name]);
    const german = flag("Alarm", "nein");
    expect([german.active, german.activeTrue.includes("ja")]).toEqual(["Alarm", true]);
    // A code, a status and a remark are not.
    for (const [name, word] of [
      ["alarm", "0"],
      ["status", "OK"],
      ["valid", "false"],
    ] as const)
      expect([name, flag(name, word).active]).toEqual([name, undefined]);
  });

  it("a severity is no part of an event, and that is said", () => {
    const { mapping, guesses } = detect(
      table(
        "time,device,alarm_id,active,severity,value",
        (i) => `${clock(i)},d${i % 2},a${i % 3},${i % 4 > 0},${i % 3 ? "minor" : "critical"},${i}`,
      ),
    );
    expect(mapping).toMatchObject({ station: "device", alarm: "alarm_id", active: "active", value: "value" });
    expect(guesses.find(({ name }) => name === "severity")).toMatchObject({
      answer: "severity is not read",
      reason: expect.stringContaining("a catalogue by the alarm's code"),
    });
    expect(
      detect(table("time,value", (i) => `${clock(i)},${i}`)).guesses.find(({ name }) => name === "severity"),
    ).toBeUndefined();
  });

  it.each([
    ["time,tag,value,quality", (i: number) => `${clock(i)},T${i % 2},${i},${i % 7 ? "Good" : "Bad"}`, "Bad, Good stand there"],
    ["time,FT1,FT1_Q", (i: number) => `${clock(i)},${i}.5,${i % 7 ? 192 : 24}`, "24, 192 stand there"],
  ])("how good a reading is is not read, and that is said: %s", (header, row, said) => {
    const { guesses } = detect(table(header, row));
    expect(guesses.find(({ name }) => name === "quality")).toMatchObject({
      answer: expect.stringMatching(/^(?:quality|FT1_Q) is not read$/),
      reason: expect.stringContaining(said),
    });
  });

  it("switches beside numbers are not read, and that is said", () => {
    const header = "time,pump,valve,temp,flow";
    const { guesses } = detect(table(header, (i) => `${clock(i)},${i % 5 ? "ON" : "OFF"},${i % 2},${i}.5,${i}`));
    expect(guesses.find(({ name }) => name === "shape")?.reason).toBe(
      "several columns of numbers; pump not read: write 1 and 0 for on and off to have it beside numbers",
    );
    const seen = detect(table("time,alarm_id,value,seen", (i) => `${clock(i)},a${i % 2},${i},${i % 2 ? "yes" : "no"}`));
    expect(seen.guesses.find(({ name }) => name === "shape")?.reason).toBe('value in "value"');
  });

  it("of readings that are all as good nothing is said", () => {
    const { guesses } = detect(table("time,tag,value,quality", (i) => `${clock(i)},T${i % 2},${i},Good`));
    expect(guesses.some(({ name }) => name === "quality")).toBe(false);
  });

  it("what changes while one series goes on parts it not, and that is said", () => {
    const hour = (i: number): string => new Date(Date.UTC(2026, 2, 1, i)).toISOString();
    const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const day = detect(table("time,day,load", (i) => `${hour(i)},${days[Math.floor(i / 24) % 7]},${i % 50}.5`));
    expect([day.mapping.station, day.mapping.sensor]).toEqual([undefined, undefined]);
    expect(day.guesses.find(({ name }) => name === "keys")).toMatchObject({
      answer: "none",
      reason: "what stands in day changes while one series goes on",
    });
    // Devices in turn, at times of their own, and one behind the other.
    const turn = detect(table("time,foo,load", (i) => `${hour(i)},d${i % 2},${i}.5`));
    const uneven = detect(table("time,foo,load", (i) => `${hour(i * i)},d${Math.floor(i / 50)},${i}.5`));
    const behind = detect(table("time,foo,load", (i) => `${hour(i % 100)},d${Math.floor(i / 100)},${i}.5`));
    expect([turn, uneven, behind].map(({ mapping }) => mapping.station)).toEqual(["foo", "foo", "foo"]);
  });

  it("remarks and directions part no series", () => {
    const remarks = detect(
      table("time,value,quality,comment", (i) => `${clock(i)},${i},${i % 3 ? "GOOD" : "BAD"},${i % 5 ? "" : "checked"}`),
    ).mapping;
    expect([remarks.station, remarks.sensor]).toEqual([undefined, undefined]);
    const wide = detect(table("time,temp,hum,wind", (i) => `${clock(i)},${i * 0.5},${i % 90},${["N", "E", "S"][i % 3]}`)).mapping;
    expect([wide.station, wide.sensor, wide.values]).toEqual([undefined, undefined, ["temp", "hum"]]);
  });
});

test.each([
  ["Russian", "Время", "Станция", "Датчик", "Значение", "Порог"],
  ["Polish", "Czas", "Urządzenie", "Czujnik", "Wartość", "Próg"],
  ["Czech", "Čas", "Zařízení", "Čidlo", "Hodnota", "Limit"],
  ["Turkish", "Zaman", "Cihaz", "Algılayıcı", "Değer", "Eşik"],
  ["Greek", "Χρόνος", "Σταθμός", "Αισθητήρας", "Τιμή", "Limit"],
  ["Chinese", "时间", "设备", "传感器", "值", "阈值"],
  ["Japanese", "日時", "装置", "センサ", "測定値", "閾値"],
  ["Korean", "시간", "장치", "센서", "값", "임계값"],
])("columns called in %s are what they are called, in whatever order", (_, time, station, sensor, value, threshold) => {
  const rows = table([sensor, value, threshold, time, station].join(";"), (i) =>
    `p${i % 2},${i}.5,90,${1_772_323_200 + i},d${i % 3}`.replaceAll(",", ";"),
  );
  expect(detect(rows).mapping).toMatchObject({ time: { columns: [time], format: "epoch-s" }, station, sensor, value, threshold });
});

test.each([
  ["door", "open", "closed"],
  ["pump_on", "TRUE", "FALSE"],
])("a switch beside one value parts it into no two series: %s", (name, on, off) => {
  const { mapping } = detect(table(`time,${name},temp`, (i) => `${clock(i)},${i % 2 ? on : off},${i}.5`));
  expect([mapping.station, mapping.sensor, mapping.alarm, mapping.value]).toEqual([undefined, undefined, undefined, "temp"]);
});

test("items of Zabbix are sensors, though no two rows are of one time", () => {
  const { mapping } = detect(
    table("itemid;clock;value;ns", (i) => `${100 + (i % 2)};${1_705_312_800 + i * 60};${i}.5;${i * 1000}`),
  );
  expect([mapping.sensor, mapping.value]).toEqual(["itemid", "value"]);
});

test.each(["thingName", "Entity Name", "room", "turbine_id", "Name"])(
  "devices of a wide table are told apart by %s, also where no two rows are of one time",
  (name) => {
    const { mapping } = detect(table(`time,${name},temp,hum`, (i) => `${clock(i)},unit-${i % 3},${i}.5,${i}`));
    expect([mapping.station, mapping.values]).toEqual([name, ["temp", "hum"]]);
  },
);

test("times of a row that are not read are named, whatever they are called", () => {
  const rows = Array.from(
    { length: 20 },
    (_, i) => `2024-01-01 00:00:${10 + i},${i}.5,2024-01-01 00:01:${10 + i},${i + 100}.25,x\n`,
  );
  const { guesses } = detect(`measured,temp,seen,hum,note\n${rows.join("")}`);
  expect(guesses.find(({ name }) => name === "time")).toMatchObject({
    answer: "measured",
    reason: expect.stringMatching(/; seen not read, though times stand there too$/),
  });
});

test.each([
  ["Date-Time (CST/CDT)", "America/Chicago"],
  ["MTU (CET/CEST)", "Europe/Berlin"],
  ["Time (EST)", "-05:00"],
  ["datetime_utc", "UTC"],
  ["TimeGenerated [UTC]", "UTC"],
  ["Time UTC+2", "+02:00"],
  ["Time (CST)", "UTC"],
  ["Time (ABC/DEF)", "UTC"],
])("the zone of local times may stand in the name of their column: %s", (name, zone) => {
  const { mapping, guesses } = detect(table(`${name},temp`, (i) => `${clock(i).slice(0, 19)},${i}.5`));
  expect(mapping.time.zone).toBe(zone);
  const silent = /ABC|\(CST\)/.test(name);
  expect(guesses.find((guess) => guess.name === "time")?.reason).toMatch(
    silent ? /; no zone, taken as UTC$/ : /; zone \S+, as the column's name says$/,
  );
});

test.each([
  [
    "times of which some say no zone",
    "time,temp",
    (i: number) => `${clock(i).slice(0, i % 4 ? 24 : 19)},${i}.5`,
    /; 50 of 200 without a zone, taken as UTC$/,
  ],
  [
    "seconds of a satellite's name",
    "GPS Time,speed",
    (i: number) => `${1_389_391_218 + i}.5,${i % 30}.5`,
    /^s since 1970; counted from 1980, as GPS does/,
  ],
] as const)("what a time may mean besides is said: %s", (_, header, row, said) => {
  const { guesses } = detect(table(header, row));
  expect(guesses.find(({ name }) => name === "time")?.reason).toMatch(said);
});
