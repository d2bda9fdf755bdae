import { readFileSync } from "node:fs";
import { arch, cpus, freemem, loadavg, platform, release, totalmem, uptime } from "node:os";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { writeWholeSync } from "../sources/whole-file.ts";
import { logFiles } from "./log.ts";
import { redactText } from "./redact.ts";
import { tarOf } from "./tar.ts";

export interface DiagnosticsParts {
  readonly version: string;
  /** Log whose files go in. */
  readonly log: string;
  /** Names and versions of what is installed: plugins, Electron. No settings. */
  readonly installed: Readonly<Record<string, string>>;
  readonly now?: Date;
}

const MOST_LOG = 4 << 20;

/**
 * Writes a bundle for a report of a problem (`.tgz`): versions, machine, the log. No rows, no workspaces, no names of stations, no
 * credentials, no environment. Answers the names of its files. Throws an Error of one line.
 */
export function writeDiagnostics(out: string, parts: DiagnosticsParts): string[] {
  const files = diagnosticsFiles(parts);
  writeWholeSync(out, gzipSync(tarOf(files, parts.now ?? new Date())), 0o600);
  return Object.keys(files);
}

/** Name → content. */
export function diagnosticsFiles({ version, log, installed, now = new Date() }: DiagnosticsParts): Record<string, string> {
  const machine = {
    written: now.toISOString(),
    weir: version,
    node: process.version,
    v8: process.versions.v8,
    electron: process.versions["electron"] ?? null,
    platform: platform(),
    release: release(),
    arch: arch(),
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    memory_mb: { total: Math.round(totalmem() / 2 ** 20), free: Math.round(freemem() / 2 ** 20) },
    load: loadavg(),
    uptime_seconds: Math.round(uptime()),
  };
  const files: Record<string, string> = {
    "weir/README.txt": `Written by Weir ${version} for a report of a problem. It holds versions, the machine's size and Weir's log.\nIt holds no rows, no names of stations, no workspaces, no credentials. Look through it before you send it.\n`,
    "weir/machine.json": `${JSON.stringify(machine, null, 1)}\n`,
    "weir/installed.json": `${JSON.stringify(installed, null, 1)}\n`,
  };
  for (const path of logFiles(log)) files[`weir/log/${basename(path)}`] = cleanLog(path);
  return files;
}

/** Line by line through the redaction again: an older Weir may have written it, and a line that is none is left out. */
function cleanLog(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8").slice(-MOST_LOG);
  } catch {
    return "";
  }
  return text
    .split("\n")
    .flatMap((line) => {
      try {
        const fields = JSON.parse(line) as Record<string, unknown>;
        const clean = Object.entries(fields).map(([name, value]) => [
          name,
          typeof value === "string" ? redactText(value) : value,
        ]);
        return [`${JSON.stringify(Object.fromEntries(clean))}\n`];
      } catch {
        return [];
      }
    })
    .join("");
}
