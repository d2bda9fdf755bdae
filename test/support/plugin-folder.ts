import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a plugin folder below `parent` as a user would, and returns it. */
export function writePlugin(parent: string, name: string, source: string): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name, version: "1.0.0", displayName: name, main: "index.ts", weir: { api: 1 } }),
  );
  writeFileSync(join(folder, "index.ts"), source);
  return folder;
}
