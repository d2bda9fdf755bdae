import { expect, test } from "vitest";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const N = 40;
const two = (n: number): string => String(n).padStart(2, "0");
const BASE = Date.parse("2024-01-15T10:00:00Z");
const at = (i: number): number => BASE + i * 60_000;
const iso = (i: number): string => new Date(at(i)).toISOString();
const clock = (i: number): string => `${two(10 + Math.floor(i / 60))}:${two(i % 60)}:00`;
const day = (i: number): number => Date.UTC(2024, 0, 15 + i);
const digits = (ms: number, length: number): string => new Date(ms).toISOString().replaceAll(/\D/g, "").slice(0, length);
const rowsOf = (row: (i: number) => string): string => Array.from({ length: N }, (_, i) => row(i)).join("\n");

interface Export {
  /** The program that writes it. */
  readonly of: string;
  readonly header: string;
  readonly row: (i: number) => string;
  /** As station/sensor/alarm. */
  readonly keys: readonly string[];
  /** Of the first event. */
  readonly first?: { readonly time?: number; readonly value?: number; readonly active?: boolean | null };
  /** Rows that are none, by what they lack. */
  readonly refused?: number;
}

const EXPORTS: readonly Export[] = [
  {
    of: "Grafana, series joined by time",
    header: '"Time","cpu srv1","cpu srv2"',
    row: (i) => `${1_705_312_800_000 + i * 60_000},${i}.5,`,
    keys: ["/cpu srv1/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "Grafana, formatted",
    header: '"Time","cpu","room","load"',
    row: (i) => `2024-01-15 10:${two(i)}:00,${i}.5%,${20 + i} °C,"${i} kW"`,
    keys: ["/cpu/", "/load/", "/room/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a list of readings with decimal commas and units",
    header: "Zeit;Gerät;Wert",
    row: (i) => `15.01.2024 ${clock(i)};${i % 2 ? "24V" : "12V"};${i},5 bar`,
    keys: ["12V/Wert/", "24V/Wert/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "Grafana of old, a series a row",
    header: '"Series";"Time";"Value"',
    row: (i) => `"cpu";"2024-01-15T10:${two(i)}:00+00:00";${i}`,
    keys: ["/cpu/"],
    first: { time: at(0), value: 0 },
  },
  {
    of: "InfluxDB, annotated",
    header: [
      "#group,false,false,true,true,false,false,true,true,true",
      "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string",
      "#default,_result,,,,,,,,",
      ",result,table,_start,_stop,_time,_value,_field,_measurement,host",
    ].join("\n"),
    row: (i) =>
      `,,${i % 2},2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,2024-01-15T10:${two(i)}:00Z,${i}.25,${i % 2 ? "humidity" : "temperature"},weather,h1`,
    keys: ["h1/humidity/", "h1/temperature/"],
    first: { time: at(0), value: 0.25 },
  },
  {
    of: "Prometheus, a sample a row",
    header: "timestamp,value,__name__,instance,job",
    row: (i) => `${1_705_312_800 + i * 60},${i},${i % 2 ? "up" : "temp"},srv${(i >> 1) % 2}:9100,node`,
    keys: ["srv0:9100/temp/", "srv0:9100/up/", "srv1:9100/temp/", "srv1:9100/up/"],
    first: { time: at(0), value: 0 },
  },
  {
    of: "PlotJuggler",
    header: "__time,/imu/accel/x,/battery/voltage",
    row: (i) => `${1_705_312_800 + i * 60}.250000,${i % 2 ? "" : i},12.5`,
    keys: ["//battery/voltage/", "//imu/accel/x/"],
    first: { time: at(0) + 250 },
  },
  {
    of: "Home Assistant, numbers",
    header: "entity_id,state,last_changed",
    row: (i) => `sensor.room_${i % 2},${i % 4 === 3 ? "unavailable" : `21.${i}`},${iso(i)}`,
    keys: ["/sensor.room_0/", "/sensor.room_1/"],
    first: { time: at(0), value: 21, active: null },
    refused: 10,
  },
  {
    of: "Home Assistant, switches",
    header: "entity_id,state,last_changed",
    row: (i) => `binary_sensor.door_${i % 2},${i % 4 < 2 ? "on" : "off"},${iso(i)}`,
    keys: ["/binary_sensor.door_0/", "/binary_sensor.door_1/"],
    first: { value: 1, active: true },
  },
  {
    of: "Home Assistant, both",
    header: "entity_id,state,last_changed",
    row: (i) => (i % 2 ? `binary_sensor.door,${i % 4 < 2 ? "on" : "off"},${iso(i)}` : `sensor.room,${i % 4},${iso(i)}`),
    keys: ["/binary_sensor.door/", "/sensor.room/"],
    first: { value: 0, active: null },
  },
  {
    of: "WinCC, a tag archive",
    header: "VarName;TimeString;VarValue;Validity;Time_ms",
    row: (i) => `Tank_${i % 2};15.01.2024 ${clock(i)};4${i},5;1;${45_306_416_666 + i},67`,
    keys: ["/Tank_0/", "/Tank_1/"],
    first: { time: at(0), value: 40.5 },
  },
  {
    of: "an alarm log of raised and cleared",
    header: "Timestamp,Device,Alarm,State,Priority,Acknowledged",
    row: (i) => `${iso(i)},plc${i % 2},High level,${i % 4 < 2 ? "RAISED" : "CLEARED"},2,${i % 2 ? "yes" : "no"}`,
    keys: ["plc0//High level", "plc1//High level"],
    first: { value: 1, active: true },
  },
  {
    of: "a SCADA alarm log with acknowledgement in its states",
    header: "EventStamp,AlarmState,Alarm Name,TagName,Priority",
    row: (i) => `${iso(i)},${["UNACK_ALM", "ACK", "ACK_RTN"][i % 3]},HiHi,Tank.Level,${500 + (i % 2)}`,
    keys: ["/Tank.Level/HiHi"],
    first: { value: 1, active: true },
    refused: 13,
  },
  {
    of: "an alarm log of messages",
    header: "Timestamp,Tag,Message,State,Comment",
    row: (i) => `${iso(i)},PT101,${i % 4 < 2 ? "High" : "Low"} level,${i % 2 ? "RTN" : "ALM"},`,
    keys: ["/PT101/High level", "/PT101/Low level"],
    first: { value: 1, active: true },
  },
  {
    of: "an alarm log in German",
    header: "Datum;Uhrzeit;Anlage;Alarmtext;Zustand",
    row: (i) => `15.01.2024;${clock(i)};Pumpe ${i % 2};Störung Motor;${i % 4 < 2 ? "Kommt" : "Geht"}`,
    keys: ["Pumpe 0//Störung Motor", "Pumpe 1//Störung Motor"],
    first: { time: at(0), value: 1, active: true },
  },
  {
    of: "alarms from when to when, some acknowledged, some still on",
    header: "Cleared At,Raised At,Acknowledged At,Acked By,Node,Alarm,Severity,Duration (s)",
    row: (i) => `${i % 4 === 3 ? "" : iso(i + 7)},${iso(i)},${i % 2 ? iso(i + 3) : ""},${i % 2 ? "eva" : ""},n${i % 3},LOS,1,420`,
    keys: ["n0//LOS", "n1//LOS", "n2//LOS"],
    first: { time: at(0), value: 1, active: true },
  },
  {
    of: "an energy meter, a period a row",
    header: "Start,End,Consumption (kWh)",
    row: (i) => `${iso(i * 30)},${iso(i * 30 + 30)},0.${i}`,
    keys: ["/Consumption (kWh)/"],
    first: { time: at(0), value: 0 },
  },
  {
    of: "a weather service, dates in digits with the hour",
    header: "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor",
    row: (i) => `44;${digits(at(i * 60), 10)};3;${i}.5;9${i % 10};eor`,
    keys: ["44/RF_TU/", "44/TT_TU/"],
    first: { time: at(0) },
  },
  {
    of: "days in digits",
    header: "date,flow",
    row: (i) => `${digits(day(i), 8)},${i}`,
    keys: ["/flow/"],
    first: { time: day(0) },
  },
  {
    of: "days in digits, time of day apart",
    header: "date,time,flow",
    row: (i) => `20240115,${clock(i)},${i}`,
    keys: ["/flow/"],
    first: { time: at(0) },
  },
  {
    of: "times in digits to the second",
    header: "timestamp,flow",
    row: (i) => `${digits(at(i), 14)},${i}`,
    keys: ["/flow/"],
    first: { time: at(0) },
  },
  {
    of: "a data logger that says its zone in a column's name and has remarks hardly ever",
    header: '"Plot Title: Barn"\n"#","Date Time, GMT-05:00","Temp, °C","Host Connected"',
    row: (i) => `${i + 1},01/15/24 ${two(10)}:${two(i)}:00 AM,${i}.5,${i === N - 1 ? "Logged" : ""}`,
    keys: ["/Temp, °C/"],
    first: { time: at(0) + 5 * 3_600_000, value: 0.5 },
  },
  {
    of: "a data logger with its serial number in fields of their own",
    header: "Model:,RC-5\nSerial:,EF5200\nStart:,2024-01-15 10:00:00\n\nNo.,Time,Temperature(°C)",
    row: (i) => `${i + 1},2024-01-15 ${clock(i)},${i}.5`,
    keys: ["/Temperature(°C)/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a data logger in German, blanks at the end",
    header: "Logger 174H;;\nGerät;SN 39501234;\nDatum;Temperatur[°C];Feuchte[%];",
    row: (i) => `15.01.2024 ${clock(i)};${i},5;4${i % 10},0;`,
    keys: ["/Feuchte[%]/", "/Temperatur[°C]/"],
    first: { time: at(0) },
  },
  {
    of: "a multimeter, a reading with its kind of current a stretch of time",
    header: '"Fluke 289","V5.0"\n"Reading","Sample","Start Time","Duration","Max","Description","Stop Time"',
    row: (i) =>
      `${i + 1},"${i}.5 V DC","01/15/2024 ${clock(i)}","0:01:00.0","${i + 1}.5 V DC","Interval","01/15/2024 ${clock(i + 1)}"`,
    keys: ["/Max/", "/Sample/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "Grafana, series named by their labels, with units",
    header: '"Time","{host=""a"", job=""n""}","{host=""b"", job=""n""}"',
    row: (i) => `2024-01-15 10:${two(i)}:00,${i}.5 °C,${i} °C`,
    keys: ['/{host="a", job="n"}/', '/{host="b", job="n"}/'],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a river's gauge, its number a name",
    header: "agency_cd\tsite_no\tdatetime\ttz_cd\t69928_00060\t69928_00060_cd",
    row: (i) => `USGS\t01646500\t2024-01-15 10:${two(i)}\tUTC\t${i}.5\tP`,
    keys: ["01646500/69928_00060/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a historian, a time and a value a tag, its name above the time",
    header: "TI202.PV,,FIC101.PV,",
    row: (i) => `15-Jan-24 ${clock(i)},${i % 9 ? `${i}.5` : "Bad"},15-Jan-24 ${clock(i)},${i % 7 ? i : "I/O Timeout"}`,
    keys: ["/FIC101.PV/", "/TI202.PV/"],
    first: { time: at(1), value: 1.5 },
    refused: 1,
  },
  {
    of: "a recorder, its tags above the line of date and time",
    header: "Device Type,,GP10\nSampling Interval,,1 min\nCh.,,0001,0002\nTag,,T_in,T_out\nUnit,,°C,°C\nDate,Time,,",
    row: (i) => `2024/01/15,${clock(i)},${i}.5,${i}.25`,
    keys: ["/T_in/", "/T_out/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a data logger, names above a line of units that names the time",
    header: "Serial Number,TGP-4500\n,,Temperature,Humidity\n,Time,°C,%RH",
    row: (i) => `${i + 1},15/01/2024 ${clock(i)},${i}.5 °C,${40 + (i % 9)}.1 %RH`,
    keys: ["/Humidity/", "/Temperature/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a data set that says the parts of its times again",
    header: "Datetime,Year,Month,Day,Hour,DayOfWeek,min,load",
    row: (i) => `2024-01-15 ${clock(i)},2024,1,15,${10 + Math.floor(i / 60)},0,${i}.5,${i * 7}`,
    keys: ["/load/", "/min/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "a home weather station, its place above in as many fields",
    header: 'Name;Lat;Long;Module;Type\n"Indoor";8.5;47.3;"Office";"Module"\nTimestamp;"Timezone : Europe/Paris";Temp;Hum;CO2',
    row: (i) => `${at(i) / 1000};"2024/01/15 ${two(11 + Math.floor(i / 60))}:${two(i % 60)}:00";${i}.5;4${i % 9};${400 + i}`,
    keys: ["/CO2/", "/Hum/", "/Temp/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "feeds that are told by a number",
    header: "id,value,feed_id,created_at",
    row: (i) => `0F${i}A,${i}.5,${2700 + (i % 2)},2024-01-15 ${clock(i)} UTC`,
    keys: ["2700/value/", "2701/value/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "several sensors that are told by a number",
    header: "time_stamp,sensor_index,humidity,temperature",
    row: (i) => `${at(i) / 1000},${131_075 + (i % 2)},4${i % 9},${i}.5`,
    keys: ["131075/humidity/", "131075/temperature/", "131076/humidity/", "131076/temperature/"],
    first: { time: at(0), value: 40 },
  },
  {
    of: "a weather service, how good a value is in Swedish",
    header: "Datum;Tid (UTC);Lufttemperatur;Kvalitet",
    row: (i) => `2024-01-15;${clock(i)};${i}.5;${i % 7 ? "G" : "Y"}`,
    keys: ["/Lufttemperatur/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "an electricity bill, the customer above",
    header: "Name,JANE DOE\nAccount,1234567890\n\nTYPE,DATE,START TIME,END TIME,USAGE (kWh),COST",
    row: (i) => `Usage,2024-01-15,${clock(i).slice(0, 5)},${clock(i + 1).slice(0, 5)},0.${i},$0.${i % 3}0`,
    keys: ["/USAGE (kWh)/"],
    first: { time: at(0), value: 0 },
  },
  {
    of: "an oscilloscope, its settings above, times from the trigger on",
    header: "Record Length,2500\nSample Interval,4e-06\nSource,CH1\nHorizontal Units,s\nTIME,CH1",
    row: (i) => `${(i - 20) / 10},${i}.5`,
    keys: ["/CH1/"],
    first: { time: -2000, value: 0.5 },
  },
  {
    of: "times as a spreadsheet counts them",
    header: "Date,Pressure",
    row: (i) => `${45_306 + (600 + i) / 1440},${i}.5`,
    keys: ["/Pressure/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "microseconds since the start",
    header: "TimeUS,Roll,Pitch",
    row: (i) => `${123_000 + i * 20_000},${i}.5,1`,
    keys: ["/Pitch/", "/Roll/"],
    first: { time: 123 },
  },
  {
    of: "a vehicle's log, as `date` writes times",
    header: "GPS Time, Device Time,Speed,RPM",
    row: (i) => `Mon Jan 15 ${two(11)}:${two(i)}:00 GMT+01:00 2024,15-Jan-2024 ${clock(i)},${i}.5,${900 + i}`,
    keys: ["/RPM/", "/Speed/"],
    first: { time: at(0) },
  },
  {
    of: "Spanish halves of the day",
    header: "Fecha;Hora;Caudal",
    row: (i) => `15/01/2024;10:${two(i)}:00 a. m.;${i},5`,
    keys: ["/Caudal/"],
    first: { time: at(0), value: 0.5 },
  },
  {
    of: "Swiss thousands",
    header: "Zeit;Stand kWh",
    row: (i) => `15.01.2024 ${clock(i)};12'34${i % 10}.5`,
    keys: ["/Stand kWh/"],
    first: { time: at(0), value: 12_340.5 },
  },
  {
    of: "French months, blanks between thousands",
    header: "Horodatage;Débit",
    row: (i) => `15 janv. 2024 ${clock(i)};12\u202f34${i % 10},5`,
    keys: ["/Débit/"],
    first: { time: at(0), value: 12_340.5 },
  },
  {
    of: "decimal commas with exponents",
    header: "t;x",
    row: (i) => `2024-01-15T${clock(i)};${i},500E-03`,
    keys: ["/x/"],
    first: { time: at(0), value: 0.0005 },
  },
  {
    of: "several measures of each sensor",
    header: "time,sensor_id,temp,hum",
    row: (i) => `${iso(i)},s${i % 2},${i}.5,${40 + i}`,
    keys: ["s0/hum/", "s0/temp/", "s1/hum/", "s1/temp/"],
    first: { time: at(0) },
  },
  {
    of: "several measures of sensors that are called alike at each site",
    header: "time,site,sensor,temp,hum",
    row: (i) => `${iso(i)},S${(i >> 1) % 2},s${i % 2},${i}.5,${40 + i}`,
    keys: ["S0/hum/s0", "S0/hum/s1", "S0/temp/s0", "S0/temp/s1", "S1/hum/s0", "S1/hum/s1", "S1/temp/s0", "S1/temp/s1"],
    first: { time: at(0) },
  },
  {
    of: "a plant's tags, which limit was passed in words",
    header: "Time,Tag,PV,HiLimit,AlarmState",
    row: (i) => `${iso(i)},LT${i % 2},${i}.5,22,${["NORMAL", "HI", "LO"][i % 3]}`,
    keys: ["/LT0/", "/LT1/"],
    first: { value: 0.5, active: false },
  },
  {
    of: "a journal of alarms, what became of each in the type of the event",
    header: "Event Time,Source,Alarm,Priority,Event Type,User",
    row: (i) => `${iso(i)},Pump${i % 2},High level,High,${["Active", "Clear", "Ack"][i % 3]},`,
    keys: ["Pump0//High level", "Pump1//High level"],
    first: { value: 1, active: true },
    refused: 13,
  },
];

test.each(EXPORTS.map((each) => [each.of, each] as const))("an export is understood without a flag: %s", async (of, each) => {
  const read = await readCsv(folder.write(`${of.replaceAll(/\W+/g, "-")}.csv`, `${each.header}\n${rowsOf(each.row)}\n`));
  const refused = each.refused ?? 0;
  expect({ rows: read.rows, accepted: read.accepted }).toEqual({ rows: N, accepted: N - refused });
  expect([...new Set(read.events.map(({ key }) => key))].sort()).toEqual([...each.keys]);
  expect(read.events[0]).toMatchObject(each.first ?? {});
});

test("an alarm that is not over yet is on from its start", async () => {
  const read = await readCsv(
    folder.write("open.csv", `alarm,start,end\nA,${iso(0)},${iso(1)}\nB,${iso(2)},\nC,${iso(3)},${iso(4)}\nD,${iso(5)},N/A\n`),
  );
  expect(read.events.map(({ key, time, active }) => [key, (time - BASE) / 60_000, active])).toEqual([
    ["//A", 0, true],
    ["//A", 1, false],
    ["//B", 2, true],
    ["//C", 3, true],
    ["//C", 4, false],
    ["//D", 5, true],
  ]);
});

test("a number is its own value where it means on as well", async () => {
  const rows = ["2", "0", "on", "off", "7.5", "maybe"].map((state, i) => `${iso(i)},${state}`).join("\n");
  const words = { activeTrue: ["on", "2"], activeFalse: ["off", "0"] };
  const mapping = parseMapping({ time: { columns: ["time"] }, value: "state", active: "state", ...words }, "a test");
  const read = await readCsv(folder.write("state.csv", `time,state\n${rows}\n`), { mapping });
  expect(read.events.map(({ value, active }) => [value, active])).toEqual([
    [2, true],
    [0, false],
    [1, true],
    [0, false],
    [7.5, null],
  ]);
  expect(read.rejects).toMatchObject([{ row: 6, detail: 'value "maybe" is not a number' }]);
});

test("numbers of one column in several units are none, which is said; later ones in another are refused", async () => {
  const rows = (unit: (i: number) => string): string => `time,power\n${rowsOf((i) => `${iso(i)},${i} ${unit(i)}`)}\n`;
  await expect(
    readCsv(
      folder.write(
        "units.csv",
        rows((i) => (i % 2 ? "W" : "kW")),
      ),
    ),
  ).rejects.toThrow('the numbers of column "power" have several units (kW, W); export them in one, or without formatting');
  const read = await readCsv(
    folder.write(
      "later.csv",
      rows((i) => (i === N - 1 ? "kW" : "W")),
    ),
    {
      mapping: parseMapping({ time: { columns: ["time"] }, value: "power", units: { power: "W" } }, "a test"),
    },
  );
  expect(read.refused).toEqual({ unconvertible: 1 });
  expect(read.events.at(-1)?.value).toBe(N - 2);
});

test("ids that look like readings stay ids", async () => {
  const read = await readCsv(folder.write("ids.csv", `time,line,power\n${rowsOf((i) => `${iso(i)},${1 + (i % 3)}A,${i}.5`)}\n`));
  expect([...new Set(read.events.map(({ key }) => key))]).toEqual(["1A/power/", "2A/power/", "3A/power/"]);
});

test.each([
  [
    "parts",
    "No,year,month,day,hour,pm",
    (i: number) => `${i + 1},2024,Jan,15,${i % 24},${i}.5`,
    "several columns (year, month, day, hour); join",
  ],
  [
    "days",
    "Meter,Date,00:00,00:30,01:00",
    (i: number) => `M,2024-01-${two(1 + (i % 28))},1.5,2.5,3.5`,
    "stand in the header (00:00, 00:30",
  ],
  [
    "turned",
    "Sensor,2024-01-15 10:00,2024-01-15 10:01,2024-01-15 10:02",
    (i: number) => `T${i},1.5,2.5,3.5`,
    "stand in the header (2024-01-15 10:00",
  ],
  ["clock", "Time,Temp", (i: number) => `${clock(i)},${i}.5`, 'column "Time" holds times of day without a date'],
  [
    "range",
    "MTU,Load",
    (i: number) => `15.01.2024 ${clock(i)} - 15.01.2024 ${clock(i + 1)},${i}`,
    'column "MTU" holds a start and an end in one',
  ],
] as const)("where no column holds times it is said what there is instead: %s", async (name, header, row, said) => {
  await expect(readCsv(folder.write(`${name}.csv`, `${header}\n${rowsOf(row)}\n`))).rejects.toThrow(said);
});

test("a logger's header is found though its first row measured nothing", async () => {
  const header = [
    '"TOA5","WX1","CR1000X","12345","Std.04","CPU:wx.CR1X","4711","Hourly"',
    '"TIMESTAMP","RECORD","BattV_Min","AirTC_Avg","RH","WS_ms"',
    '"TS","RN","Volts","Deg C","%","meters/second"',
    '"","","Min","Avg","Smp","Smp"',
  ].join("\n");
  const row = (i: number): string =>
    `"2024-01-15 ${clock(i)}",${i},${i === 0 ? '"NAN","NAN","NAN","NAN"' : `12.5,${i}.25,45,"NAN"`}`;
  const read = await readCsv(folder.write("toa5.dat", `${header}\n${rowsOf(row)}\n`));
  // Below the names stand units and how they were sampled; the first row holds no value.
  expect({ rows: read.rows, refused: read.refused }).toEqual({ rows: N, refused: { unconvertible: 1 } });
  expect(read.mapping).toMatchObject({ skip: 1, below: 2, units: { BattV_Min: "V", AirTC_Avg: "°C", RH: "%" } });
  expect([...new Set(read.events.map(({ key }) => key))]).toEqual(["/BattV_Min/", "/AirTC_Avg/", "/RH/"]);
});

test.each([
  ["beside decimals with commas", "Zeit;Temp;Zähler", (i: number) => `15.01.2024 ${clock(i)};${20 + (i % 9)},5;1.${230 + i}`],
  ["beside decimals with points", "Time,Temp,Count", (i: number) => `2024-01-15 ${clock(i)},${20 + (i % 9)}.5,"1,${230 + i}"`],
  ["behind hundreds", "Zeit;Zähler", (i: number) => `15.01.2024 ${clock(i)};${i < 5 ? 1225 + i - 230 : `1.${230 + i}`}`],
  ["behind hundreds, quoted", "Time,Count", (i: number) => `2024-01-15 ${clock(i)},"${i < 5 ? 995 + i : `1,${230 + i}`}"`],
] as const)("one mark in a number is that of thousands %s", async (name, header, row) => {
  const read = await readCsv(folder.write(`thousands ${name}.csv`, `${header}\n${rowsOf(row)}\n`));
  expect(read.refused).toEqual({});
  const counts = read.events.filter(({ key }) => /Zähler|Count/.test(key)).map(({ value }) => value);
  expect(counts.slice(-30)).toEqual(Array.from({ length: 30 }, (_, i) => 1230 + N - 30 + i));
  expect(read.events.filter(({ key }) => /Temp/.test(key)).every(({ value }) => value >= 20.5 && value < 30)).toBe(true);
});

test.each([
  ["three decimals of all", "time,temp", (i: number) => `2024-01-15 ${clock(i)},2${i % 9}.${100 + i}`, 20.1],
  ["three decimals and none", "time;p", (i: number) => `2024-01-15 ${clock(i)};101${i % 2 ? "" : ",325"}`, 101.325],
  [
    "a number of thousands without a mark",
    "time;p",
    (i: number) => `2024-01-15 ${clock(i)};${i % 3 ? "1,125" : i % 2 ? "250" : "1250"}`,
    1250,
  ],
] as const)("one mark in a number is that of decimals: %s", async (name, header, row, first) => {
  const read = await readCsv(folder.write(`${name}.csv`, `${header}\n${rowsOf(row)}\n`));
  expect({ refused: read.refused, first: read.events[0]?.value }).toEqual({ refused: {}, first });
});

test("a header that is there again makes no device of a time", async () => {
  const header = "GPS Time,Device Time,Speed (km/h),RPM";
  const row = (i: number): string =>
    `${i === 20 ? `${header}\n` : ""}Mon Jan 15 ${clock(i)} GMT+00:00 2024,15-Jan-2024 ${clock(i)}.5,${i % 9}0,${900 + i}`;
  const read = await readCsv(folder.write("trip.csv", `${header}\n${rowsOf(row)}\n`));
  expect(read.refused).toEqual({ unconvertible: 1 });
  expect([...new Set(read.events.map(({ key }) => key))]).toEqual(["/Speed (km/h)/", "/RPM/"]);
});

test.each([
  ["in words", "Time,Temp,Speed,Solar\n,Deg C,meters/second,W/m^2", { Temp: "°C", Speed: "m/s", Solar: "W/m²" }],
  ["in brackets, one of which is not known", "Time,Temp,Speed,Solar\n[-],[°C],(furlongs),(W/m²)", { Temp: "°C", Solar: "W/m²" }],
  [
    "and how each was sampled",
    "Time,Temp,Speed,Solar\nTS,degC,km/h,kW\n,Avg,Smp,Tot\n,roof,mast,roof",
    { Temp: "°C", Speed: "km/h", Solar: "kW" },
  ],
])("units stand below the names %s", async (how, header, units) => {
  const row = (i: number): string => `2024-01-15 ${clock(i)},${i}.5,${i}.25,${i}`;
  const read = await readCsv(folder.write(`units ${how}.csv`, `${header}\n${rowsOf(row)}\n`));
  expect({ rows: read.rows, refused: read.refused, units: read.mapping.units }).toEqual({ rows: N, refused: {}, units });
});

test.each([
  ["a broken first row", "time,temp,hum\nx,y,z"],
  ["a first row cut short", "time,temp\n,°C,°C"],
  ["a first row with a unit for a reading and its time", "time,temp,hum\n2024-01-15 09:00:00,°C,45"],
])("what is no row of units is refused: %s", async (how, header) => {
  const row = (i: number): string => `2024-01-15 ${clock(i)},${i}.5${header.startsWith("time,temp,hum") ? `,${i}` : ""}`;
  const read = await readCsv(folder.write(`${how}.csv`, `${header}\n${rowsOf(row)}\n`));
  expect({ rows: read.rows, below: read.mapping.below }).toEqual({ rows: N + 1, below: undefined });
});

test("the unit of times may stand below their name", async () => {
  const read = await readCsv(folder.write("scope.csv", `Time,Channel A\n(ms),(V)\n\n${rowsOf((i) => `${i - 5}.0,${i}.5`)}\n`));
  expect(read.events.map(({ time }) => time)).toEqual(Array.from({ length: N }, (_, i) => i - 5));
});

test("signs stand apart from their numbers, milliseconds behind the time, units below names that are units elsewhere", async () => {
  const header = [
    'Vendor,"GRAPHTEC Corporation"',
    'Start time,"2024-01-15","10:00:00"',
    "CH,Signal name,Input,Range,Filter",
    'CH1,"T in",TEMP,TC_K,Off',
    "Data",
    "Number,Date&Time,ms,CH1,CH2",
    "NO.,time,ms,degC,degC",
  ].join("\n");
  const row = (i: number): string => `${i + 1},2024/01/15 ${clock(i)},0${two(i)},"+  ${i}.5","-   ${i + 1}.25"`;
  const read = await readCsv(folder.write("signs.csv", `${header}\n${rowsOf(row)}\n`));
  expect(read.refused).toEqual({});
  expect(read.mapping.units).toEqual({ CH1: "°C", CH2: "°C" });
  expect(read.events.map(({ time, key, value }) => [time, key, value])).toEqual(
    Array.from({ length: N }, (_, i) => [
      [at(i) + i, "/CH1/", i + 0.5],
      [at(i) + i, "/CH2/", -i - 1.25],
    ]).flat(),
  );
});

test("a first row that was cut hides neither the header nor the rows", async () => {
  const header = "LabVIEW Measurement\t\n***End_of_Header***\t\nDelta_X\t0.1\t0.1\t\nX_Value\tVoltage_0\tVoltage_1\tComment";
  const row = (i: number): string => (i === 0 ? "0.0\t0.5\t1.5" : `${i}.0\t${i}.5\t${i + 1}.5\t`);
  const read = await readCsv(folder.write("cut.lvm", `${header}\n${rowsOf(row)}\n`));
  expect({ rows: read.rows, refused: read.refused }).toEqual({ rows: N, refused: { malformed: 1 } });
  expect([...new Set(read.events.map(({ key }) => key))]).toEqual(["/Voltage_0/", "/Voltage_1/"]);
});

test("columns that blanks align are refused, though each row has as many", async () => {
  const row = (i: number): string =>
    `03047 2024-01-15 10:${two(i)}      3 -102.81   31.62    -9999.0     0  C 0    45 0 ${i + 10}.5`;
  await expect(readCsv(folder.write("aligned.txt", `${rowsOf(row)}\n`))).rejects.toThrow("its columns are aligned");
});

const hours = (i: number): Date => new Date(Date.UTC(2024, 0, 15, 22 + i));

test.each([
  [
    "a date and an hour",
    "date,hour,load",
    (i: number) => `${hours(i).toISOString().slice(0, 10)},${hours(i).getUTCHours()},${i}.5`,
    ["date", "hour"],
  ],
  [
    "hours that are called by their end",
    "load;date;HE",
    (i: number) =>
      `${i}.5;${hours(i - 1)
        .toISOString()
        .slice(0, 10)};${hours(i - 1).getUTCHours() + 1}`,
    ["date", "HE"],
  ],
  [
    "every part",
    "No,year,month,day,hour,pm",
    (i: number) => `${i + 7},2024,1,${hours(i).getUTCDate()},${hours(i).getUTCHours()},${i}.5`,
    ["year", "month", "day", "hour"],
  ],
  [
    "parts of any order and kind of name",
    "hh,mm,DD,MM,YYYY,WSPD",
    (i: number) => `${two(hours(i).getUTCHours())},00,${hours(i).getUTCDate()},01,2024,${i}.5`,
    ["YYYY", "MM", "DD", "hh", "mm"],
  ],
  [
    "the half of the day",
    "Date,Time,AM/PM,load",
    (i: number) =>
      `${hours(i).toISOString().slice(0, 10)},${two(hours(i).getUTCHours() % 12 || 12)}:00,${hours(i).getUTCHours() < 12 ? "AM" : "PM"},${i}.5`,
    ["Date", "Time", "AM/PM"],
  ],
  [
    "French hours",
    "Date;Heure;load",
    (i: number) => `${two(hours(i).getUTCDate())}/01/2024;${two(hours(i).getUTCHours())}h00;${i},5`,
    ["Date", "Heure"],
  ],
  [
    "an hour in blanks beside digits",
    "# STN,YYYYMMDD,   HH,   T",
    (i: number) => `  260,${digits(hours(i).getTime(), 8)},${String(hours(i).getUTCHours()).padStart(5)},  ${i}.5`,
    ["YYYYMMDD", "HH"],
  ],
  [
    "a time of day in digits",
    "Date,Time,load",
    (i: number) => `${hours(i).toISOString().slice(0, 10)},${two(hours(i).getUTCHours())}00,${i}.5`,
    ["Date", "Time"],
  ],
  [
    "the zone",
    "Local Time,UTC Offset,load",
    (i: number) => `${new Date(hours(i).getTime() - 18_000_000).toISOString().slice(0, 19)},-05:00,${i}.5`,
    ["Local Time", "UTC Offset"],
  ],
  [
    "the zone in letters",
    "site_no\tdatetime\ttz_cd\tflow",
    (i: number) =>
      `01646500\t${new Date(hours(i).getTime() - 18_000_000).toISOString().slice(0, 16).replace("T", " ")}\tEST\t${i}.5`,
    ["datetime", "tz_cd"],
  ],
] as const)("a time in several columns is no key: %s", async (name, header, row, columns) => {
  const read = await readCsv(folder.write(`parts-${name.replaceAll(/\W/g, "")}.csv`, `${header}\n${rowsOf(row)}\n`));
  expect(read.mapping.time.columns).toEqual(columns);
  expect(read.events.map(({ time, value }) => [time, value])).toEqual(
    Array.from({ length: N }, (_, i) => [hours(i).getTime(), i + 0.5]),
  );
  expect(new Set(read.events.map(({ key }) => key)).size).toBe(1);
});

test("times of day that lost their zeros are refused, lengths of time are none", async () => {
  const rows = (name: string): string =>
    `Date,${name},load\n${rowsOf((i) => `2024-01-${two(15 + Math.floor(i / 24))},${(i % 24) * 100 + 5},${i}.5`)}\n`;
  await expect(readCsv(folder.write("short-clocks.csv", rows("Time")))).rejects.toThrow(
    'the times of day in column "Time" lack their first zeros (5); write four digits',
  );
  const read = await readCsv(folder.write("downtime.csv", rows("Downtime")));
  expect([...new Set(read.events.map(({ key }) => key))]).toEqual(["/Downtime/", "/load/"]);
});

test("of an interval the zone of its start is not that of its end: neither is read", async () => {
  const row = (i: number): string => `A${i % 3},2024-01-15 ${clock(i)},2024-01-15 ${clock(i + 1)},-05:00`;
  const read = await readCsv(folder.write("zoned-intervals.csv", `alarm,start,end,utc_offset\n${rowsOf(row)}\n`));
  expect(read.mapping).toMatchObject({ time: { columns: ["start"] }, intervalEnd: "end" });
});

test("two digits of a year may come first: days in a row are no years in a row", async () => {
  const row = (i: number): string => `${hours(i).toISOString().slice(2, 10)} ${two(hours(i).getUTCHours())}:00:00,${i}.5`;
  const read = await readCsv(folder.write("short-years.csv", `Time,U1-1[°C]\n${rowsOf(row)}\n`));
  expect(read.events.map(({ time }) => time)).toEqual(Array.from({ length: N }, (_, i) => hours(i).getTime()));
});

test.each([
  ["Buddhist", 2567, "of the Buddhist calendar; write them 543 less"],
  ["Persian", 1402, "of the Persian or Islamic calendar"],
])("years of another calendar are refused: %s", async (name, year, said) => {
  const path = folder.write(`${name}.csv`, `Date,Level\n${rowsOf((i) => `${year}-01-${two(1 + (i % 28))} 10:00,${i}.5`)}\n`);
  await expect(readCsv(path)).rejects.toThrow(`the years of column "Date" (${year}) are ${said}`);
});
