import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { redactFields, redactText } from "./redact.ts";

export type Level = "info" | "warning" | "error";

/** Structured lines: `{"time","level","event",…fields}`. Never throws: a log that cannot be written must not stop what it tells of. */
export interface Log {
  write(level: Level, event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface LogOptions {
  /** Bytes of a file before the next one is begun. */
  readonly fileBytes?: number;
  /** Files kept, the one being written included. */
  readonly files?: number;
  readonly now?: () => Date;
  /** Told once, when a line is lost because the file cannot be written. */
  readonly onLost?: (error: Error) => void;
}

const FILE_BYTES = 1 << 20;
const FILES = 4;

/** A log of JSON lines in `path`, older ones in `path.1`, `path.2`…; secrets and quoted data are left out before anything is written. */
export function openLog(path: string, options: LogOptions = {}): Log {
  const { fileBytes = FILE_BYTES, files = FILES, now = () => new Date(), onLost } = options;
  let size = -1;
  let told = false;
  return {
    write(level, event, fields = {}) {
      const line = `${JSON.stringify({ time: now().toISOString(), level, event: redactText(event), ...redactFields(fields) })}\n`;
      try {
        if (size === -1) {
          mkdirSync(dirname(path), { recursive: true });
          size = existsSync(path) ? statSync(path).size : 0;
        }
        if (size > 0 && size + line.length > fileBytes) {
          rotate(path, files);
          size = 0;
        }
        appendFileSync(path, line, { mode: 0o600 });
        size += line.length;
      } catch (error) {
        size = -1;
        if (!told) onLost?.(error as Error);
        told = true;
      }
    },
  };
}

function rotate(path: string, files: number): void {
  rmSync(`${path}.${files - 1}`, { force: true });
  for (let i = files - 2; i >= 1; i--) if (existsSync(`${path}.${i}`)) renameSync(`${path}.${i}`, `${path}.${i + 1}`);
  renameSync(path, `${path}.1`);
}

/** The files of a log, the newest first; none when there is no log. */
export function logFiles(path: string): string[] {
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  const own = basename(path);
  return readdirSync(folder)
    .filter((name) => name === own || (name.startsWith(`${own}.`) && /^\.\d+$/.test(name.slice(own.length))))
    .sort()
    .map((name) => join(folder, name));
}
