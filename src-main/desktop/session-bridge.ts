import { type UtilityProcess, utilityProcess } from "electron";
import type { ServerMessage, ServerRequest } from "../ipc/wire.ts";

/**
 * Relays calls to the session host and its pushes back; starts the host again when it dies, with the workspace of the one before. The
 * source is opened again too, unless it is what the host died of.
 */
export interface SessionBridge {
  request(method: string, args: unknown): Promise<unknown>;
  /** Asks the host to finish what it has read, then ends it. Resolves when the process is gone. */
  shutDown(): Promise<void>;
}

export interface SessionBridgeOptions {
  /** The built session-host.js. */
  readonly entry: string;
  /** The user's file of workspaces whose queues are connected to without a question. */
  readonly allowed: string;
  /** Gets every push; `host.lost` {code, restarting} and `host.ready` come from here too. */
  readonly push: (push: string, payload: unknown) => void;
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

const shutDownMs = 4000;
/** A host that dies this often within this time is broken for good: keep it down and say so. */
const crashLimit = 4;
const crashWindowMs = 60_000;

export function startSessionBridge({ entry, allowed, push }: SessionBridgeOptions): SessionBridge {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let crashes: number[] = [];
  let ending = false;
  /** What the host last said of itself; its own business. */
  let memory: unknown = null;
  let host: UtilityProcess | null = fork();

  function fork(): UtilityProcess {
    const child = utilityProcess.fork(entry, [allowed], { serviceName: "Weir session", stdio: "inherit" });
    child.on("message", (message: ServerMessage) => receive(message));
    child.once("exit", (code) => lost(code));
    return child;
  }

  function receive(message: ServerMessage): void {
    if ("push" in message) {
      if (message.push === "host.memory") {
        memory = message.payload;
        return;
      }
      push(message.push, message.payload);
      return;
    }
    const call = waiting.get(message.id);
    if (call === undefined) return;
    waiting.delete(message.id);
    if (message.ok) call.resolve(message.value);
    else call.reject(Object.assign(new Error(message.message), message.code === undefined ? {} : { code: message.code }));
  }

  function lost(code: number): void {
    host = null;
    for (const { reject } of waiting.values()) reject(new Error("The analysis process stopped before it answered."));
    waiting.clear();
    if (ending) return;
    const now = performance.now();
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    const restarting = crashes.length < crashLimit;
    push("host.lost", { code, restarting });
    if (!restarting) return;
    host = fork();
    if (memory !== null) request("host.recall", { memory, reopen: crashes.length === 1 }).catch(() => {});
  }

  function request(method: string, args: unknown): Promise<unknown> {
    if (host === null) return Promise.reject(new Error("The analysis process keeps stopping. Restart Weir."));
    const child = host;
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.postMessage({ id, method, args } satisfies ServerRequest);
    });
  }

  return {
    request,
    async shutDown() {
      ending = true;
      const child = host;
      if (child === null) return;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, shutDownMs);
      });
      await Promise.race([request("host.shutdown", null).catch(() => {}), late]);
      clearTimeout(timer);
      child.kill();
      await gone;
    },
  };
}
