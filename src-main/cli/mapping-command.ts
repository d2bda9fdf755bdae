import { Command } from "commander";
import { presetsOf } from "../session/open-recorded-input.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import { previewCsv } from "../sources/csv/preview.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { readMappingFile } from "../sources/mapping.ts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { counted } from "./counted.ts";
import { asUsage } from "./failure.ts";
import { checkWritable } from "./options.ts";
import { printJson, say } from "./terminal.ts";

interface Options {
  readonly mapping?: string;
  readonly out?: string;
}

export function mappingCommand(workerDir: string): Command {
  return new Command("mapping")
    .description("How a CSV file is understood, as a mapping to change and give back with --mapping; reasons on stderr.")
    .argument("<file>", "a CSV file, .gz; a folder or glob of files that are read as one")
    .option("--mapping <file>", "try this mapping on the file instead of detection")
    .option("--out <file>", "write the mapping there instead of to stdout")
    .action(async (path: string, options: Options) => {
      if (options.out !== undefined) checkWritable("--out", options.out);
      const { mapping: file } = options;
      const given = file === undefined ? null : await asUsage(() => readMappingFile(file));
      const { mapping, guesses, notes, counts, keys } = await asUsage(async () =>
        previewCsv([path], given, await presets(workerDir), 0),
      );
      if (given === null) for (const { name, answer, reason } of guesses) say(`${name}: ${answer} (${reason})`);
      for (const note of notes) say(note);
      const { read, accepted, malformed, unconvertible } = counts;
      const [good, broken, unread] = [accepted, malformed, unconvertible].map(groupedDigits);
      say(
        `of the first ${counted(read, "row")} ${good} accepted, ${broken} malformed, ${unread} unconvertible; ${counted(keys, "key")}`,
      );
      if (options.out === undefined) printJson(mapping);
      else writeWholeSync(options.out, `${JSON.stringify(mapping, null, 1)}\n`);
    });
}

/** File formats that plugins recognise. */
async function presets(workerDir: string): Promise<NamedPreset[]> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    return presetsOf(library.set.catalogues);
  } finally {
    await library.close();
  }
}
