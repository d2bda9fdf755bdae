import { app, type IpcMainInvokeEvent, type Session, session, type WebContents } from "electron";
import { appOrigin } from "./renderer-files.ts";

/**
 * What the page may load: its own files. Styles may be inline because React, the editor and ECharts write them at run time;
 * nothing they could name (images, fonts, connections) leaves the app.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Closes every way out of a page, for all pages of the app whoever makes them. Call before the first window. */
export function secureAllContents(): void {
  app.on("web-contents-created", (_event, contents) => secure(contents));
}

function secure(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  const deny = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on("will-navigate", deny);
  contents.on("will-frame-navigate", deny);
  contents.on("will-redirect", deny);
  contents.on("will-attach-webview", deny);
}

/** Refuses every permission (camera, notifications, clipboard reading …) and every request that leaves the app. */
export function secureSession(target: Session = session.defaultSession, developmentOrigin: string | null = null): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.webRequest.onBeforeRequest((details, answer) => {
    const url = URL.canParse(details.url) ? new URL(details.url) : null;
    answer({ cancel: url === null || !allowed(url, developmentOrigin) });
  });
}

function allowed(url: URL, developmentOrigin: string | null): boolean {
  if (url.protocol === "weir:" || url.protocol === "data:" || url.protocol === "blob:" || url.protocol === "devtools:")
    return true;
  if (developmentOrigin === null) return false;
  return url.host === new URL(developmentOrigin).host && ["http:", "ws:"].includes(url.protocol);
}

/** Whether an IPC call comes from the top frame of our own page. */
export function isTrustedSender(event: Pick<IpcMainInvokeEvent, "senderFrame">, developmentOrigin: string | null): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || !URL.canParse(frame.url)) return false;
  const { protocol, host, origin } = new URL(frame.url);
  return `${protocol}//${host}` === appOrigin || (developmentOrigin !== null && origin === developmentOrigin);
}
