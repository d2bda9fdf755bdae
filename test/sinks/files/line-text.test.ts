import fc from "fast-check";
import { expect, test } from "vitest";
import { windowLines } from "../../../src-main/engine/window-lines.ts";
import { LineText } from "../../../src-main/sinks/files/line-text.ts";
import { WindowText } from "../../../src-main/sinks/files/window-text.ts";
import { seriesLines } from "../../support/series-lines.ts";

/** The lines `time,key,value` of these columns. */
function written(times: readonly number[], values: readonly number[], key = ",é,"): string[] {
  const text = new LineText();
  const layout = text.layout([{ kind: "time" }, { kind: "text" }, { kind: "number" }], "\n");
  const at = new Uint32Array(times.length).fill(text.text(key));
  layout.load(times.length, [Float64Array.from(times), at, Float64Array.from(values)]);
  const parts: Buffer[] = [];
  const keep = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
  };
  text.write(layout, 0, times.length, keep);
  text.flush(keep);
  return Buffer.concat(parts).toString("utf8").split("\n").slice(0, -1);
}

test("numbers stand as JavaScript writes them", () => {
  const bits = fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((n) => new Float64Array(BigUint64Array.of(n).buffer)[0] as number)
    .filter(Number.isFinite);
  const decimal = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([n, d]) => n / 10 ** d);
  const power = fc.integer({ min: -1074, max: 1023 }).map((e) => 2 ** e);
  const edge = fc.constantFrom(0, -0, 5e-324, 2 ** 53, 2 ** 53 + 2, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, 9.5e22, 1e23);
  const values = fc.array(fc.oneof(bits, decimal, power, edge, fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(values, (list) => {
      expect(
        written(
          list.map(() => 0),
          list,
        ),
      ).toEqual(list.map((value) => `1970-01-01T00:00:00.000Z,é,${value}`));
    }),
    { numRuns: 300 },
  );
  expect(written([0], [Number.NaN])).toEqual(["1970-01-01T00:00:00.000Z,é,null"]);
});

test("times stand as ISO 8601 in every year a date can have", () => {
  const time = fc.oneof(
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.integer({ min: -4e12, max: 4e12 }),
    fc.constantFrom(-62167219200001, -62167219200000, 253402300799999, 253402300800000, -8.64e15, 8.64e15),
  );
  fc.assert(
    fc.property(fc.array(time, { maxLength: 200 }), (times) => {
      expect(
        written(
          times,
          times.map(() => 1),
        ),
      ).toEqual(times.map((ms) => `${new Date(ms).toISOString()},é,1`));
    }),
    { numRuns: 300 },
  );
});

test("more lines than fit at once, and a key longer than usual", () => {
  const key = `,${"k".repeat(50_000)},`;
  const values = Array.from({ length: 300 }, (_, i) => i / 7);
  expect(
    written(
      values.map(() => 0),
      values,
      key,
    ),
  ).toEqual(values.map((value) => `1970-01-01T00:00:00.000Z${key}${value}`));
});

test("rules are merged by time, at equal times in their order; what needs quotes has them", () => {
  const points = (time: number[], value: number[]) => ({
    length: time.length,
    time: Float64Array.from(time),
    group: new Uint32Array(time.length),
    series: new Uint8Array(time.length),
    value: Float64Array.from(value),
  });
  const rule = (name: string, time: number[], value: number[]) => ({
    rule: name,
    names: ["x,y"],
    points: points(time, value),
    groupKey: () => ["s", 'a"b', ""] as const,
  });
  const text = seriesLines([rule("a", [1, 5, 5, 7], [1, 2, 3, 4]), rule("b", [0, 5, 6, 7, 7], [10, 20, 30, 40, 50])]);
  expect(text.split("\n").map((line) => line.replace("1970-01-01T00:00:00.00", ""))).toEqual([
    '0Z,s,"a""b",,b,"x,y",10',
    '1Z,s,"a""b",,a,"x,y",1',
    '5Z,s,"a""b",,a,"x,y",2',
    '5Z,s,"a""b",,a,"x,y",3',
    '5Z,s,"a""b",,b,"x,y",20',
    '6Z,s,"a""b",,b,"x,y",30',
    '7Z,s,"a""b",,a,"x,y",4',
    '7Z,s,"a""b",,b,"x,y",40',
    '7Z,s,"a""b",,b,"x,y",50',
    "",
  ]);
});

test("windows stand as JSON writes them", () => {
  const keys = [
    ["st", 'a"b', ""],
    ["é", "2", "x"],
  ] as const;
  const names = ["min", "count", "p90", "min"];
  const fired = {
    length: 3,
    group: Uint32Array.of(0, 1, 0),
    start: Float64Array.of(-5000, 0, 1487375945000),
    end: Float64Array.of(0, 5000, 1487376005000),
    due: new Float64Array(3),
    after: new Int32Array(3),
    count: Float64Array.of(1, 2, 3),
    values: [
      [22.5, -0, 1e-7],
      [1, 2, 3],
      [Number.NaN, 1 / 3, 7],
      [22.5, -0, 1e-7],
    ].map((list) => Float64Array.from(list)),
  };
  const key = (group: number) => keys[group] as readonly [string, string, string];
  const text = new WindowText(key, ["sensor", "station"], names);
  const parts: Buffer[] = [];
  const keep = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
  };
  text.write(fired, keep);
  text.flush(keep);
  expect(Buffer.concat(parts).toString("utf8")).toBe(windowLines(fired, key, ["sensor", "station"], names));
});
