import fc from "fast-check";
import { expect, test } from "vitest";
import { type Mapping, parseMapping } from "../../../src-main/sources/mapping.ts";
import { MessageRows } from "../../../src-main/sources/rabbitmq/message-rows.ts";
import type { QueueMessage } from "../../../src-main/sources/rabbitmq/queue-mapping.ts";
import type { SourceChunk } from "../../../src-main/sources/source.ts";

const COLUMNS = ["time", "station", "sensor", "value", "limit", "on"];

function mapping(encoding: Mapping["encoding"], values?: readonly string[]): Mapping {
  return parseMapping(
    {
      encoding,
      columns: COLUMNS,
      time: { columns: ["time"] },
      station: "station",
      ...(values === undefined ? { sensor: "sensor", value: "value", threshold: "limit", active: "on" } : { values }),
    },
    "test",
  );
}

/** Everything a chunk says, row by row. */
function told(chunks: readonly SourceChunk[]) {
  const keys: unknown[] = [];
  const events: unknown[] = [];
  const totals = { rows: 0, accepted: 0, bytes: 0 };
  const refused: Record<string, number> = {};
  const rejects: unknown[] = [];
  for (const chunk of chunks) {
    keys.push(...chunk.newKeys);
    const { length, time, key, value, threshold, active, row } = chunk.events;
    for (let i = 0; i < length; i++)
      events.push([time[i], keys[key[i] as number], value[i], threshold[i], active[i], row[i], chunk.textOf?.(i)]);
    totals.rows += chunk.rows;
    totals.accepted += chunk.rowsAccepted;
    totals.bytes += chunk.bytes;
    for (const [reason, count] of Object.entries(chunk.refused)) refused[reason] = (refused[reason] ?? 0) + count;
    rejects.push(...chunk.rejects);
  }
  return { events, totals, refused, rejects };
}

function read(by: Mapping, takes: readonly (readonly QueueMessage[])[]) {
  const rows = new MessageRows({ mapping: by, columns: COLUMNS }, "auto", 1e6);
  return told(
    takes.flatMap((messages) => {
      rows.expect(messages.length);
      for (const message of messages) rows.add(message);
      return rows.take();
    }),
  );
}

const number = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => n.toFixed(2)),
  fc.constantFrom("", "NaN", "1e5", "7", "-0", "+3", "5.", "x"),
);
const row = fc
  .tuple(
    fc.nat(59),
    fc.constantFrom("north", '"south"', "", '"nor""th"'),
    fc.constantFrom("temp", '"hum,idity"', '"a\nb"'),
    number,
    number,
  )
  .map(([second, station, sensor, value, limit]) =>
    [`2024-03-01T00:00:${String(second).padStart(2, "0")}Z`, station, sensor, value, limit, "true"].join(","),
  );
const line = fc.oneof(
  { arbitrary: row, weight: 12 },
  {
    arbitrary: fc.constantFrom(COLUMNS.join(","), "value,limit,on,time,station,sensor", "", " ", "garbage", '"lost', "a\0b"),
    weight: 3,
  },
);
const body = fc.oneof(
  { arbitrary: row, weight: 6 },
  {
    arbitrary: fc
      .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "\n"))
      .map(([lines, between, last]) => lines.join(between) + last),
    weight: 5,
  },
  {
    arbitrary: fc.constantFrom('{"time":"2024-03-01T00:00:00Z","value":1}', "[]", '["2024-03-01T00:00:00Z","n","t",1,2,"true"]'),
    weight: 1,
  },
);
const message = fc
  .tuple(
    body,
    fc.constantFrom(undefined, "text/csv", "application/json", "text/plain"),
    fc.constantFrom(undefined, COLUMNS.join(","), "limit,on,time,station,sensor,value"),
  )
  .map(
    ([text, contentType, columns]): QueueMessage => ({
      bytes: Buffer.from(text),
      head: contentType === undefined ? {} : { contentType },
      ...(columns === undefined ? {} : { columns }),
    }),
  );

// Bodies of another charset always go row by row; these are ASCII, so both must tell the same.
for (const [name, values] of [
  ["a long table", undefined],
  ["a wide table", ["value", "limit"]],
] as const)
  test(`many messages read from bytes give what they give row by row: ${name}`, () => {
    fc.assert(
      fc.property(fc.array(fc.array(message, { maxLength: 8 }), { maxLength: 5 }), (takes) => {
        expect(read(mapping("utf-8", values), takes)).toEqual(read(mapping("latin1", values), takes));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

test("blanks around names are padding in messages of every format, as in files", () => {
  const own = parseMapping({ time: { columns: ["time"] }, station: "station", sensor: "sensor", value: "value" }, "test");
  const rows = new MessageRows({ mapping: own, columns: COLUMNS.slice(0, 4) }, "auto", 10);
  const time = "2024-01-01 00:00:00";
  for (const body of [
    `${time}, A,1 ,1`,
    `${time},"A "," 1",1`,
    JSON.stringify({ time, station: " A", sensor: "1\t", value: 1 }),
    JSON.stringify([time, "A  ", " 1", 1]),
  ])
    rows.add({ bytes: Buffer.from(body), head: {} });
  expect(rows.take().map(({ events }) => events.length)).toEqual([4]);
  expect(rows.reader.keys.since(0)).toEqual([["A", "1", ""]]);
});

test("the text of a row is found however many rows and messages went by", () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, i) => `2024-03-01T00:00:00Z,s${i % 7},temp,${i},${i % 11 === 0 ? '"8"' : "8"},true`,
  );
  const messages = Array.from({ length: 300 }, (_, i) => ({
    bytes: Buffer.from(rows.slice(i * 100, i * 100 + 100).join("\n")),
    head: {},
  }));
  const { events, totals } = read(mapping("utf-8"), [messages.slice(0, 120), messages.slice(120, 121), messages.slice(121)]);
  expect(events.map((event) => (event as unknown[]).at(-1))).toEqual(rows);
  expect(totals).toEqual({ rows: 30_000, accepted: 30_000, bytes: messages.reduce((sum, { bytes }) => sum + bytes.length, 0) });
});

test("names beyond ASCII are the same in messages read from bytes as row by row, whatever encoding other messages have", () => {
  const rows = ["Gerät Süd", "温度", '"Süd, ""alt"""', '"Süd"'].map((station) => `2024-03-01T00:00:00Z,${station},temp,1,2,true`);
  const messages = [Buffer.from(rows.join("\n")), ...rows.map((row) => Buffer.from(row))].map((bytes) => ({
    bytes,
    head: { contentType: "text/csv; charset=utf-8" },
  }));
  const { events } = read(mapping("latin1"), [messages]);
  const names = ["Gerät Süd", "温度", 'Süd, "alt"', "Süd"];
  expect(events.map((event) => (event as [number, string[]])[1][0])).toEqual([...names, ...names]);
});

test("bytes that are not UTF-8 and a byte order mark are handled among plain messages", () => {
  const good = "2024-03-01T00:00:00Z,north,temp,1,2,true";
  const bodies = [Buffer.from(good), Buffer.from([0xff, 0x41]), Buffer.from(`\uFEFF${COLUMNS}\n${good}`), Buffer.from(good)];
  const { events, rejects } = read(mapping("utf-8"), [bodies.map((bytes) => ({ bytes, head: { contentType: "text/csv" } }))]);
  expect(events).toHaveLength(3);
  expect(rejects).toMatchObject([{ row: 2, reason: "malformed", detail: "bytes that are not UTF-8" }]);
});
