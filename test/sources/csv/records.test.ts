import { describe, expect, it } from "vitest";
import { ByteRecords } from "../../../src-main/sources/csv/byte-records.ts";
import { BEYOND_LONGEST, RecordSplitter } from "../../../src-main/sources/csv/records.ts";

/** The same text cut by characters and by bytes, whole and in pieces of three. */
function records(text: string): string[][] {
  return [text.length, 3].flatMap((size) => {
    const byText: string[] = [];
    const splitter = new RecordSplitter('"');
    const byBytes: string[] = [];
    const bytes = new ByteRecords('"');
    const taker = {
      fast: () => -1,
      slow: (all: Uint8Array, start: number, end: number) => byBytes.push(Buffer.from(all.subarray(start, end)).toString()) > 0,
    };
    for (let from = 0; from < text.length; from += size) {
      const piece = text.slice(from, from + size);
      splitter.push(piece, (record) => byText.push(record));
      bytes.push(Buffer.from(piece), taker);
    }
    splitter.end((record) => byText.push(record));
    bytes.end(taker);
    return [byText, byBytes];
  });
}

describe("records end at a line break outside quotes", () => {
  it.each([
    ["the last one without a line break", 'a,1\n"b\nc",2', ["a,1", '"b\nc",2']],
    ["several breaks in the last one", '"a\n\nb\n",1', ['"a\n\nb\n",1']],
    ["a lost quote costs one line", '"a,1\nb,2\nc,3', ['"a,1', "b,2", "c,3"]],
    ["line ends of Windows", '"a\r\nb",1\r\nc,2\r', ['"a\r\nb",1', "c,2"]],
  ])("%s", (_what, text, expected) => {
    for (const found of records(text)) expect(found).toEqual(expected);
  });
});

it("a giant line in small pieces is put together once: copied with each it would take minutes", () => {
  const piece = "0123456789abcdef".repeat(32);
  const pieces = (1 << 25) / piece.length;
  const splitter = new RecordSplitter('"');
  const lengths: number[] = [];
  for (let i = 0; i < pieces; i++) splitter.push(piece, () => lengths.push(-1));
  splitter.push("\nnext", ({ length }) => lengths.push(length));
  splitter.end(({ length }) => lengths.push(length));
  expect(lengths).toEqual([1 << 25, 4]);
});

it("a line of many pieces is looked at once it is whole, not with every piece", () => {
  const records = new ByteRecords('"');
  const seen: [number, number][] = [];
  let looks = 0;
  const take = {
    fast: () => {
      looks++;
      return -1;
    },
    slow: (_: Uint8Array, start: number, end: number, offset: number) => {
      seen.push([offset, end - start]);
      return true;
    },
  };
  records.push(Buffer.from("a\nbb"), take);
  for (let i = 0; i < 500; i++) records.push(Buffer.from("x".repeat(1000)), take);
  expect(records.rest.length).toBe(500_002);
  for (let i = 0; i < 500; i++) records.push(Buffer.from("x".repeat(1000)), take);
  records.push(Buffer.from("\nc\nd"), take);
  records.push(Buffer.from("dd"), take);
  records.end(take);
  expect(seen).toEqual([
    [0, 1],
    [2, 1_000_002],
    [1_000_005, 1],
    [1_000_007, 3],
  ]);
  expect(looks).toBeLessThan(20);
});

it("of a line that is too long to be a row no more is held than shows it, and what follows is found where it is", () => {
  const records = new ByteRecords('"');
  const seen: [number, number][] = [];
  const take = {
    fast: () => -1,
    slow: (_: Uint8Array, start: number, end: number, offset: number) => seen.push([offset, end - start]) > 0,
  };
  const piece = Buffer.alloc(1 << 20, "x");
  records.push(Buffer.from('a\n"'), take);
  for (let i = 0; i < 80; i++) records.push(piece, take);
  expect(records.rest.length).toBeLessThan(BEYOND_LONGEST + 2 * piece.length);
  records.push(Buffer.from("x\nb\nc"), take);
  records.end(take);
  const end = 2 + 1 + 80 * piece.length + 2;
  expect(seen).toEqual([
    [0, 1],
    [2, expect.any(Number)],
    [end, 1],
    [end + 2, 1],
  ]);
  expect(seen[1]?.[1]).toBeGreaterThan(BEYOND_LONGEST);
});
