import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { CheckpointFolder } from "./checkpoint-folder.ts";

/** Where the checkpoints of a saved workspace are: beside it, as its store is. null: the folder cannot be written to. */
export function workspaceCheckpoints(workspace: string): string | null {
  const folder = `${workspace.replace(/\.weir\.json$/, "")}.weir.checkpoint`;
  try {
    accessSync(existsSync(folder) ? folder : dirname(workspace), constants.W_OK);
    return folder;
  } catch {
    return null;
  }
}

/** When the session of a workspace was saved last, epoch ms; null: there is nothing to go on from. */
export function savedAt(folder: string | null): number | null {
  if (folder === null || !existsSync(folder) || new CheckpointFolder(folder).empty) return null;
  const times = readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);
  return Math.round(Math.max(...times));
}
