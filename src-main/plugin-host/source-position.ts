import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { PluginBundle } from "./contract.ts";

/** Lines the confinement (confine.ts, which only loads in a worker) puts before a bundle's first. */
const PREFIX_LINES = 1;

/** Original file and line of the first frame of a stack that lies in the plugin. */
export function sourcePosition(
  stack: string,
  bundle: Pick<PluginBundle, "sourceMap" | "folder">,
): { file: string; line: number | null } {
  const frame = /weir-plugin:\/\/\/[^:\s)]+:(\d+):(\d+)/.exec(stack);
  if (frame === null || bundle.sourceMap === "") return { file: bundle.folder, line: null };
  try {
    const map = new TraceMap(bundle.sourceMap);
    const { source, line } = originalPositionFor(map, {
      line: Math.max(1, Number(frame[1]) - PREFIX_LINES),
      column: Math.max(0, Number(frame[2]) - 1),
    });
    return { file: source ?? bundle.folder, line };
  } catch {
    return { file: bundle.folder, line: null };
  }
}
