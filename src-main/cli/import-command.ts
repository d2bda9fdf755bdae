import { existsSync, rmSync } from "node:fs";
import { Command } from "commander";
import { presetsOf } from "../session/open-recorded-input.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { recordFiles } from "../session/record-files.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { REFUSAL_REASONS } from "../sources/source.ts";
import { explainWrite } from "../sources/whole-file.ts";
import { takeBackImports } from "../store/forget-runs.ts";
import { openStore } from "../store/store.ts";
import { counted } from "./counted.ts";
import { asUsage } from "./failure.ts";
import { ONCE } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { printable, say } from "./terminal.ts";
import { INTERRUPTED, STOPS } from "./watch-run.ts";

interface Options {
  readonly store: string;
  readonly mapping?: string;
  readonly once: boolean;
}

export function importCommand(workerDir: string): Command {
  return new Command("import")
    .description("Read rows into a store as a run of their own, in time order, without running rules.")
    .argument("<files...>", "CSV and Parquet files (globs, folders, .gz) or - for stdin")
    .requiredOption("--store <file>", "the store; made when it is not there")
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--once", ONCE, false)
    .action(async (files: string[], { store: path, mapping, once }: Options) => {
      const library = await asUsage(() => PluginLibrary.open({ workerDir, folders: [] }));
      try {
        const presets = presetsOf(library.set.catalogues);
        const fresh = !existsSync(path);
        const store = await asUsage(() => openStore(path));
        const progress = new ProgressLine();
        const stopped = new AbortController();
        const stop = (): void => {
          if (stopped.signal.aborted) process.exit(INTERRUPTED);
          progress.end();
          say("stopping; what was read is taken back (again to quit at once)");
          stopped.abort();
          // It may be silent for long.
          if (files.includes("-")) process.stdin.destroy();
        };
        for (const signal of STOPS) process.on(signal, stop);
        let run = 0;
        try {
          const onProgress = (share: number | null, rows: number): void => progress.update(share, rows, "");
          const cutOff = await takeBackImports(store);
          if (cutOff.length > 0)
            say(`an import into ${path} was cut off before its end: what it left (run ${cutOff.join(", ")}) is taken back`);
          const { signal } = stopped;
          const notes: string[] = [];
          const recorded = await recordFiles(store, files, {
            mapping,
            once,
            presets,
            workerDir,
            signal,
            onProgress,
            onNote: (line) => notes.push(line),
          }).catch((error: unknown) => {
            if (signal.aborted) throw new Error(`import stopped: nothing of it is in ${path}`);
            const explained = explainWrite(path, error);
            // What cannot be written is no fault of the input.
            if (explained !== error) throw explained;
            return asUsage(() => Promise.reject(error));
          });
          progress.end();
          const { read, accepted, dropped } = recorded;
          run = recorded.run;
          for (const note of notes) say(note);
          const refused = REFUSAL_REASONS.map((reason) => `${groupedDigits(dropped[reason])} ${reason}`);
          process.stderr.write(
            `read ${counted(read, "row")} = ${[`${groupedDigits(accepted)} accepted`, ...refused].join(" + ")}\nrun ${run} of ${printable(path)}\n`,
          );
        } finally {
          progress.end();
          for (const signal of STOPS) process.off(signal, stop);
          await store.close();
          // Nothing came of it: no empty store is left behind.
          if (fresh && run === 0) for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
        }
      } finally {
        await library.close();
      }
    });
}
