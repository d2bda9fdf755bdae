import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BtsOptions, simulateBts } from "../../src-main/simulate/simulate-bts.ts";

/** A folder of its own in the system's temporary one; `remove` takes it away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "weir-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes simulated base-station data to `path`; returns what was planted. */
export function writeBts(path: string, options: BtsOptions): ReturnType<ReturnType<typeof simulateBts>["truth"]> {
  const simulation = simulateBts(options);
  writeFileSync(path, [...simulation.chunks()].join(""));
  return simulation.truth();
}
