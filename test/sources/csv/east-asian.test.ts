import { expect, test } from "vitest";
import { eastAsian } from "../../../src-main/sources/csv/east-asian.ts";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const hex = (text: string): Buffer => Buffer.from(text, "hex");

/** A table whose header and device are written in bytes of their own; `broken` stands for the device of the last row. */
function table(header: Buffer, device: Buffer, broken = device): Buffer {
  const rows = Array.from({ length: 20 }, (_, i) => [
    `2024-01-01 00:00:${10 + i},`,
    i === 19 ? broken : device,
    `${i % 2},${i}.5\n`,
  ]);
  return Buffer.concat([header, Buffer.from("\n"), ...rows.flat().map((part) => Buffer.from(part))]);
}

const SHIFT_JIS = { header: hex("8e9e8d8f2c919592752c89b79378"), device: hex("91959275") };
const GBK = { header: hex("cab1bce42cc9e8b1b82ccec2b6c8"), device: hex("c9e8b1b8") };

test.each([
  ["shift_jis", SHIFT_JIS, ["時刻", "装置", "温度"], "Shift JIS"],
  ["gb18030", GBK, ["时间", "设备", "温度"], "GBK"],
] as const)(
  "a table in %s is read with its names, and a row of other bytes is refused",
  async (encoding, { header, device }, columns, named) => {
    const read = await readCsv(folder.write("named.csv", table(header, device)));
    expect([read.mapping.encoding, read.mapping.columns, read.accepted]).toEqual([encoding, columns, 20]);
    expect(new Set(read.events.map(({ key }) => key))).toEqual(new Set([0, 1].map((i) => `${columns[1]}${i}/${columns[2]}/`)));
    const broken = await readCsv(folder.write("broken.csv", table(header, device, hex("ff"))), { mapping: read.mapping });
    expect(broken.rejects).toMatchObject([{ row: 20, reason: "malformed", detail: `bytes that are not ${named}` }]);
    expect(broken.events).toHaveLength(19);
  },
);

test.each([
  [
    "German and French",
    "5a6569742c476572e4742c54656d70e9726174757265206465206c27e974e920696e20b0432c206772f6df652c20c4d6dc2c206e61ef766574e92c20b5672f6db3",
  ],
  ["curled quotes, a dash and a euro", "74696d652c9342fc726f9420962053fc642c707269636520802f4d5768"],
  ["Russian", "e2f0e5ecff2ce4e0f2f7e8ea2cf2e5ecefe5f0e0f2f3f0e020e2eee4fb"],
  ["Czech", "e861732c7a61f8ed7a656eed2c7465706c6f746120767a647563687520766520b0432c20746c616b"],
  ["Greek", "fef1e12cf3f5f3eae5f5de2ce8e5f1ecefeaf1e1f3dfe1"],
  ["Turkish", "7a616d616e2c636968617a2c73fd63616b6cfd6b2c6465f065722cf66ce7fc6d2cfdfefd6b"],
  ["Thai", "e0c7c5d22ccdd8bba1c3b3ec2ccdd8b3cbc0d9c1d4"],
  ["Korean", "bdc3b0a32cc0e5c4a12cbfc2b5b52cbed0b7c2"],
  ["Japanese of another encoding", "bbfeb9ef2ca5bba5f3a5b5a1bc2cb2b9c5d9"],
  ["a degree sign", "54656d70205bb0435d2c3231b0"],
])("%s is taken for neither", (_, text) => {
  expect(eastAsian(hex(text))).toBeNull();
});
