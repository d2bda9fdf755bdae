import { join } from "node:path";
import { BrowserWindow } from "electron";
import { appOrigin } from "./renderer-files.ts";
import { backgroundColor } from "./theme.ts";

/** How every page of the app is confined. */
export const confinedPage = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

/** Opens the workbench; the window shows itself once the page has painted. `hint`: "#live" when charts are what comes first. */
export function openMainWindow(developmentUrl: string | null, hint: "" | "#live" = ""): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: "Weir",
    backgroundColor: backgroundColor(),
    webPreferences: { ...confinedPage, preload: join(import.meta.dirname, "../preload/preload.cjs") },
  });
  window.once("ready-to-show", () => window.show());
  reloadAfterCrash(window);
  void window.loadURL(`${developmentUrl ?? `${appOrigin}/index.html`}${hint}`);
  return window;
}

// A page that dies again right after its reload would loop: two quick deaths and it stays down.
function reloadAfterCrash(window: BrowserWindow): void {
  const quickMs = 5000;
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    const now = performance.now();
    console.error(`The window's page stopped (${reason})`);
    if (now - last > quickMs) window.webContents.reload();
    last = now;
  });
}
