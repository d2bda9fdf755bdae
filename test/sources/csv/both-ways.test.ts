import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBatch } from "../../../src-main/engine/batch.ts";
import { blockRecords } from "../../../src-main/sources/csv/block-times.ts";
import { ByteRecords, type RecordTaker } from "../../../src-main/sources/csv/byte-records.ts";
import { FastRows } from "../../../src-main/sources/csv/fast-rows.ts";
import { RecordSplitter } from "../../../src-main/sources/csv/records.ts";
import { batchFor, RowReader } from "../../../src-main/sources/csv/row-reader.ts";
import { recordDecoder } from "../../../src-main/sources/csv/row-texts.ts";
import { type Mapping, parseMapping } from "../../../src-main/sources/mapping.ts";

const COLUMNS = ["station", "sensor", "time", "value", "limit", "on", "note"];
const LONG = {
  header: false,
  time: { columns: ["time"] },
  station: "station",
  sensor: "sensor",
  value: "value",
  threshold: "limit",
  noThreshold: 999_999,
  active: "on",
};
const MAPPINGS: Readonly<Record<string, Mapping>> = Object.fromEntries(
  Object.entries({
    long: LONG,
    "decimal comma": { ...LONG, delimiter: ";", decimal: "," },
    "comma for both": { ...LONG, decimal: "," },
    "another zone": { ...LONG, time: { columns: ["time"], zone: "Europe/Rome" } },
    "day first": { ...LONG, time: { columns: ["time"], format: "dd.MM.yyyy HH:mm:ss" } },
    "month first": { ...LONG, time: { columns: ["time"], format: "mdy" } },
    "an offset": { ...LONG, time: { columns: ["time"], zone: "-05:30" } },
    "epoch s": { ...LONG, time: { columns: ["time"], format: "epoch-s" } },
    "epoch ms": { ...LONG, time: { columns: ["time"], format: "epoch-ms" } },
    "latin-1": { ...LONG, encoding: "latin1" },
    "constant with blanks": { ...LONG, constants: { alarm: " 7 " } },
    units: { ...LONG, units: { value: "kW", limit: "%" } },
    tab: { ...LONG, delimiter: "\t", quote: "'" },
    "dash as delimiter": { ...LONG, delimiter: "-" },
    wide: {
      header: false,
      time: { columns: ["time"] },
      station: "station",
      values: ["value", "limit"],
      missing: ["", "-200", "0", "NA"],
    },
  }).map(([name, data]) => [name, parseMapping(data, name)]),
);

interface Outcome {
  readonly row: number;
  readonly events: readonly unknown[];
  readonly refusal: string | null;
}

/** Every row with what became of it; `fastRows` tells how many the fast way took. */
function outcomes(
  pieces: readonly Buffer[],
  mapping: Mapping,
  quick: boolean,
  columns = COLUMNS,
): { rows: Outcome[]; fastRows: number } {
  const reader = new RowReader(mapping, columns);
  const fast = quick ? FastRows.for(mapping, reader.layout) : null;
  const decode = recordDecoder(mapping);
  const batch = batchFor(reader, 1);
  const rows: Outcome[] = [];
  let fastRows = 0;
  const note = (refusal: string | null): void => {
    rows.push({ row: rows.length + 1, events: eventsOf(batch, reader), refusal });
  };
  const taker: RecordTaker = {
    fast: (bytes, from) => {
      batch.length = 0;
      const next = fast?.read(bytes, from, 0, rows.length + 1, batch) ?? -1;
      if (next === -1) {
        expect(batch.length).toBe(0);
        return -1;
      }
      fastRows++;
      note(null);
      return next;
    },
    slow: (bytes, start, end, _offset, lines) => {
      batch.length = 0;
      const refusal = reader.read(decode(bytes.subarray(start, end)), 0, rows.length + 1, batch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      note(refusal === null ? null : `${refusal.reason}: ${refusal.detail}`);
      return true;
    },
  };
  const records = new ByteRecords(mapping.quote);
  for (const piece of pieces) records.push(piece, taker);
  records.end(taker);
  return { rows, fastRows };
}

/** The events of all rows, as many rows read at once as are plain, and how many went the careful way. */
function together(pieces: readonly Buffer[], mapping: Mapping, columns = COLUMNS): { events: unknown[]; slowRows: number } {
  const reader = new RowReader(mapping, columns);
  const fast = FastRows.for(mapping, reader.layout);
  const decode = recordDecoder(mapping);
  const batch = batchFor(reader, 10_000);
  let row = 1;
  let slowRows = 0;
  const taker: RecordTaker = {
    fast: (bytes, from) => {
      const next = fast?.readRows(bytes, from, bytes.length, bytes.length, 0, row, 10_000 - row, batch) ?? from;
      if (next === from) return -1;
      row += fast?.rows ?? 0;
      return next;
    },
    slow: (bytes, start, end, _offset, lines) => {
      const refusal = reader.read(decode(bytes.subarray(start, end)), 0, row, batch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      row++;
      slowRows++;
      return true;
    },
  };
  const records = new ByteRecords(mapping.quote);
  for (const piece of pieces) records.push(piece, taker);
  records.end(taker);
  return { events: eventsOf(batch, reader), slowRows };
}

function eventsOf(batch: EventBatch, reader: RowReader) {
  return Array.from({ length: batch.length }, (_, i) => [
    batch.time[i],
    reader.keys.key(batch.key[i] as number).join("/"),
    // Object.is tells -0 from 0.
    batch.value[i],
    batch.threshold[i],
    batch.active[i],
    batch.row[i],
  ]);
}

/** `bytes` in pieces of the given sizes, again and again. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return pieces;
}

const name = fc.constantFrom(
  ...["a", "1161115010", "", " b ", "é", "ÿ", "a\u0000b", "long-name-of-a-station", "0"],
  ...["Gerät Süd", "\u00a0温度 ", "Température de l'eau, à l'entrée", "😀", "\ufeffa", "\ufffd", "e\u0301", "\u3000", "\u0085"],
);
const zone = fc.constantFrom(
  "",
  "Z",
  " UTC",
  "UTC",
  " Z",
  "+02:00",
  "-0530",
  "+00",
  " +01:00",
  "+24:00",
  "+1:00",
  "+01:60",
  "+",
  " ",
  "GMT+02:00",
  " CET",
  "z",
);
const fraction = fc.constantFrom("", ".1", ".12", ".123", ",123", ".123456", ".999999999", ".1234567890", ".", ".x");
const clock = fc.constantFrom(
  "10:20",
  "10:20:30",
  "23:59:59",
  "24:00:00",
  "10:60",
  "10:20:60",
  "1:20:30",
  "10:2:30",
  "10.20.30",
  "10:20:3",
);
const dates = [
  ...["2024-03-01", "2024/03/01", "2024.03.01", "2024-02-29", "2023-02-29", "0999-12-31", "24-03-01", "2024-3-1", "2024-13-01"],
  ...["01.03.2024", "03/01/2024", "29-02-2024", "29.02.2023", "31.04.2024", "02/29/2024", "1.3.2024", "01.03.24", "00.01.2024"],
];
const anyTime = fc
  .tuple(fc.constantFrom(...dates), fc.constantFrom(" ", "T", "  ", ", ", "t"), clock, fraction, zone)
  .map((parts) => parts.join(""));
const oddTime = fc.constantFrom(
  "2024-03-01 10:20:30 UTC",
  "2024-03-01 10:20:30",
  "2024-03-01T10:20:30Z",
  "2024-03-01T10:20:30.057Z",
  "2024-03-01 10:20:30.5",
  "2024-03-01 10:20:30.1234567 UTC",
  "2024-02-30 00:00:00 UTC",
  "2023-02-29 00:00:00",
  "2024-02-29 23:59:60",
  "2024-10-27 02:30:00",
  "2024-03-01 24:00:00",
  "2024-03-01T10:20:30+02:00",
  "24-03-01 10:20:30",
  "2024-03-01",
  "0999-12-31 00:00:00",
  "1709288430",
  "1709288430000",
  "86400000000001",
  "1709288430.5",
  "-5",
  "1e9",
  "",
  "never",
);
const time = fc.oneof(anyTime, oddTime);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => n.toFixed(3)),
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.constantFrom(
    "",
    "-0",
    "0",
    "+7",
    ".5",
    "5.",
    "1,5",
    "1,234,5",
    "0x10",
    "NaN",
    "Infinity",
    "1e400",
    "1e-5",
    "1.5E+03",
    "0e9",
    "-0.0e-70",
    "1e",
    "1e+",
    "1e1.5",
    "e5",
    ".e5",
    "9007199254740993",
    "9999999999999999999",
    "10000000000000000000",
    "0.30000000000000004",
    "-200",
    "-200.0",
    "999999",
  ),
  fc.constantFrom(
    "999999.0",
    "1.5 kW",
    "12kW",
    "9 W",
    "1e3",
    " 4 ",
    "4 4",
    "00012",
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456",
    "--1",
    "NA",
  ),
);
const flag = fc.constantFrom("true", "false", "TRUE", "True", "tRuE", "1", "0", "yes", "n", "", "NA", " true", "maybe", "tru");
const note = fc.constantFrom(
  "",
  "text",
  "two words",
  '"quoted"',
  '"with, mark"',
  '"over\ntwo lines"',
  '"lost',
  "a\rb",
  "ü",
  "x'y",
);
const cells = fc.tuple(name, name, time, number, number, flag, note);
/** Most rows are plain, so that the fast way is taken. */
const plain = fc.tuple(
  fc.constantFrom("a", "b", "116"),
  fc.constantFrom("1", "11"),
  fc.constantFrom("2024-03-01 10:20:30 UTC", "2024-03-02T00:00:00Z"),
  fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((n) => n.toFixed(2)),
  fc.constantFrom("35", "999999", "0.5"),
  fc.constantFrom("true", "false"),
  fc.constantFrom("", "note"),
);
/** How a cell is put in quotes, well and badly. */
const QUOTINGS: readonly ((text: string, quote: string) => string)[] = [
  (text) => text,
  (text, quote) => quote + text.replaceAll(quote, quote + quote) + quote,
  (text, quote) => ` ${quote}${text}${quote}`,
  (text, quote) => `${quote}${text}${quote} `,
  (text, quote) => `${quote}${text}`,
  (text, quote) => `${text}${quote}`,
  (text, quote) => `${quote} ${text} ${quote}`,
  (text, quote) => `${quote}${text}${quote}${quote}`,
  (text, quote) => `${quote}${text}\r${quote}`,
  (text, quote) => `${quote}${text}\n${quote}`,
];
/** The quotes of a row's cells: mostly all alike. */
const quoting = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1).map((kind) => COLUMNS.map(() => kind)) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(0, 1), { minLength: COLUMNS.length, maxLength: COLUMNS.length }),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.nat(QUOTINGS.length - 1), { minLength: COLUMNS.length, maxLength: COLUMNS.length }),
  },
);
const line = fc.record({
  quoting,
  cells: fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: cells }),
  /** Cells dropped or doubled at the end. */
  surplus: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
  end: fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "\r\n\r\n"),
});
const file = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 12 }),
  lastEnds: fc.boolean(),
  /** Bytes put over others. */
  mutations: fc.array(fc.tuple(fc.nat(), fc.constantFrom(0xff, 0x00, 0x22, 0x0a, 0x0d, 0x2c, 0xc3, 0x30, 0x2d, 0x09)), {
    maxLength: 3,
  }),
  orderMark: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
});

function fileBytes(
  { lines, lastEnds, orderMark, mutations }: typeof file extends fc.Arbitrary<infer Made> ? Made : never,
  { delimiter, quote, encoding }: Mapping,
): Buffer {
  let text = orderMark ? "\ufeff" : "";
  for (const { cells, quoting: kinds, surplus, end } of lines) {
    const fields = cells.map((cell, i) => QUOTINGS[kinds[i] as number]?.(cell, quote) ?? cell);
    const row = surplus > 0 ? [...fields, "more"] : fields.slice(0, fields.length + surplus);
    text += row.join(delimiter) + end;
  }
  const bytes = Buffer.from(lastEnds ? text : text.trimEnd(), encoding === "latin1" ? "latin1" : "utf8");
  for (const [at, byte] of mutations) if (bytes.length > 0) bytes[at % bytes.length] = byte;
  return bytes;
}

describe("the fast way and the careful way", () => {
  it.each(Object.keys(MAPPINGS))("accept and refuse the same rows, wherever the bytes are cut: %s", (kind) => {
    const mapping = MAPPINGS[kind] as Mapping;
    fc.assert(
      fc.property(file, (made) => {
        const bytes = fileBytes(made, mapping);
        const careful = outcomes([bytes], mapping, false).rows;
        expect(outcomes([bytes], mapping, true).rows).toEqual(careful);
        expect(outcomes(cut(bytes, made.sizes), mapping, true).rows).toEqual(careful);
        expect(together([bytes], mapping).events).toEqual(careful.flatMap(({ events }) => events));
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it("the first look finds no time later than the rows have", () => {
    fc.assert(
      fc.property(file, (made) => {
        const mapping = MAPPINGS.long as Mapping;
        const bytes = fileBytes(made, mapping);
        const { rows } = outcomes([bytes], mapping, false);
        const least = Math.min(...rows.flatMap(({ events }) => (events as number[][]).map(([time]) => time as number)));
        const blocks = Float64Array.of(Number.POSITIVE_INFINITY);
        const records = blockRecords(blocks, mapping, new RowReader(mapping, COLUMNS), 0);
        for (const piece of cut(bytes, made.sizes)) records.push(piece);
        records.end();
        // Of a row that is refused for something else the time may count.
        if (rows.every(({ refusal }) => refusal === null)) expect(blocks[0]).toBe(least);
        else expect(blocks[0]).toBeLessThanOrEqual(least);
      }),
      { numRuns: 400, seed: 11 },
    );
  });

  it.each([
    ["plain rows", (text: string) => text],
    ["rows with every field in quotes", (text: string) => `"${text}"`],
    ["rows with texts in quotes", (text: string) => (/^-?[\d.]+$/.test(text) ? text : `"${text}"`)],
    ["rows with names beyond ASCII", (text: string) => text.replace(/^s/, "Gerät 温度 ")],
    ["rows with quoted names with the delimiter in them", (text: string) => text.replace(/^s.*$/, '"$&, north"')],
    ["rows with all the digits of a double", (text: string) => text.replace(/^(\d+\.25)$/, "$&00000000000004")],
    ["rows with exponents", (text: string) => text.replace(/^(\d+)\.25$/, "$1.5e-03")],
    ["rows with microseconds", (text: string) => text.replace(" UTC", ".123456")],
    ["rows with offsets", (text: string) => text.replace(" UTC", "+01:00")],
    ["rows without seconds", (text: string) => text.replace(/:\d\d UTC/, "")],
    ["rows with blanks around their fields", (text: string) => ` ${text} `],
    ["rows with an empty threshold and flag", (text: string) => text.replace(/^(35|true)$/, "")],
  ])("%s go the fast way", (_, written) => {
    const rows = Array.from({ length: 50 }, (_, i) =>
      [`s${i % 3}`, "1", `2024-03-01 10:00:${String(i).padStart(2, "0")} UTC`, `${i}.25`, "35", "true", ""]
        .map(written)
        .join(","),
    );
    expect(outcomes([Buffer.from(`${rows.join("\n")}\n`)], MAPPINGS.long as Mapping, true).fastRows).toBeGreaterThan(45);
  });

  it.each([
    ["dd.MM.yyyy HH:mm:ss", "01.03.2024 10:20:30", 30],
    ["mdy", "03/01/2024 10:20", 0],
  ])("rows with times of the format %s go the fast way", (format, text, seconds) => {
    const mapping = parseMapping({ ...LONG, time: { columns: ["time"], format } }, format);
    const { rows, fastRows } = outcomes([Buffer.from(`a,1,${text},1,2,true,\n`.repeat(5))], mapping, true);
    expect(fastRows).toBe(5);
    expect(rows.map(({ events }) => (events as number[][])[0]?.[0])).toEqual(
      Array(5).fill(Date.UTC(2024, 2, 1, 10, 20, seconds)),
    );
  });

  it("rows with local times at a fixed offset go the fast way", () => {
    const mapping = parseMapping({ ...LONG, time: { columns: ["time"], zone: "-05:30" } }, "offset");
    const { rows, fastRows } = outcomes([Buffer.from("a,1,2024-03-01 10:20:30,1,2,true,\n")], mapping, true);
    expect(fastRows).toBe(1);
    expect(rows).toMatchObject([{ events: [[Date.UTC(2024, 2, 1, 15, 50, 30), "a/1/", 1, 2, 1, 1]] }]);
  });

  it("two keys of the same characters, parted elsewhere by a delimiter in quotes, are two", () => {
    const time = "2024-03-01 10:20:30 UTC";
    const rows = [`"a,b",c,${time},1,2,true,`, `a,"b,c",${time},1,2,true,`, `"a","b",${time},1,2,true,`, `a,b,${time},1,2,true,`];
    const { rows: read, fastRows } = outcomes([Buffer.from(`${rows.join("\n")}\n`)], MAPPINGS.long as Mapping, true);
    expect(read.flatMap(({ events }) => (events as unknown[][]).map(([, key]) => key))).toEqual([
      "a,b/c/",
      "a/b,c/",
      "a/b/",
      "a/b/",
    ]);
    expect(fastRows).toBe(4);
  });

  it.each(["long", "sensor apart", "wide", "quoted", "quoted and apart"])(
    "agree over thousands of rows and keys read at once: %s",
    (kind) => {
      const mapping = kind.endsWith("apart")
        ? parseMapping({ ...LONG, alarm: "note" }, kind)
        : (MAPPINGS[kind] ?? (MAPPINGS.long as Mapping));
      const quote = kind.startsWith("quoted") ? '"' : "";
      const rows = Array.from({ length: 6000 }, (_, i) => {
        const key = (i * 7919) % 4001;
        // Names longer and shorter than eight bytes, one that does not fit a word of them, thresholds in more ways than are remembered.
        const station = "s".repeat(key % 11) + key;
        const time = `2024-03-01 10:${String(i % 60).padStart(2, "0")}:00 UTC`;
        const odd = i % 911 === 910 ? '"lost' : "";
        const limit = `${i % 300 === 0 ? "" : i % 130}${i % 7 === 0 ? "" : ".5"}`;
        const cells = [station, key % 17, time, `${(i * 37) % 1000}.${i % 100}`, limit, i % 3 === 0];
        return [...cells.map((cell) => `${quote}${cell}${quote}`), odd].join(",");
      });
      const bytes = Buffer.from(`${rows.join("\n")}\n`);
      const careful = outcomes([bytes], mapping, false).rows.flatMap(({ events }) => events);
      // Pieces that end within rows, and one that is larger than what is looked at together.
      for (const pieces of [cut(bytes, [65_536, 1000]), [bytes]]) {
        const { events, slowRows } = together(pieces, mapping);
        expect(events).toEqual(careful);
        expect(slowRows).toBeLessThan(600);
      }
    },
  );

  it.each([
    { columns: 1000, quote: "", slow: 0 },
    { columns: 1000, quote: '"', slow: 0 },
    // Longer than the room for their copies.
    { columns: 6000, quote: '"', slow: 12 },
  ])("agree over rows of $columns columns in quotes $quote", ({ columns: count, quote, slow }) => {
    const names = Array.from({ length: count }, (_, c) => `v${c}`);
    const columns = ["time", "station", ...names];
    const mapping = parseMapping({ header: false, time: { columns: ["time"] }, station: "station", values: names }, "very wide");
    const rows = Array.from({ length: 12 }, (_, r) =>
      [`2024-03-01 10:00:${String(r).padStart(2, "0")} UTC`, `s${r % 3}`, ...names.map((_, c) => `${r}.${c}`)]
        .map((cell) => `${quote}${cell}${quote}`)
        .join(","),
    );
    const bytes = Buffer.from(`${rows.join("\n")}\n`);
    const careful = outcomes([bytes], mapping, false, columns).rows.flatMap(({ events }) => events);
    const { events, slowRows } = together([bytes], mapping, columns);
    expect(events).toEqual(careful);
    expect(slowRows).toBe(slow);
  });

  it("numbers of up to 19 digits with exponents are exact to the last bit, those halfway between two doubles too", () => {
    const halfway = fc
      .tuple(fc.bigInt(2n ** 52n, 2n ** 53n - 1n), fc.nat(9), fc.constantFrom(-1n, 0n, 1n))
      .map(([mantissa, shift, beside]) => String((((mantissa << 1n) | 1n) << BigInt(shift)) + beside));
    const digits = fc
      .tuple(fc.bigInt(0n, 10n ** 19n - 1n), fc.nat(18), fc.integer({ min: -70, max: 70 }))
      .map(([all, places, power]) => {
        const text = String(all).padStart(places + 1, "0");
        return `${text.slice(0, text.length - places)}${places > 0 ? "." : ""}${text.slice(text.length - places)}e${power}`;
      });
    fc.assert(
      fc.property(fc.oneof(halfway, digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
        const { rows } = outcomes(
          [Buffer.from(`a,1,2024-03-01 10:20:30 UTC,${text},35,true,filled\n`)],
          MAPPINGS.long as Mapping,
          true,
        );
        expect(rows.flatMap(({ events }) => (events as number[][]).map((event) => event[2]))).toEqual([Number(text)]);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("numbers are exact to the last bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 15 }), (digits, places) => {
        const whole = String(Math.abs(digits)).padStart(places + 1, "0");
        const text = `${digits < 0 ? "-" : ""}${whole.slice(0, whole.length - places)}${places > 0 ? "." : ""}${places > 0 ? whole.slice(-places) : ""}`;
        const bytes = Buffer.from(`a,1,2024-03-01 10:20:30 UTC,${text},35,true,filled\n`);
        const { rows } = outcomes([bytes], MAPPINGS.long as Mapping, true);
        expect(rows.flatMap(({ events }) => (events as number[][]).map((event) => event[2]))).toEqual([Number(text)]);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});

describe("records", () => {
  it("are cut alike from bytes in pieces and from text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", ",", '"', "\n", "\r\n", '""', "bc", "é"), { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        (parts, sizes) => {
          const text = parts.join("");
          const fromText: string[] = [];
          const splitter = new RecordSplitter('"');
          splitter.push(text, (record) => fromText.push(record));
          splitter.end((record) => fromText.push(record));
          const fromBytes: string[] = [];
          const taker: RecordTaker = {
            fast: () => -1,
            slow: (bytes, start, end) => fromBytes.push(Buffer.from(bytes.subarray(start, end)).toString()) > 0,
          };
          const records = new ByteRecords('"');
          for (const piece of cut(Buffer.from(text), sizes)) records.push(piece, taker);
          records.end(taker);
          expect(fromBytes).toEqual(fromText);
        },
      ),
      { numRuns: 1000, seed: 5 },
    );
  });
});
