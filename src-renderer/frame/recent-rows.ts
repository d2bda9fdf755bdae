import type { Status } from "../../src-main/ipc/contract.ts";
import { request } from "../bridge/bridge.ts";

let counted = -1;

/** Once a file is read to its end, its rows are remembered for the list of recent files; of several files together only the workspace's. */
export async function countRecent({ session, kind, state, metrics, workspace }: Status): Promise<void> {
  if (kind !== "files" || state !== "done" || metrics === null || counted === session) return;
  counted = session;
  const { sources } = await request("workspace.get", null);
  const [source] = sources;
  if (source?.kind !== "csv") return;
  const paths = [...(workspace.path === null ? [] : [workspace.path]), ...(source.paths.length === 1 ? source.paths : [])];
  for (const path of paths) await request("app.countRecent", { path, rows: metrics.records_read_total });
}
