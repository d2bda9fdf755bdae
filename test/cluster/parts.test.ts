import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { explainFailure } from "../../src-main/cluster/flink-cause.ts";
import { flinkRest } from "../../src-main/cluster/flink-rest.ts";
import { packJson, unpackJson } from "../../src-main/cluster/script/packed-json.ts";
import { partitionOf } from "../../src-main/cluster/script/partition.ts";

test("a snapshot's text keeps typed arrays, NaN, infinities and -0", () => {
  const value = {
    times: Float64Array.of(1.5, Number.NaN, Number.NEGATIVE_INFINITY, -0),
    ids: Uint32Array.of(4_294_967_295),
    flags: Uint8Array.of(0, 2),
    max: Number.POSITIVE_INFINITY,
    $a: "a name of ours",
    nested: [{ kept: null, text: "x" }],
  };
  expect(unpackJson(packJson(value))).toEqual(value);
  expect(() => packJson({ big: BigInt64Array.of(1n) })).toThrow(/BigInt64Array/);
});

test("all keys of a group are in one partition, groups are spread", () => {
  const by = ["station"] as const;
  expect(partitionOf(["a", "1", "x"], by, 32)).toBe(partitionOf(["a", "2", "y"], by, 32));
  const counts = new Int32Array(8);
  for (let i = 0; i < 8000; i++) counts[partitionOf([`station ${i}`, "", ""], by, 8)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(partitionOf(["a", "b", "c"], [], 32)).toBe(partitionOf(["d", "e", "f"], [], 32));
});

test("a Java trace becomes the line that says why", () => {
  const trace = `org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy
\tat org.apache.flink.runtime.executiongraph.Failover.handle(Failover.java:180)
Caused by: java.io.IOException: the script failed: Error: the bundle has no rule x
\tat weir.flink.Script.call(Script.java:1)
Caused by: com.caoccao.javet.exceptions.JavetExecutionException: Error: the bundle has no rule x
\t... 9 more`;
  expect(explainFailure(trace)).toBe("the script failed: Error: the bundle has no rule x");
  expect(explainFailure("org.a.RestHandlerException: Could not read it\nCaused by: java.io.EOFException")).toBe(
    "Could not read it",
  );
  expect(
    explainFailure(
      "java.lang.Exception: outer\n\tat a.B.c(D.java)\nCaused by: java.io.FileNotFoundException: /f.csv (No such file)",
    ),
  ).toBe("/f.csv (No such file)");
});

test("a cluster that is not there, and an address that is none, are told in one line", async () => {
  expect(() => flinkRest("somewhere")).toThrow("somewhere is no address of a Flink cluster; write it as http://host:8081");
  await expect(flinkRest("http://127.0.0.1:9").get("/overview")).rejects.toThrow(
    /^no Flink cluster answers at http:\/\/127\.0\.0\.1:9 \(.+\); start it or correct the address$/,
  );
});

test("an answer without end is given up in one line, and no more of it is taken", async () => {
  let left = 0;
  const piece = Buffer.alloc(1 << 20, "[");
  const server = createServer((_, response) => {
    response.once("close", () => left++);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await expect(flinkRest(url).get("/overview")).rejects.toThrow(
      `what answers at ${url} is no Flink cluster (an answer of more than 64 MB); correct the address`,
    );
    await expect.poll(() => left).toBe(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
