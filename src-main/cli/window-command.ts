import { Command } from "commander";
import type { EventBatch } from "../engine/batch.ts";
import { OpenIntervals } from "../engine/open-intervals.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import { parseWindow } from "../engine/window-text.ts";
import { KeyTranslation } from "../session/key-translation.ts";
import { openFiles } from "../session/open-files.ts";
import type { Source } from "../sources/source.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { sayUnusedBound } from "./fitting-flags.ts";
import { durationFlag, ONCE, orderFlag } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { say } from "./terminal.ts";
import { AGGREGATES, parseAggregates, parseParts } from "./window-flags.ts";
import { WindowPrinter } from "./window-printer.ts";

/** `weir window`. */
export function windowCommand(workerDir: string): Command {
  return new Command("window")
    .description("Print one JSON object a window, in firing order.")
    .argument("<files...>", "CSV files, globs, folders, .gz, - for stdin")
    .requiredOption("--window <spec>", "sliding:60s/5s, tumbling:D, session:D, count:N/M or trailing:D")
    .option("--by <parts>", "key parts, comma separated: station,sensor,alarm; empty for one group", "station,sensor")
    .option(
      "--aggregate <names>",
      `comma separated: ${AGGREGATES.join(", ")}, and quantiles p50, p99, p99.9`,
      "count,min,max,mean",
    )
    .addOption(orderFlag("in which rows are taken"))
    .option("--once", ONCE, false)
    .addOption(durationFlag("--out-of-orderness <duration>", "with --order arrival", 0))
    .option("--mapping <file>", "a mapping file instead of detection")
    .action((files: string[], options: Options, command: Command) => {
      sayUnusedBound(command, "files");
      return printWindows(files, options, workerDir);
    });
}

async function printWindows(files: readonly string[], options: Options, workerDir: string): Promise<void> {
  const by = parseParts(options.by);
  const { names, aggregates } = parseAggregates(options.aggregate);
  const window = await asUsage(() => parseWindow(options.window));
  if (window.kind === "none") throw new UsageError("--window none: there are no windows to print; choose e.g. tumbling:5m");
  const source = await asUsage(() =>
    openFiles(files, { mapping: options.mapping, order: options.order, once: options.once, workerDir, onlyRefuser: true }),
  );
  const printer = new WindowPrinter({ by, window, aggregates, names }, workerDir);
  try {
    const { rows, refused } = await printAll(source, printer, options.outOfOrderness);
    for (const note of source.notes) say(note);
    if (refused > 0) say(`${refused} of ${counted(rows, "row")} refused (weir run --out DIR lists them in rejects.csv)`);
  } finally {
    await printer.close();
    await source.close();
  }
}

/** To the end of the source; how many rows it had, and how many of them were refused. */
async function printAll(
  source: Source,
  printer: WindowPrinter,
  outOfOrderness: number,
): Promise<{ rows: number; refused: number }> {
  const translation = new KeyTranslation(printer.keys);
  const intervals = new OpenIntervals();
  const reorder = new ReorderBuffer({ outOfOrderness: source.timeOrdered ? 0 : outOfOrderness });
  const progress = new ProgressLine();
  let rows = 0;
  let refused = 0;
  try {
    for await (const chunk of source.chunks(new AbortController().signal)) {
      translation.extend(chunk.newKeys);
      const batch = chunk.events;
      translation.apply(batch.key, batch.length);
      rows += chunk.rows;
      for (const n of Object.values(chunk.refused)) refused += n;
      progress.update(chunk.progress, rows);
      if (source.timeOrdered) {
        if (batch.length > 0) await printer.print(intervals.take(batch), (batch.time[batch.length - 1] as number) - 1);
      } else {
        const { released, lateIndexes } = reorder.push(batch);
        refused += rowsOf(batch, lateIndexes);
        await printer.print(intervals.take(released), reorder.watermark);
      }
      chunk.recycle?.();
    }
    if (!source.timeOrdered) await printer.print(intervals.take(reorder.flush()), Number.POSITIVE_INFINITY);
    await printer.end();
  } finally {
    progress.end();
  }
  return { rows, refused };
}

/** How many rows these events are of: a row of a wide table gives several, one behind the other. */
function rowsOf({ source, row }: EventBatch, indexes: Uint32Array): number {
  let rows = 0;
  let last = -1;
  for (const index of indexes) {
    if (last < 0 || row[index] !== row[last] || source[index] !== source[last]) rows++;
    last = index;
  }
  return rows;
}

interface Options {
  readonly window: string;
  readonly by: string;
  readonly aggregate: string;
  readonly order: "time" | "arrival";
  readonly once: boolean;
  readonly outOfOrderness: number;
  readonly mapping?: string;
}
