import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { HeaderLines } from "../../src-main/sources/rabbitmq/header-lines.ts";

test("header lines of many messages, long ones too, are understood and fill no memory", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const lines = new HeaderLines(["time", "value"], { delimiter: ",", quote: '"' });
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 400; i++) {
    const long = Buffer.alloc(200_000, 97).toString("latin1");
    expect(lines.orderOf(`${long}${i},value,time`)).toEqual([2, 1]);
    expect(lines.orderOf(`value,x${i},time`)).toEqual([2, 0]);
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20 << 20);
});
