import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BrowserWindow, session } from "electron";
import { confinedPage } from "./window.ts";

/**
 * Prints a self-contained HTML file to PDF in a hidden page that can load nothing but that file.
 * Rejects when the file cannot be read or written.
 */
export async function printPdf(htmlFile: string, pdfFile: string): Promise<void> {
  // A session of its own, in memory: the page shares nothing with the app.
  const own = session.fromPartition("print");
  const url = pathToFileURL(resolve(htmlFile)).href;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: details.url !== url && !details.url.startsWith("data:") }),
  );
  const window = new BrowserWindow({ show: false, width: 1200, height: 900, webPreferences: { ...confinedPage, session: own } });
  try {
    await window.loadURL(url);
    await writeFile(
      resolve(pdfFile),
      await window.webContents.printToPDF({ printBackground: true, pageSize: "A4", preferCSSPageSize: true }),
    );
  } finally {
    window.destroy();
  }
}
