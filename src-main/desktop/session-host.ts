// Entry of the utility process that runs the session: engine, plugins and store live here, away from the window.
import { startServer } from "../ipc/server.ts";
import type { ServerMessage, ServerRequest, ServerTransport } from "../ipc/wire.ts";

// Its one argument, from session-bridge: the user's file of allowed queues.
const port = process.parentPort;
const transport: ServerTransport = {
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on("message", (event) => listener(event.data as ServerRequest)),
};
startServer(transport, { workerDir: import.meta.dirname, allowed: process.argv[2] ?? null });
port.postMessage({ push: "host.ready", payload: null } satisfies ServerMessage);
