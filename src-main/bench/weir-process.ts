import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

export interface Measured {
  /** Wall clock, from start to end of the process. */
  readonly seconds: number;
  /** Of all its threads and of the processes it started. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Tells what a process used, in a file, as it ends. Its workers inherit node's flags, so it is a file itself, not `--eval`. */
const wrapper = (cli: string): string => `
import { readFileSync, writeFileSync } from "node:fs";
// Plugins' processes that have ended, where the system tells.
const children = () => {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").pop().split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
};
process.argv.splice(1, 1);
const report = process.argv.splice(1, 1)[0];
process.argv.splice(1, 0, ${JSON.stringify(cli)});
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(report, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6 + children(), peak: maxRSS / 1024 }));
});
await import(${JSON.stringify(pathToFileURL(cli).href)});
`;

/**
 * Starts a command line of Weir in a process of its own; what it prints goes to the system's bin, not through this process. `folder` is for
 * scratch files. `ended` rejects with an Error of one line when it fails.
 */
export function startWeir(
  cli: string,
  args: readonly string[],
  folder: string,
): { readonly pid: number; readonly ended: Promise<Measured> } {
  const script = join(folder, "weir-bench-entry.mjs");
  const report = join(folder, "weir-bench-report.json");
  writeFileSync(script, wrapper(cli));
  const started = performance.now();
  const child = spawn(process.execPath, [script, report, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const ended = new Promise<Measured>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (code !== 0) {
        reject(new Error(`bench: weir ${args[0]} failed: ${said.trim().split("\n").pop()}`));
        return;
      }
      const { cpu, peak } = JSON.parse(readFileSync(report, "utf8")) as { cpu: number; peak: number };
      resolve({ seconds, cpuSeconds: cpu, peakMb: peak });
    });
  });
  return { pid: child.pid ?? 0, ended };
}

/** Runs one to its end. */
export function runWeir(cli: string, args: readonly string[], folder: string): Promise<Measured> {
  return startWeir(cli, args, folder).ended;
}
