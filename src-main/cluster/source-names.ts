import type { JobSource } from "./job.ts";

/** Names of what rows come from, as they stand in `rejects`: each file and each consumer of a queue has the number of its place. */
export function sourceNames(sources: readonly JobSource[]): string[] {
  return sources.flatMap((source) => (source.kind === "files" ? source.paths : [`${source.url} ${source.queue}`]));
}
