import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol } from "electron";
import { contentSecurityPolicy } from "./security.ts";

/** The page's own scheme: unlike file:// it has an origin, takes headers, and reaches only the built page. */
export const appOrigin = "weir://app";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".map": "application/json",
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "weir", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the files of `folder` as weir://app/…, with the security headers. */
export function serveRenderer(folder: string): void {
  const base = normalize(folder);
  protocol.handle("weir", async (request) => {
    const { host, pathname } = new URL(request.url);
    let file: string;
    try {
      file = normalize(join(base, decodeURIComponent(pathname === "/" ? "/index.html" : pathname)));
    } catch {
      return new Response(null, { status: 400 });
    }
    if (host !== "app" || request.method !== "GET" || !file.startsWith(base + sep)) return new Response(null, { status: 403 });
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          "content-type": types[extname(file)] ?? "application/octet-stream",
          "content-security-policy": contentSecurityPolicy,
          "x-content-type-options": "nosniff",
          "cross-origin-opener-policy": "same-origin",
          "referrer-policy": "no-referrer",
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
