import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { writeRows } from "./bts-file.ts";
import { freePort } from "./free-ports.ts";
import { startWeir } from "./weir-process.ts";

export interface MemoryFigure {
  readonly rows: number;
  readonly file_mb: number;
  readonly seconds: number;
  readonly peak_memory_mb: number;
  /** Seconds a row over those of the smallest size: 1 is linear. */
  readonly time_per_row_against_smallest: number;
  /** How the run went, tenth by tenth of the rows. */
  readonly tenths: readonly Tenth[];
}

interface Tenth {
  /** Share of the rows read at its end. */
  readonly share: number;
  readonly rows_per_second: number;
  /** Resident memory of the process at its end, MiB; null where the system does not tell (no /proc). */
  readonly memory_mb: number | null;
}

interface Sample {
  /** ms since the run began. */
  readonly at: number;
  readonly rows: number;
  readonly memoryMb: number | null;
}

const SAMPLE_EVERY = 100;

/**
 * `weir run` with three default rules over a tenth, a third and all of the rows: the peak of memory, memory and rate over the run, and whether
 * time grows with the rows alone. The run is asked over its own metrics port.
 */
export async function memoryBench(rows: number, cli: string): Promise<MemoryFigure[]> {
  const figures: MemoryFigure[] = [];
  for (const share of [0.1, 0.33, 1]) {
    const folder = temporaryFolder("bench", process.env["WEIR_BENCH_DIR"]);
    try {
      const file = join(folder, "memory.csv");
      const made = writeRows(file, rows * share);
      const plugins = ["sensor-statistics", "alarm-counts", "active-alarms"].flatMap((id) => ["--plugin", id]);
      const port = await freePort();
      const args = ["run", file, "--out", join(folder, "out"), ...plugins, "--metrics-port", String(port)];
      const { pid, ended } = startWeir(cli, args, folder);
      const looked = await watch(pid, port, ended);
      const { seconds, peakMb } = await ended;
      const samples = [...looked, { at: seconds * 1000, rows: made, memoryMb: looked.at(-1)?.memoryMb ?? null }];
      const [smallest] = figures;
      figures.push({
        rows: made,
        file_mb: Math.round(statSync(file).size / 2 ** 20),
        seconds,
        peak_memory_mb: Math.round(peakMb),
        time_per_row_against_smallest: smallest === undefined ? 1 : seconds / made / (smallest.seconds / smallest.rows),
        tenths: tenthsOf(samples, made),
      });
    } finally {
      removeTemporaryFolder(folder);
    }
  }
  return figures;
}

async function watch(pid: number, port: number, ended: Promise<unknown>): Promise<Sample[]> {
  const samples: Sample[] = [];
  const started = performance.now();
  let over = false;
  const end = ended.then(
    () => (over = true),
    () => (over = true),
  );
  while (!over) {
    await Promise.race([end, sleep(SAMPLE_EVERY)]);
    const rows = await rowsRead(port);
    if (rows !== null) samples.push({ at: performance.now() - started, rows, memoryMb: residentMb(pid) });
  }
  return samples;
}

/** null while nobody answers: before the run, and at its end. */
async function rowsRead(port: number): Promise<number | null> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const found = /^weir_records_read_total (\d+)$/m.exec(text);
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}

function residentMb(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return found === null ? null : Math.round(Number(found[1]) / 1024);
  } catch {
    return null;
  }
}

/** Between two looks the rows are taken to come evenly. */
function tenthsOf(samples: readonly Sample[], rows: number): Tenth[] {
  const tenths: Tenth[] = [];
  const timeAt = (count: number): { readonly at: number; readonly memoryMb: number | null } | null => {
    const next = samples.findIndex((sample) => sample.rows >= count);
    const b = samples[next];
    if (b === undefined) return null;
    const a = samples[next - 1];
    if (a === undefined || b.rows === a.rows) return b;
    return { at: a.at + ((b.at - a.at) * (count - a.rows)) / (b.rows - a.rows), memoryMb: b.memoryMb };
  };
  // The first look at the file comes before the first row, and is of all of them.
  let before = samples.findLast(({ rows: read }) => read === 0)?.at ?? samples[0]?.at ?? 0;
  for (let tenth = 1; tenth <= 10; tenth++) {
    const reached = timeAt((rows * tenth) / 10);
    if (reached === null) break;
    const seconds = (reached.at - before) / 1000;
    tenths.push({
      share: tenth / 10,
      rows_per_second: Math.round(rows / 10 / Math.max(seconds, 1e-3)),
      memory_mb: reached.memoryMb,
    });
    before = reached.at;
  }
  return tenths;
}
