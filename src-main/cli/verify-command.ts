import { Command } from "commander";
import { difference, digestOf, RESULT_FILES } from "../sinks/files/result-difference.ts";
import { asUsage } from "./failure.ts";
import { positiveInteger } from "./options.ts";
import { printJson, say } from "./terminal.ts";

/** Digests of result folders: live, over history and on a cluster the same rules must give the same one. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("Digest the results of runs, whatever their order, and tell whether they are the same.")
    .argument("<folders...>", "folders that weir run --out wrote; the first is compared with each of the others")
    .option("--examples <n>", "lines shown of a difference", positiveInteger, 10)
    .action(async (folders: string[], { examples }: { examples: number }) => {
      const digests = [];
      for (const folder of folders) {
        const files: Record<string, { lines: number; digest: string }> = {};
        for (const file of RESULT_FILES) {
          const digest = await asUsage(() => digestOf(folder, file));
          files[file] = { lines: digest.lines, digest: digest.hex };
        }
        digests.push({ folder, ...files });
      }
      const [first = "", ...others] = folders;
      const differences = [];
      for (const other of others) {
        for (const file of RESULT_FILES) {
          const found = await difference(first, other, file, examples);
          if (found.onlyFirst + found.onlySecond > 0) differences.push({ file, first, second: other, ...found });
        }
      }
      const same = differences.length === 0;
      printJson({ results: digests, ...(others.length === 0 ? {} : { same, differences }) });
      if (others.length === 0) return;
      say(same ? "the same results, line for line" : "the results differ");
      if (!same) process.exitCode = 1;
    });
}
