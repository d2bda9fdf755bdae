import { gzipSync } from "node:zlib";
import type { Random } from "../../simulate/random.ts";
import { chance, few, pick } from "./draws.ts";
import { mutate } from "./mutate.ts";

const NAMES = [
  "time",
  "station",
  "sensor",
  "value",
  "limit",
  "active",
  "",
  "temp_a",
  "temp_b",
  "Date",
  "Time",
  "id",
  "note",
  "__proto__",
  "constructor",
];
const MORE_NAMES = [
  "value",
  "ts",
  "alarm_id",
  '"quoted"',
  "a\u202eb",
  "ünïcode",
  "end_time",
  "start_time",
  "hasOwnProperty",
  "°C",
  "=1+1",
];
const TIMES = [
  "2024-03-01 10:20:30 UTC",
  "2024-03-01T10:20:30Z",
  "2024-03-01T10:20:30.123456789+02:00",
  "01/03/2024 10:20",
  "12/31/2024 11:59 PM",
  "13.01.2024 09.05.00",
  "1709288430",
  "1709288430000",
  "-62135596800",
  "8640000000000000",
  "8640000000000001",
  "253402300799",
  "0000-01-01 00:00:00",
  "9999-12-31 23:59:59",
  "1969-12-31 23:59:59.999",
  "2024-02-30",
  "1900-02-29",
  "2023-10-29 02:30:00",
  "24:00:00",
  "10:20",
  "1/1/1",
  "0x65e1b2ae",
  "1e12",
  "  1709288430  ",
  "",
  "never",
];
const VALUES = [
  "1",
  "21.5",
  "-3.25",
  "0",
  "-0",
  "1e308",
  "1e309",
  "4.9e-324",
  "1,5",
  "1.234,5",
  "1,234.5",
  "NaN",
  "inf",
  "-200",
  "999999",
  "NA",
  "",
  " 7 ",
  "0x10",
  "١٢",
  "１２",
  "1_000",
  "+-1",
  "--",
  "1e",
  ".",
  "9".repeat(400),
];
const FLAGS = ["true", "FALSE", "1", "0", "yes", "", "maybe", "ON"];
const WORDS = [
  "a",
  "north",
  "1161115010",
  "",
  " ",
  "é",
  "\u0000",
  "a\rb",
  '"',
  '""',
  '"a,b"',
  '"a\nb"',
  "'x'",
  "=HYPERLINK()",
  "@x",
  "\t",
  "\ufeff",
  "😀",
  "\ud800",
  "x".repeat(70_000),
];
const LINE_ENDS = ["\n", "\r\n", "\n", "\r", "\n\r", "\n\n", "\u2028"];

/** A CSV file, well made or not: its grammar is known, its use is not. */
function table(random: Random): Buffer {
  const delimiter = pick(random, [",", ";", "\t", "|", ",", " ", "::"]);
  const columns = 1 + few(random, 12);
  const kinds = Array.from({ length: columns }, (_, i) =>
    i === 0 ? TIMES : pick(random, [VALUES, VALUES, WORDS, FLAGS, TIMES]),
  );
  const steady = chance(random, 0.6);
  const time = random.below(TIMES.length);
  let text = chance(random, 0.1) ? "# made by a device\n" : "";
  if (chance(random, 0.7))
    text += kinds.map(() => pick(random, chance(random, 0.7) ? NAMES : MORE_NAMES)).join(delimiter) + pick(random, LINE_ENDS);
  const end = pick(random, LINE_ENDS);
  const started = 1_709_288_430_000 + random.below(1e6) * 1000;
  for (let row = few(random, 60); row > 0; row--) {
    const cells = kinds.map((kind, column) => {
      if (column === 0 && steady) return new Date(started + row * 1000).toISOString();
      if (kind === VALUES && chance(random, 0.8)) return String(random.below(4000) / 8);
      const cell = column === 0 && chance(random, 0.9) ? (TIMES[time] as string) : pick(random, kind);
      return cell.length > 1000 && chance(random, 0.9) ? "x" : cell;
    });
    if (chance(random, 0.03)) cells.pop();
    if (chance(random, 0.03)) cells.push("more");
    text += cells.map((cell) => (chance(random, 0.05) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter);
    text += chance(random, 0.9) ? end : pick(random, LINE_ENDS);
  }
  return Buffer.from(chance(random, 0.8) ? text : text.trimEnd());
}

/** Rows of base stations as real producers write them: what most mutations start from. */
function plain(random: Random): Buffer {
  const rows = Array.from({ length: 1 + few(random, 80) }, (_, i) => {
    const time = new Date(1_487_376_000_000 + i * 5000).toISOString().slice(0, 19).replace("T", " ");
    return `116111${random.below(9)},${121 + random.below(4)},${random.below(500)},${time} UTC,${(random.below(9000) / 100).toFixed(2)},${pick(random, ["35", "999999"])},${pick(random, ["true", "false"])},`;
  });
  return Buffer.from(
    `station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime\n${rows.join("\n")}\n`,
  );
}

/** Out of proportion: columns, fields, quotes and lines without number. */
function vast(random: Random): Buffer {
  const n = 1_000_000;
  switch (random.below(6)) {
    case 0:
      return Buffer.from(`time${",v".repeat(n)}\n2024-03-01T00:00:00Z${",1".repeat(n)}\n`);
    case 1:
      return Buffer.from(`time,value\n2024-03-01T00:00:00Z,${"9".repeat(n * 4)}\n2024-03-01T00:00:01Z,1\n`);
    case 2:
      return Buffer.from(`time,value\n${'"'.repeat(n)}\n2024-03-01T00:00:01Z,1\n`);
    case 3:
      return Buffer.from(`time,value\n2024-03-01T00:00:00Z,1${"\n".repeat(n)}2024-03-01T00:00:01Z,2\n`);
    case 4:
      return Buffer.from(`time,value\n"${"2024-03-01T00:00:00Z,1\n".repeat(n / 20)}`);
    default:
      return Buffer.from(`time,${"station,".repeat(n / 20)}value\n2024-03-01T00:00:00Z,1\n`);
  }
}

/** One in so many is out of proportion: it takes its time. */
const VAST_ONE_IN = 3000;

export function hostileCsv(random: Random): Buffer {
  if (random.below(VAST_ONE_IN) === 0) return vast(random);
  const base = chance(random, 0.5) ? table(random) : plain(random);
  const changed = chance(random, 0.5) ? mutate(random, base) : base;
  const encoded = chance(random, 0.06) ? reencoded(random, changed) : changed;
  if (!chance(random, 0.03)) return encoded;
  const packed = gzipSync(encoded, { level: 1 });
  return chance(random, 0.7) ? mutate(random, packed) : packed.subarray(0, random.below(packed.length + 1));
}

function reencoded(random: Random, bytes: Buffer): Buffer {
  const text = bytes.toString("utf8");
  const big = Buffer.from(text, "utf16le");
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([Buffer.from([0xff, 0xfe]), big]);
    case 1:
      return Buffer.concat([Buffer.from([0xfe, 0xff]), big.swap16()]);
    case 2:
      return Buffer.from(text, "latin1");
    default:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
  }
}
