import type { OpenSource, Status } from "../../src-main/ipc/contract.ts";
import { readable, request } from "../bridge/bridge.ts";
import { takeLayout } from "../bridge/layout.ts";
import { clearRange, closePreview, notify, openCase, openView, previewFiles, useFrame } from "../frame-actions.ts";
import { restoreFrameLayout } from "./frame-store.ts";
import { preloadView } from "./views.tsx";

/** Runs what may fail; its one line goes to the corner. */
export function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => notify(readable(error), "error"));
}

/** Opens a source and shows its live charts. Rejects with the reason; what was open is shown as before then. */
export async function openSource(source: OpenSource): Promise<void> {
  const { keys, alert, range, status: before } = useFrame.getState();
  // Of another source; its first events come before the answer.
  clearRange();
  useFrame.setState({ keys: [], alert: null });
  let status: Status;
  try {
    status = await request("session.open", source);
  } catch (error) {
    if (useFrame.getState().status?.session === before?.session) useFrame.setState({ keys, alert, range });
    throw error;
  }
  useFrame.setState({ status });
  const files = source.kind === "files" ? source.paths : source.kind === "store" ? [source.path] : [];
  for (const path of files.slice(0, 12)) request("app.addRecent", { path }).catch(() => {});
  closePreview();
  openView("live");
}

/** A workspace opens at once; anything else is shown first. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  const workspace = paths.find((path) => path.endsWith(".weir.json"));
  if (workspace !== undefined) return openWorkspace(workspace);
  const found = paths.find((path) => path.endsWith(".weir-case"));
  if (found !== undefined) return openCase(found);
  const store = paths.find((path) => /\.(weir|duckdb|db)$/.test(path));
  if (store !== undefined) return openSource({ kind: "store", path: store });
  if (paths.length > 0) previewFiles(paths);
}

export async function openWorkspace(path: string): Promise<void> {
  const workspace = await request("workspace.open", { path });
  takeLayout(workspace.layout);
  restoreFrameLayout();
  await request("app.addRecent", { path });
  const status = await request("session.status", null);
  useFrame.setState({ status, keys: [] });
  openView(status.state === "none" ? "sources" : "live");
}

export async function askForFiles(): Promise<void> {
  const paths = await request("dialog.open", {
    title: "Open a CSV, a Parquet file, a store, a workspace or a case",
    multiple: true,
    filters: [
      {
        name: "Data and workspaces",
        extensions: ["csv", "tsv", "txt", "gz", "parquet", "json", "weir", "weir-case", "duckdb", "db"],
      },
      { name: "All files", extensions: ["*"] },
    ],
  });
  await openPaths(paths);
}

/** A dialog takes files or folders, not both. */
export async function askForFolder(): Promise<void> {
  await openPaths(await request("dialog.open", { title: "Open a folder: its tables are read as one source", folder: true }));
}

export async function saveWorkspace(as: boolean): Promise<void> {
  const { workspace } = await request("session.status", null);
  let path = as ? null : workspace.path;
  path ??= await request("dialog.save", {
    title: "Save the workspace",
    defaultPath: `${workspace.name || "untitled"}.weir.json`,
    filters: [{ name: "Weir workspace", extensions: ["weir.json"] }],
  });
  if (path === null) return;
  const file = path.endsWith(".weir.json") ? path : `${path.replace(/\.json$/, "")}.weir.json`;
  await request("workspace.save", { path: file });
  await request("app.addRecent", { path: file });
  useFrame.setState({ status: await request("session.status", null) });
  notify(`Saved ${file}`, "success");
}

/** What the command line or the system asked to open. */
export async function openPending(): Promise<void> {
  const { files, sample } = await request("app.pending", null);
  if (sample || files.some((path) => path.endsWith(".weir.json"))) preloadView("live");
  if (files.length > 0) await openPaths(files);
  else if (sample) await openSource({ kind: "sample" });
}
