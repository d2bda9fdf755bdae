import { expect, test } from "vitest";
import { type NamedLine, placeWords, valuesTable } from "../../src-renderer/ui/values-table.ts";

const lines: NamedLine[] = [
  {
    name: "Hill 10",
    unit: "°C",
    at: (time) => (time < 1000 ? null : time === Number.POSITIVE_INFINITY ? 30 : 20 + time / 10_000),
  },
  { name: "a\tb", unit: "", at: () => 1 },
];
const none = { cursor: null, a: null, b: null };

test("values are copied as a table that a sheet takes: at A and B, at the cursor, or the newest", () => {
  expect(valuesTable(lines, { ...none, a: 1000, b: 3000, cursor: 500 })).toBe(
    [
      "time\tHill 10 (°C)\ta b",
      "1970-01-01T00:00:01.000Z\t20.1\t1",
      "1970-01-01T00:00:03.000Z\t20.3\t1",
      // Not 0.1999999999999993.
      "B − A\t0.2\t0",
    ].join("\n"),
  );
  expect(valuesTable(lines, { ...none, cursor: 500 }).split("\n")[1]).toBe("1970-01-01T00:00:00.500Z\t\t1");
  expect(valuesTable(lines, none).split("\n")[1]).toBe("newest\t30\t1");
  expect([placeWords({ ...none, a: 1, b: 2 }), placeWords({ ...none, a: 1 }), placeWords(none)]).toEqual([
    "at A and B",
    "at A",
    "now",
  ]);
});
