import { join } from "node:path";
import { app, BrowserWindow } from "electron";
import { appMethods } from "./app-methods.ts";
import { withBrokerSecret } from "./broker-secret.ts";
import { ChosenPlaces } from "./chosen-places.ts";
import { logged, openDesktopLog, saveDiagnostics } from "./desktop-log.ts";
import { earlyCall, openedEarly } from "./early-opening.ts";
import { measureWhenAsked } from "./event-loop-monitor.ts";
import { ownArguments, parseLaunchArguments } from "./launch-arguments.ts";
import { setMenu } from "./menu.ts";
import { answerPage } from "./page-calls.ts";
import { printPdf } from "./print-pdf.ts";
import { openRecentFiles } from "./recent-files.ts";
import { registerAppScheme, serveRenderer } from "./renderer-files.ts";
import { openSecrets } from "./secrets.ts";
import { secureAllContents, secureSession } from "./security.ts";
import { startSessionBridge } from "./session-bridge.ts";
import { openMainWindow } from "./window.ts";

const launch = parseLaunchArguments(ownArguments(process.argv, app.isPackaged), process.cwd());
const pending = { files: [...launch.files], sample: launch.sample };

registerAppScheme();
secureAllContents();

if (launch.printPdf !== null) {
  const { html, pdf } = launch.printPdf;
  // Without a listener Electron would quit, successfully, as soon as the hidden window closes.
  app.on("window-all-closed", () => {});
  void app
    .whenReady()
    .then(() => printPdf(html, pdf))
    .then(() => app.exit(0))
    .catch((error: Error) => {
      console.error(`Cannot print ${html} to ${pdf}: ${error.message}`);
      app.exit(1);
    });
} else if (app.requestSingleInstanceLock()) {
  // macOS hands over files by event, perhaps before the app is ready.
  app.on("open-file", (event, path) => {
    event.preventDefault();
    openFiles([path]);
  });
  app.on("second-instance", (_event, argv, directory) => {
    const { files, sample } = parseLaunchArguments(ownArguments(argv, app.isPackaged), directory);
    if (sample) pending.sample = true;
    openFiles(files);
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  void app.whenReady().then(runDesktop);
} else {
  app.quit();
}

function openFiles(files: readonly string[]): void {
  pending.files.push(...files);
  push("app.pending", null);
}

function push(name: string, payload: unknown): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send("weir:push", name, payload);
  }
}

function runDesktop(): void {
  const developmentUrl = app.isPackaged ? null : localUrl(process.env["ELECTRON_RENDERER_URL"]);
  const developmentOrigin = developmentUrl === null ? null : new URL(developmentUrl).origin;
  measureWhenAsked();
  secureSession(undefined, developmentOrigin);
  serveRenderer(join(import.meta.dirname, "../renderer"));
  const log = openDesktopLog();
  const hear = (name: string, payload: unknown): void => {
    if (name === "host.lost") log.write("error", "the analysis process stopped", payload as Readonly<Record<string, unknown>>);
    push(name, payload);
  };
  const userData = app.getPath("userData");
  const session = startSessionBridge({
    entry: join(import.meta.dirname, "session-host.js"),
    allowed: join(userData, "allowed-queues.json"),
    push: hear,
  });
  const early = earlyCall(pending.files, pending.sample);
  const bridge = logged(openedEarly(session, early), log);
  const secrets = openSecrets(join(userData, "secrets.json"));
  answerPage({
    methods: appMethods({
      recent: openRecentFiles(join(userData, "recent.json")),
      secrets,
      takePending: () => ({ files: pending.files.splice(0), sample: takeSample() }),
    }),
    bridge,
    developmentOrigin,
    places: new ChosenPlaces(userData),
    prepare: (method, args) => withBrokerSecret(method, args, secrets),
  });
  setMenu(
    (action) => push("app.command", { action }),
    () => void saveDiagnostics(log),
  );
  openMainWindow(developmentUrl, early === null ? "" : "#live");
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) openMainWindow(developmentUrl);
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  let down = false;
  app.on("will-quit", (event) => {
    if (down) return;
    event.preventDefault();
    down = true;
    void bridge.shutDown().finally(() => app.quit());
  });
}

function takeSample(): boolean {
  const { sample } = pending;
  pending.sample = false;
  return sample;
}

/** The development server, which must be on this machine. */
function localUrl(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null;
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(text).hostname) ? text : null;
}
