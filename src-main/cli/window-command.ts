import { once } from "node:events";
import { join } from "node:path";
import { Command } from "commander";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { parseWindow } from "../engine/window-text.ts";
import { KeyTranslation } from "../session/key-translation.ts";
import { openFiles } from "../session/open-files.ts";
import { WindowText } from "../sinks/files/window-text.ts";
import { WindowTextThread } from "../sinks/files/window-text-thread.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { durationFlag, orderOption } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { say } from "./terminal.ts";
import { AGGREGATES, parseAggregates, parseParts } from "./window-flags.ts";

/** Windows printed from which on a thread of its own pays for its start. */
const MANY_WINDOWS = 50_000;

export function windowCommand(workerDir: string): Command {
  return new Command("window")
    .description("Print one JSON object a window, in firing order.")
    .argument("<files...>", "CSV files, globs, .gz, - for stdin")
    .requiredOption("--window <spec>", "sliding:60s/5s, tumbling:D, session:D, count:N/M or trailing:D")
    .option("--by <parts>", "key parts, comma separated: station,sensor,alarm; empty for one group", "station,sensor")
    .option(
      "--aggregate <names>",
      `comma separated: ${AGGREGATES.join(", ")}, and quantiles p50, p99, p99.9`,
      "count,min,max,mean",
    )
    .option("--order <order>", "time or arrival", orderOption, "time")
    .addOption(durationFlag("--out-of-orderness <duration>", "with --order arrival", 0))
    .option("--mapping <file>", "a mapping file instead of detection")
    .action(async (files: string[], options: Options) => {
      const by = parseParts(options.by);
      const { names, aggregates } = parseAggregates(options.aggregate);
      const window = await asUsage(() => parseWindow(options.window));
      if (window.kind === "none") throw new UsageError("--window none: there are no windows to print; choose e.g. tumbling:5m");
      const source = await asUsage(() =>
        openFiles(files, { mapping: options.mapping, order: options.order, workerDir, onlyRefuser: true }),
      );
      const keys = new KeyTable();
      const translation = new KeyTranslation(keys);
      const engine = new WindowEngine(keys);
      const query = engine.add({ by, window, aggregates });
      const reorder = new ReorderBuffer({ outOfOrderness: source.timeOrdered ? 0 : options.outOfOrderness });
      const groupKey = (group: number) => engine.groupKey(query, group);
      const out = (bytes: Uint8Array): void => void process.stdout.write(bytes);
      const copy = (bytes: Uint8Array): void => out(Buffer.from(bytes));
      const text = new WindowText(groupKey, by, names);
      let thread: WindowTextThread | null = null;
      let printed = 0;
      const progress = new ProgressLine();
      const print = async (batch: EventBatch, watermark: number): Promise<void> => {
        engine.process(batch);
        engine.advance(watermark);
        const fired = engine.take(query);
        printed += fired.length;
        if (thread === null && printed > MANY_WINDOWS) {
          text.flush(copy);
          thread = new WindowTextThread(join(workerDir, "window-text-worker.js"), groupKey, by, names, out);
        }
        if (thread === null) text.write(fired, copy);
        else await thread.write(fired, engine.groupCount(query));
        if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
      };
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
            if (batch.length > 0) await print(batch, (batch.time[batch.length - 1] as number) - 1);
          } else {
            const { released, lateIndexes } = reorder.push(batch);
            refused += lateIndexes.length;
            await print(released, reorder.watermark);
          }
          chunk.recycle?.();
        }
        if (!source.timeOrdered) await print(reorder.flush(), Number.POSITIVE_INFINITY);
        await print(createBatch(0), Number.POSITIVE_INFINITY);
        if (thread === null) text.flush(copy);
        else await (thread as WindowTextThread).end();
      } finally {
        progress.end();
        await (thread as WindowTextThread | null)?.close();
        await source.close();
      }
      if (refused > 0) say(`${refused} of ${counted(rows, "row")} refused (weir run --out DIR lists them in rejects.csv)`);
    });
}

interface Options {
  readonly window: string;
  readonly by: string;
  readonly aggregate: string;
  readonly order: "time" | "arrival";
  readonly outOfOrderness: number;
  readonly mapping?: string;
}
