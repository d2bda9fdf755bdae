import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { writeDiagnostics } from "../diagnostics/bundle.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { UsageError } from "./failure.ts";
import { checkWritable } from "./options.ts";
import { say } from "./terminal.ts";

export function diagnosticsCommand(workerDir: string): Command {
  return new Command("diagnostics")
    .description("Write versions and Weir's log for a report of a problem; no data, no secrets.")
    .option("--out <file>", "a .tgz", "weir-diagnostics.tgz")
    .option("--log <file>", "the log to put in, such as weir run --log FILE writes; the desktop's, if there is one, when absent")
    .action(async ({ out, log = desktopLog() }: { out: string; log?: string }, command: Command) => {
      checkWritable("--out", out);
      if (command.getOptionValueSource("log") === "cli" && !existsSync(log))
        throw new UsageError(`--log ${log} does not exist; check the path`);
      const library = await PluginLibrary.open({ workerDir, folders: [] });
      const plugins = library.set.contributions.map(({ id, type, version }) => [`${type} ${id}`, version] as const);
      await library.close();
      const files = writeDiagnostics(out, { version: WEIR_VERSION, log, installed: Object.fromEntries(plugins) });
      say(`${files.length} files in ${out}; look through them before you send them`);
    });
}

/** Where the desktop app keeps its log: below Electron's data folder. */
function desktopLog(): string {
  const home = homedir();
  const data =
    platform() === "darwin"
      ? join(home, "Library", "Application Support")
      : platform() === "win32"
        ? (process.env["APPDATA"] ?? join(home, "AppData", "Roaming"))
        : (process.env["XDG_CONFIG_HOME"] ?? join(home, ".config"));
  return join(data, "weir", "logs", "weir.jsonl");
}
