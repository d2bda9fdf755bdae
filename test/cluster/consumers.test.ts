import { expect, test } from "vitest";
import type { ClusterJob } from "../../src-main/cluster/job.ts";
import { SourceParser } from "../../src-main/cluster/script/source-parser.ts";
import { parseMapping } from "../../src-main/sources/mapping.ts";
import { RANDOM_MAPPING } from "./random-stream.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
const queue = { kind: "rabbitmq", url: "amqp://broker", queue: "bts", prefetch: 10 } as const;
const job: ClusterJob = {
  ...{ format: 2, weir: "0", name: "test", zone: null, messageFormat: "csv", order: "arrival" },
  ...{ outOfOrderness: MINUTE, idleTimeout: 0, futureTolerance: MINUTE, partitions: 4 },
  mapping: parseMapping({ ...RANDOM_MAPPING, time: { ...RANDOM_MAPPING.time, zone: "UTC" } }, "test"),
  columns: ["station", "sensor", "alarm", "time", "value", "threshold", "active"],
  sources: [queue, queue],
  sinks: { folder: null, rabbitmq: null },
  plugins: [],
  catalogues: [],
  filters: [],
  rules: [],
};

const newParser = (source: number): SourceParser => new SourceParser(job, source, [{ by: [], accepts: () => true }]);

/** Takes a row of so many minutes after the start. */
function take(parser: SourceParser, minute: number): { readonly watermark: unknown; readonly late: unknown } {
  const row = `s1,111,a1,${new Date(START + minute * MINUTE).toISOString().slice(0, 19)},1,,`;
  parser.message(Buffer.from(row), "", "", "", false);
  const [watermark, , ...counts] = parser.flush(Date.UTC(2025, 0, 1));
  return { watermark, late: counts[6] };
}

const after = (minute: number): number => START + (minute - 1) * MINUTE - 1;

function goneOn(source: number, from: SourceParser): SourceParser {
  const parser = newParser(source);
  parser.restore(from.snapshot(1));
  return parser;
}

test("a row one consumer had still before it is not late for another that was ahead, where both go on from a checkpoint", () => {
  const [slow, ahead] = [newParser(0), newParser(1)];
  expect(take(slow, 0).watermark).toBe(after(0));
  expect(take(ahead, 10).watermark).toBe(after(10));
  // As the host has it told among the consumers.
  const least = Math.min(goneOn(0, slow).watermark(), goneOn(1, ahead).watermark());
  // The third: of a deploy with one consumer more.
  const parsers = [goneOn(0, slow), goneOn(1, ahead), newParser(1)];
  for (const parser of parsers) {
    parser.startAt(least);
    expect(parser.watermark()).toBe(after(0));
    expect(take(parser, 5)).toEqual({ watermark: after(5), late: 0 });
    // What was late before is so still.
    expect(take(parser, -2)).toEqual({ watermark: after(5), late: 1 });
  }
});

test("going on at its own watermark a consumer keeps what it has seen", () => {
  const parser = newParser(0);
  take(parser, 10);
  parser.startAt(parser.watermark());
  expect(take(parser, 9.5)).toEqual({ watermark: after(10), late: 0 });
  expect(take(parser, 8)).toEqual({ watermark: after(10), late: 1 });
});
