import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRows } from "./bts-file.ts";
import { median } from "./median.ts";
import { type Measured, runWeir } from "./weir-process.ts";

export interface WorkersFigure {
  readonly case: string;
  readonly rows: number;
  readonly one_worker_seconds: number;
  readonly two_workers_seconds: number;
  readonly times_faster: number;
  /** alerts.jsonl and series.csv, byte by byte. */
  readonly identical: boolean;
}

/** Two workers beside one, in turn, over the same file; medians of `runs`. */
export function workersBench(rows: number, runs: number, cli: string): WorkersFigure[] {
  const folder = mkdtempSync(join(tmpdir(), "weir-bench-"));
  try {
    const file = join(folder, "bench.csv");
    const made = writeRows(file, rows);
    return [
      { name: "anomaly", plugins: ["anomaly"] },
      { name: "all five default rules", plugins: [] },
    ].map(({ name, plugins }) => {
      const out = (workers: number): string => join(folder, `out-${workers}`);
      const runWith = (workers: number): Measured => {
        const chosen = plugins.flatMap((id) => ["--plugin", id]);
        return runWeir(cli, ["run", file, "--out", out(workers), "--workers", String(workers), ...chosen], folder);
      };
      const one: number[] = [];
      const two: number[] = [];
      for (let i = 0; i < runs; i++) {
        one.push(runWith(1).seconds);
        two.push(runWith(2).seconds);
      }
      return {
        case: name,
        rows: made,
        one_worker_seconds: median(one),
        two_workers_seconds: median(two),
        times_faster: median(one) / median(two),
        identical: ["alerts.jsonl", "series.csv"].every((result) =>
          readFileSync(join(out(1), result)).equals(readFileSync(join(out(2), result))),
        ),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
