import { expect, test } from "vitest";
import { messagePreview } from "../../src-main/ipc/message-preview.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import type { PeekedMessage } from "../../src-main/sources/rabbitmq/try-connection.ts";

const message = (body: string): PeekedMessage => ({
  bytes: Buffer.from(body),
  head: {},
  headers: {},
  routingKey: "plant",
  redelivered: false,
  inserted: null,
});
const preview = (bodies: readonly string[], mapping?: Record<string, unknown>) =>
  messagePreview(bodies.map(message), { format: "auto", mapping, presets: [], words: new CatalogueNames([]), none: "empty" });

const odd = [1, 2, 3].map((i) => JSON.stringify({ at: `shift ${i}`, where: "hall", x: { y: i } }));

test("messages of which nothing can be told still name their fields, and a mapping of them is read at once", () => {
  const first = preview(odd);
  expect(first.messages.map(({ refused }) => refused)).toEqual([first.detail, first.detail, first.detail]);
  expect(first.detail).not.toBe("");
  expect(first).toMatchObject({ columns: ["at", "where", "x.y"], mapping: { header: true, time: { columns: [] } } });

  const chosen = { ...first.mapping, time: { columns: ["at"] }, station: "where", value: "x.y" };
  expect(preview(odd, chosen).messages[0]!.refused).toContain("shift 1");
  expect(() => preview(odd, { ...chosen, time: { columns: ["at"], format: "shift" } })).toThrow(
    /time format "shift" is not known/,
  );
  const dated = [1, 2].map((i) => JSON.stringify({ at: `0${i}/03/2026`, where: "hall", x: { y: i } }));
  const read = preview(dated, { ...chosen, time: { columns: ["at"], format: "dd/MM/yyyy" } });
  expect(read.messages.map(({ events }) => [events[0]!.station, events[0]!.value])).toEqual([
    ["hall", 1],
    ["hall", 2],
  ]);
});

test("the fields of a list in a message stand beside those around it", () => {
  const body = JSON.stringify({ line: "A", got: [{ n: "x" }, { n: "y" }] });
  expect(preview([body]).columns).toEqual(["line", "got.n"]);
});

test("CSV messages with a header and without name their columns", () => {
  expect(preview(["when;what\nnever;on\nnever;off\n"])).toMatchObject({ columns: ["when", "what"], mapping: { delimiter: ";" } });
  expect(preview(["1;on;a", "2;off;b"]).columns).toEqual(["column 1", "column 2", "column 3"]);
});

test("what was detected comes back as a mapping that reads the same", () => {
  const rows = ["station,time,value\nA,2026-01-01 00:00:00,1\nA,2026-01-01 00:01:00,2\n"];
  const detected = preview(rows);
  expect(preview(rows, detected.mapping ?? {})).toEqual(detected);
});

test("a mapping that is none is refused by its field, and an empty queue names nothing", () => {
  expect(() => preview(odd, { time: { columns: ["at"] } })).toThrow(/name the value column/);
  expect(() => preview(odd, { time: { columns: ["at"] }, value: "x.y", decimal: "!" })).toThrow(/mapping: field decimal/);
  expect(preview([])).toMatchObject({ columns: [], mapping: null, detail: "empty" });
});
