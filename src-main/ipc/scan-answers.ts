import { performance } from "node:perf_hooks";
import type { Workbench } from "../session/workbench.ts";
import { countRows, emptyCount, type RowCount } from "../sources/csv/count-rows.ts";
import { openCsv } from "../sources/csv/open-csv.ts";
import { parseMapping } from "../sources/mapping.ts";
import type { Answers } from "./answers.ts";

interface Scan {
  readonly stop: AbortController;
  readonly count: RowCount;
  readonly started: number;
  /** When it ended; null: it runs. */
  ended: number | null;
  error: string | null;
}

/** Counts a whole file beside what is open, before it is opened itself. One at a time: another one ends it. */
export function scanAnswers(bench: Workbench): Answers<"csv.scan" | "csv.scanned" | "csv.scanStop"> {
  let scan: Scan | null = null;
  const run = async (mine: Scan, paths: readonly string[], mapping: Parameters<typeof parseMapping>[0]): Promise<void> => {
    try {
      const source = await openCsv(paths, {
        mapping: parseMapping(mapping, "mapping"),
        presets: [],
        order: "arrival",
        workerDir: bench.workerDir,
      });
      try {
        await countRows(source, mine.count, mine.stop.signal);
      } finally {
        await source.close();
      }
    } catch (error) {
      if (!mine.stop.signal.aborted) mine.error = (error as Error).message;
    } finally {
      mine.ended = performance.now();
    }
  };
  return {
    "csv.scan": ({ paths, mapping }) => {
      scan?.stop.abort();
      scan = { stop: new AbortController(), count: emptyCount(), started: performance.now(), ended: null, error: null };
      void run(scan, paths, mapping);
      return null;
    },
    "csv.scanned": () => {
      if (scan === null) return null;
      const { count, started, ended, error, stop } = scan;
      const seconds = ((ended ?? performance.now()) - started) / 1000;
      const { progress, stretches, ...rows } = count;
      const done = ended !== null && !stop.signal.aborted && error === null;
      const fraction = done ? 1 : progress;
      return {
        ...rows,
        state: error !== null ? "failed" : done ? "done" : ended !== null ? "stopped" : "running",
        error,
        fraction,
        rate: seconds > 0 ? rows.read / seconds : 0,
        secondsLeft: ended !== null || fraction === null || fraction < 0.005 ? null : (seconds / fraction) * (1 - fraction),
        stretches: [...stretches]
          .map(([from, { events, refused }]) => ({ from, events, refused }))
          .sort((a, b) => a.from - b.from),
      };
    },
    "csv.scanStop": () => {
      scan?.stop.abort();
      return null;
    },
  };
}
