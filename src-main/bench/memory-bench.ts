import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRows } from "./bts-file.ts";
import { runWeir } from "./weir-process.ts";

export interface MemoryFigure {
  readonly rows: number;
  readonly file_mb: number;
  readonly seconds: number;
  readonly peak_memory_mb: number;
  /** Seconds a row over those of the smallest size: 1 is linear. */
  readonly time_per_row_against_smallest: number;
}

/** `weir run` with three default rules over a tenth, a third and all of the rows: the peak of memory, and whether time grows with the rows alone. */
export function memoryBench(rows: number, cli: string): MemoryFigure[] {
  const figures: MemoryFigure[] = [];
  for (const share of [0.1, 0.33, 1]) {
    const folder = mkdtempSync(join(process.env["WEIR_BENCH_DIR"] ?? tmpdir(), "weir-bench-"));
    try {
      const file = join(folder, "memory.csv");
      const made = writeRows(file, rows * share);
      const plugins = ["sensor-statistics", "alarm-counts", "active-alarms"].flatMap((id) => ["--plugin", id]);
      const { seconds, peakMb } = runWeir(cli, ["run", file, "--out", join(folder, "out"), ...plugins], folder);
      const [smallest] = figures;
      figures.push({
        rows: made,
        file_mb: Math.round(statSync(file).size / 2 ** 20),
        seconds,
        peak_memory_mb: Math.round(peakMb),
        time_per_row_against_smallest: smallest === undefined ? 1 : seconds / made / (smallest.seconds / smallest.rows),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}
