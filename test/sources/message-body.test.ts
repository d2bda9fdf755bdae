import { expect, test } from "vitest";
import { withoutCredentials } from "../../src-main/sources/rabbitmq/broker-url.ts";
import { readBody } from "../../src-main/sources/rabbitmq/message-body.ts";
import { MessageRows } from "../../src-main/sources/rabbitmq/message-rows.ts";
import { decideMapping } from "../../src-main/sources/rabbitmq/queue-mapping.ts";

const read = (text: string) => readBody(Buffer.from(text), { contentType: "application/json" }, "auto", "utf-8", '"');

test("integers of 64 bits keep their digits, and words that are no JSON are texts, beside texts that hold the like", () => {
  const body = read(String.raw`{"id":9007199254740993,"v":NaN,"w":-Infinity,"t":"9007199254740993 \" NaN","n":1.5e3}`);
  expect(body).toMatchObject({
    kind: "json",
    values: [{ value: { id: "9007199254740993", v: "NaN", w: "-Infinity", t: '9007199254740993 " NaN', n: 1500 } }],
  });
});

// What these took before they were read in one go: minutes.
test("a body of a megabyte that is made to be looked through again and again is refused like any other", () => {
  expect(read(`{"id":1234567890123456,"t":"${'\\"'.repeat(500_000)}`)).toMatchObject({ kind: "broken" });
  expect(read(`[NaN,"${'\\"'.repeat(500_000)}`)).toMatchObject({ kind: "broken" });
});

test("a long text that looks like the beginnings of many addresses is shown as it is", () => {
  for (const part of ["a.", "=x:", "x:"])
    expect(withoutCredentials(`@${part.repeat(50_000)}`)).toHaveLength(1 + part.length * 50_000);
});

test("one message of hundreds of thousands of rows decides how it is read as one of a few does", () => {
  const rows = "2024-03-01T00:00:00Z,north,temp,1.5\n".repeat(300_000);
  const decided = decideMapping([{ bytes: Buffer.from(`time,station,sensor,value\n${rows}`), head: {} }], undefined, "auto", []);
  expect(decided.columns).toEqual(["time", "station", "sensor", "value"]);
});

test("JSON with bytes that are no UTF-8 loses the row they are in, as CSV does; a sign for such bytes that was sent is a sign", () => {
  const bytes = (...parts: (string | number)[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));
  const body = readBody(bytes('[{"s":"a"},{"s":"b', 0xff, '"},{"s":"c"}]'), {}, "auto", "utf-8", '"');
  expect(body).toMatchObject({
    kind: "json",
    values: [{ value: { s: "a" } }, { problem: "bytes that are not of the body's encoding" }, { value: { s: "c" } }],
  });
  expect(body).not.toHaveProperty("values[0].problem");
  const sent = readBody(bytes('{"s":"\uFFFD"}'), {}, "auto", "utf-8", '"');
  expect(sent).not.toHaveProperty("values[0].problem");
});

test("one message of many rows does not decide how those of a row each are read", () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ time: `2024-03-01T00:00:${10 + i}Z`, station: "north", value: i }));
  const poison = { bytes: Buffer.from('2024-03-01T00:00:00Z,north,"1\n'.repeat(3000)), head: {} };
  const json = rows.map((row) => ({ bytes: Buffer.from(JSON.stringify(row)), head: {} }));
  expect(decideMapping([poison, ...json], undefined, "auto", []).columns).toEqual(["time", "station", "value"]);
  const csv = rows.map((row) => ({ bytes: Buffer.from(`time,station,value\n${Object.values(row).join(",")}\n`), head: {} }));
  const other = { bytes: Buffer.from("a;b;c;d\n".repeat(3000)), head: {} };
  expect(decideMapping([other, ...csv], undefined, "auto", []).columns).toEqual(["time", "station", "value"]);
});

test("a message of many rows that are read one by one comes in few chunks", () => {
  const row = (i: number): object => ({ time: `2024-03-01T00:00:${10 + (i % 50)}Z`, station: "north", value: i });
  const json = Array.from({ length: 20_000 }, (_, i) => row(i));
  const first = { bytes: Buffer.from(JSON.stringify(row(0))), head: {} };
  const reading = new MessageRows(decideMapping([first], undefined, "auto", []), "auto", 100);
  const chunksOf = (text: string, columns?: string): number => {
    reading.add({ bytes: Buffer.from(text), head: {}, columns });
    return reading.take().length;
  };
  // Sixty-four rows a chunk, where nobody says how many follow: 313 of them.
  expect(chunksOf(JSON.stringify(json))).toBeLessThan(6);
  expect(chunksOf('2024-03-01T00:00:00Z,"the ""north""",1\n'.repeat(20_000), "time,station,value")).toBeLessThan(6);
});

test.each(["iso-8859-1", "windows-1252"])(
  "a euro and a dash of Windows in a body of %s are signs, no control characters",
  (charset) => {
    const bytes = Buffer.from([...Buffer.from('{"unit":"'), 0x80, 0x2f, 0x96, ...Buffer.from('"}')]);
    const body = readBody(bytes, { contentType: `application/json; charset=${charset}` }, "auto", "utf-8", '"');
    expect(body).toMatchObject({ kind: "json", values: [{ value: { unit: "€/–" } }] });
  },
);
