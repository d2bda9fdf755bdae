import type { Server } from "node:http";
import type { MetricsSnapshot } from "./metrics.ts";
import { prometheusText } from "./prometheus-text.ts";

/** What this machine calls itself: a page in a browser that had its own name point here (DNS rebinding) sends that name. */
const OWN_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Serves `/metrics` on the loopback address, and under its names, only; null: there is nothing to tell yet. Throws an Error of one line when
 * the port is taken.
 */
export async function servePrometheus(port: number, metrics: () => MetricsSnapshot | null): Promise<Server> {
  // A run that serves none loads nothing of HTTP.
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    if (!OWN_NAME.test(request.headers.host ?? "")) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
      response.end("served to this machine alone: ask 127.0.0.1 or localhost\n");
      return;
    }
    const known = request.method === "GET" && request.url?.split("?")[0] === "/metrics";
    const now = known ? metrics() : null;
    response.writeHead(known ? (now === null ? 503 : 200) : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(now !== null ? prometheusText(now) : known ? "not running yet\n" : "GET /metrics\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `--metrics-port ${port}: ${error.code === "EADDRINUSE" ? "another program uses it; choose another port" : error.message}`,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  server.unref();
  return server;
}
