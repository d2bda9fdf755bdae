import type { JobSource } from "./job.ts";

/** Names of sources as they stand in `rejects`. */
export function sourceNames(sources: readonly JobSource[]): string[] {
  return sources.map((source) => (source.kind === "file" ? source.path : `${source.url} ${source.queue}`));
}
