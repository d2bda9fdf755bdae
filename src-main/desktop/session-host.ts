// Entry of the utility process that runs the session: engine, plugins and store live here, away from the window.
import { startServer } from "../ipc/server.ts";
import type { HostMessage, HostRequest, HostTransport } from "./session-wire.ts";

const port = process.parentPort;
const transport: HostTransport = {
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on("message", (event) => listener(event.data as HostRequest)),
};
startServer(transport, { workerDir: import.meta.dirname });
port.postMessage({ push: "host.ready", payload: null } satisfies HostMessage);
