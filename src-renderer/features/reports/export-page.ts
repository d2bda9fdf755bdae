import type { ReportPage } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";

export const formats = ["html", "pdf", "png", "json", "csv", "parquet"] as const;
export type Format = (typeof formats)[number];

/** Asks where to and writes the page there; answers the files, none when the user thought better of it. */
export async function exportPage(page: ReportPage, format: Format): Promise<readonly string[]> {
  const path = await request("dialog.save", {
    title: `Export as ${format === "parquet" ? "Parquet" : format.toUpperCase()}`,
    defaultPath: `${fileName(page.title)}.${format}`,
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (path === null) return [];
  if (format !== "pdf" && format !== "png") return (await request("reports.export", { ...page, format, path })).files;
  // What is printed is a file of the app's own: nothing is written beside the one that was chosen.
  const { html } = await request("reports.page", page);
  const target = path.toLowerCase().endsWith(`.${format}`) ? path : `${path}.${format}`;
  await request("app.printPdf", { html, pdf: target });
  return [target];
}

/** A title as a name every file system takes. */
function fileName(title: string): string {
  const name = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, "-")
    .replace(/^[ .-]+|[ .-]+$/g, "")
    .slice(0, 80);
  return name === "" ? "report" : name;
}
