// Entry of the utility process that runs the session: engine, plugins and store live here, away from the window.
import type { HostMessage, HostRequest, HostTransport } from "./session-wire.ts";

const port = process.parentPort;
const transport: HostTransport = {
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on("message", (event) => listener(event.data as HostRequest)),
};

type StartServer = (transport: HostTransport, options: { readonly workerDir: string }) => unknown;

// A glob instead of an import, so that the desktop builds and its tests run before the server exists.
const found = Object.values(import.meta.glob<{ startServer: StartServer }>("../ipc/server.ts"))[0];
const start: StartServer = found === undefined ? answerNothing : (await found()).startServer;
await start(transport, { workerDir: import.meta.dirname });
port.postMessage({ push: "host.ready", payload: null } satisfies HostMessage);

function answerNothing({ post, onMessage }: HostTransport): void {
  onMessage(({ id, method }) => post({ id, ok: false, message: `${method}: this build has no session server` }));
}
