import { join } from "node:path";
import { app, BrowserWindow, dialog, powerMonitor } from "electron";
import { type Log, openLog } from "../diagnostics/log.ts";
import type { SessionBridge } from "./session-bridge.ts";

const logPath = (): string => join(app.getPath("userData"), "logs", "weir.jsonl");

/** The app's log, with what happens to its processes and to the machine. */
export function openDesktopLog(): Log {
  const log = openLog(logPath());
  log.write("info", "started", {
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: process.platform,
    packaged: app.isPackaged,
  });
  // After sleep timers fire late and connections are gone: who reads the log should know.
  powerMonitor.on("suspend", () => log.write("info", "the machine sleeps"));
  powerMonitor.on("resume", () => log.write("info", "the machine is awake again"));
  app.on("render-process-gone", (_event, _contents, { reason, exitCode }) =>
    log.write("error", "the window's page stopped", { reason, exitCode }),
  );
  app.on("child-process-gone", (_event, { type, reason, exitCode }) =>
    log.write(reason === "clean-exit" ? "info" : "error", "a process stopped", { type, reason, exitCode }),
  );
  app.on("will-quit", () => log.write("info", "quitting"));
  process.on("uncaughtExceptionMonitor", (error) => log.write("error", "uncaught", { name: error.name, message: error.message }));
  return log;
}

/** The bridge with its refused and failed calls in the log: the method and the message, never the arguments. */
export function logged(bridge: SessionBridge, log: Log): SessionBridge {
  return {
    ...bridge,
    async request(method, args) {
      try {
        const value = await bridge.request(method, args);
        if (method === "session.open") log.write("info", "session opened");
        return value;
      } catch (error) {
        log.write("warning", "a call failed", { method, message: error instanceof Error ? error.message : "" });
        throw error;
      }
    },
  };
}

/** Asks where, then writes the bundle; says in the window what went wrong. */
export async function saveDiagnostics(log: Log): Promise<void> {
  const [window] = BrowserWindow.getAllWindows();
  const defaultPath = join(app.getPath("documents"), "weir-diagnostics.tgz");
  const filters = [{ name: "Diagnostics", extensions: ["tgz"] }];
  const choice =
    window === undefined
      ? await dialog.showSaveDialog({ defaultPath, filters })
      : await dialog.showSaveDialog(window, { defaultPath, filters });
  if (choice.canceled || choice.filePath === "") return;
  try {
    // No start waits for what is seldom asked for.
    const { writeDiagnostics } = await import("../diagnostics/bundle.ts");
    writeDiagnostics(choice.filePath, {
      version: app.getVersion(),
      log: logPath(),
      installed: { electron: process.versions.electron ?? "", chrome: process.versions["chrome"] ?? "" },
    });
    log.write("info", "diagnostics written");
  } catch (error) {
    dialog.showErrorBox("The diagnostics were not written", error instanceof Error ? error.message : String(error));
  }
}
