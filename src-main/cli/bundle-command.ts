import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { writeWholeSync } from "../sources/whole-file.ts";
import { bundleOf, type ClusterSourceOptions, withSourceOptions } from "./cluster-options.ts";
import { asUsage } from "./failure.ts";
import { say } from "./terminal.ts";

/** `weir bundle`: what a cluster is given, as files. */
export function bundleCommand(workerDir: string): Command {
  return withSourceOptions(
    new Command("bundle").description("Engine, enabled plugins and source as one script that any ES2022 engine runs."),
  )
    .requiredOption("--out <file>", "the script; its description is written beside it as .json")
    .action(async (sources: string[], options: ClusterSourceOptions & { readonly out: string }, command: Command) => {
      const bundle = await asUsage(() => bundleOf(sources, options, command, workerDir));
      const description = `${options.out.replace(/\.js$/, "")}.json`;
      await asUsage(() => {
        mkdirSync(dirname(options.out), { recursive: true });
        writeWholeSync(options.out, bundle.script);
        writeWholeSync(description, `${JSON.stringify(bundle.layout, null, 2)}\n`);
      });
      say(`${options.out} (${Math.round(bundle.script.length / 1024)} KiB) and ${description}`);
    });
}
