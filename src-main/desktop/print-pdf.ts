import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BrowserWindow, session, type WebContents } from "electron";
import { writeWholeSync } from "../sources/whole-file.ts";
import { confinedPage } from "./window.ts";

const WIDTH = 1280;
/** px: Chromium draws no taller picture. */
const TALLEST = 16_000;
/** Below each sheet, in its margin: the page's title and which sheet of how many. Chromium fills in what the classes name. */
const FOOTER = `<div style="display:flex;gap:24px;justify-content:space-between;width:100%;margin:0 12mm;color:#5a6773;font:9px/12px Inter,system-ui,sans-serif">
<span class="title" style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap"></span>
<span style="flex:none"><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`;

/**
 * Prints a self-contained HTML file to PDF in a hidden page that can load nothing but that file; to a picture of the whole page when the
 * target ends in `.png`. Rejects when the file cannot be read or written.
 */
export async function printPdf(htmlFile: string, target: string): Promise<void> {
  // A session of its own, in memory: the page shares nothing with the app.
  const own = session.fromPartition("print");
  const url = pathToFileURL(resolve(htmlFile)).href;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: details.url !== url && !details.url.startsWith("data:") }),
  );
  const png = target.toLowerCase().endsWith(".png");
  // A hidden window draws nothing; one that is not on a screen at all does.
  const webPreferences = { ...confinedPage, session: own, offscreen: png };
  const window = new BrowserWindow({ show: false, width: WIDTH, height: 900, webPreferences });
  try {
    await window.loadURL(url);
    const { webContents } = window;
    const bytes = png
      ? await picture(webContents)
      : await webContents.printToPDF({
          ...{ printBackground: true, pageSize: "A4", preferCSSPageSize: true },
          ...{ displayHeaderFooter: true, headerTemplate: "<span></span>", footerTemplate: FOOTER },
        });
    writeWholeSync(resolve(target), bytes);
  } finally {
    window.destroy();
  }
}

/** The whole page, light, at two pixels a CSS pixel; a page taller than can be drawn ends where that is. */
async function picture({ debugger: tools }: WebContents): Promise<Buffer> {
  tools.attach("1.3");
  try {
    await tools.sendCommand("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "light" }] });
    await tools.sendCommand("Emulation.setDeviceMetricsOverride", {
      width: WIDTH,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const { cssContentSize } = (await tools.sendCommand("Page.getLayoutMetrics")) as { cssContentSize: { height: number } };
    const scale = cssContentSize.height * 2 > TALLEST ? 1 : 2;
    const height = Math.min(Math.ceil(cssContentSize.height), Math.floor(TALLEST / scale));
    const { data } = (await tools.sendCommand("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width: WIDTH, height, scale },
    })) as { data: string };
    return Buffer.from(data, "base64");
  } finally {
    tools.detach();
  }
}
