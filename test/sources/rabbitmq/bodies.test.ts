import { gzipSync } from "node:zlib";
import { afterEach, expect, inject, test } from "vitest";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { address, client, csvRows, HEADER, open, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
afterEach(() => server.close());

const expected = csvRows(6).map((row) => {
  const [time, station, sensor, value] = row.split(",");
  return `${Date.parse(time as string)} ${station} ${sensor}  ${Number(value)}`;
});

async function read(count: number, options: Parameters<typeof open>[1] = {}) {
  const source = await open(address(url, server.queue, { limit: count }), options);
  try {
    return await readAll(source);
  } finally {
    await source.close();
  }
}

const objects = csvRows(6).map((row) => {
  const [time, station, sensor, value] = row.split(",");
  return { time, station, sensor, value: Number(value) };
});

const ways: Record<string, { bodies: (string | Buffer)[]; properties?: object }> = {
  "one row with the names in a header property": { bodies: csvRows(6), properties: { headers: { "weir-columns": HEADER } } },
  "one row under its header in each message": { bodies: csvRows(6).map((row) => `${HEADER}\n${row}`) },
  "several rows": { bodies: [[HEADER, ...csvRows(3)].join("\n"), csvRows(3, 3).join("\r\n")] },
  "rows under a header in another order": {
    bodies: [
      [HEADER, ...csvRows(3)].join("\n"),
      ["value,time,sensor,station", ...csvRows(3, 3).map((row) => [3, 0, 2, 1].map((i) => row.split(",")[i]).join(","))].join(
        "\n",
      ),
    ],
  },
  "JSON objects": { bodies: objects.map((object) => JSON.stringify(object)) },
  "a JSON array": { bodies: [JSON.stringify(objects.slice(0, 3)), JSON.stringify(objects.slice(3))] },
  "JSON lines": { bodies: [objects.map((object) => JSON.stringify(object)).join("\n")] },
  "UTF-16 as the content type says": {
    bodies: csvRows(6).map((row) => Buffer.from(`${HEADER}\n${row}`, "utf16le")),
    properties: { contentType: "text/csv; charset=utf-16le" },
  },
  "UTF-16 in the order its mark says": {
    bodies: csvRows(6).map((row) => Buffer.from(`\uFEFF${HEADER}\n${row}`, "utf16le").swap16()),
    properties: { contentType: "text/csv; charset=utf-16" },
  },
  "gzip that is said to be": {
    bodies: objects.map((object) => gzipSync(JSON.stringify(object))),
    properties: { contentEncoding: "gzip", contentType: "application/json" },
  },
  "gzip that is not said to be": { bodies: csvRows(6).map((row) => gzipSync(`${HEADER}\n${row}`)) },
  "an envelope around a list of rows": {
    bodies: [objects.slice(0, 2), objects.slice(2)].map((some) =>
      JSON.stringify({ station: "north", readings: some.map(({ station: _, ...rest }) => rest), version: 2 }),
    ),
  },
};

for (const [name, { bodies, properties = {} }] of Object.entries(ways)) {
  test(`reads ${name}`, async () => {
    server = await client(url);
    await server.send(bodies, () => properties);
    const { events, refused, rows } = await read(bodies.length);
    expect({ events, refused, rows }).toEqual({ events: expected, refused: {}, rows: 6 });
  });
}

test("a list beside the row's own fields is no list of rows", async () => {
  server = await client(url);
  const tags = [{ name: "a" }, { name: "b" }];
  await server.send(objects.map((object) => JSON.stringify({ ...object, tags })));
  expect((await read(6)).events).toEqual(expected);
});

test("integers of 64 bits keep their digits as names; NaN in a batch refuses its row alone", async () => {
  server = await client(url);
  const time = "2024-03-01T00:00:00Z";
  const row = (station: string, value: string) =>
    `{"time":"${time}","station":${station},"sensor":"t \\" 1234567890123456789","value":${value}}`;
  await server.send([
    `[${row("9223372036854775807", "1")},${row("9223372036854775806", "NaN")},${row("-9223372036854775808", "-Infinity")}]`,
    row("9223372036854775806", "9007199254740993"),
    row("[1234567890123456789", "1"),
  ]);
  const { events, refused, rejects, rows } = await read(3);
  const at = Date.parse(time);
  expect(events).toEqual([
    `${at} 9223372036854775807 t " 1234567890123456789  1`,
    `${at} 9223372036854775806 t " 1234567890123456789  9007199254740992`,
  ]);
  expect({ refused, rows }).toEqual({ refused: { unconvertible: 2, malformed: 1 }, rows: 5 });
  expect(rejects.map(({ detail }) => detail)).toEqual([
    'value "NaN" is not a number',
    'value "-Infinity" is not a number',
    expect.stringMatching(/^not valid JSON/),
  ]);
});

test("a content type that is wrong is told, and a format given wins over it", async () => {
  server = await client(url);
  const send = () => server.send(csvRows(6), () => ({ contentType: "application/json", headers: { "weir-columns": HEADER } }));
  await send();
  await expect(read(6)).rejects.toThrow(
    /the first 6 messages of \S+ cannot be read: their content type is "application\/json" and they look like CSV; say so with --format csv$/,
  );
  await server.channel.purgeQueue(server.queue);
  await send();
  const source = await open(address(url, server.queue, { limit: 6, format: "csv" }));
  expect((await readAll(source)).events).toEqual(expected);
  await source.close();
});

test("a mapping given wins over detection, and reads rows that bring no names", async () => {
  server = await client(url);
  await server.send(csvRows(6));
  const mapping = parseMapping(
    {
      header: false,
      columns: ["t", "where", "what", "x"],
      time: { columns: ["t"] },
      station: "where",
      sensor: "what",
      value: "x",
    },
    "test",
  );
  const { events } = await read(6, { mapping });
  expect(events).toEqual(expected);
});

test("five of a hundred broken in ten ways: each counted by its reason, kept with its text, and the others read", async () => {
  server = await client(url);
  const row = csvRows(1)[0] as string;
  const broken: [string | Buffer, "malformed" | "unconvertible"][] = [
    ["", "malformed"],
    ["garbage", "malformed"],
    [`${row},one,more`, "malformed"],
    [`2024-03-01T00:00:00Z,"north,temp,1`, "malformed"],
    ['{"time":', "malformed"],
    ["[]", "malformed"],
    [Buffer.from([0xff, 0xfe, 0x00, 0x41]), "malformed"],
    ["yesterday,north,temp,1", "unconvertible"],
    ["2024-03-01T00:00:00Z,north,temp,NaN", "unconvertible"],
    ["2024-03-01T00:00:00Z,north,temp,1e999", "unconvertible"],
  ];
  const good = csvRows(190);
  const bodies = good.flatMap((body, i) =>
    i % 19 === 18 ? [body, (broken[(i - 18) / 19] as [string | Buffer, string])[0]] : [body],
  );
  await server.send(bodies, () => ({ headers: { "weir-columns": HEADER } }));
  const { events, refused, rejects, rows, accepted } = await read(bodies.length);
  expect(events).toHaveLength(190);
  expect({ rows, accepted, refused }).toEqual({ rows: 200, accepted: 190, refused: { malformed: 7, unconvertible: 3 } });
  expect(rejects.map(({ reason }) => reason)).toEqual(broken.map(([, reason]) => reason));
  expect(rejects[1]?.text).toBe("garbage");
});
