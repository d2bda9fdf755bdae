import { EventEmitter, once } from "node:events";
import { resolve } from "node:path";
import type { MethodName, Methods, Pushes, PushName } from "../../src-main/ipc/contract.ts";
import { startServer } from "../../src-main/ipc/server.ts";
import type { ServerRequest } from "../../src-main/ipc/wire.ts";

/** Workers and bundled plugins as `npm test` built them. */
export const workerDir = resolve(import.meta.dirname, "../../out/cli");

/** A page without a window: speaks to a session server in this process as the real one does over its port. */
export interface Page {
  request<M extends MethodName>(method: M, args: Methods[M]["args"]): Promise<Methods[M]["value"]>;
  /** For what a page must not be able to send. */
  requestRaw(method: string, args: unknown): Promise<unknown>;
  /** The next push of this name that fits. */
  next<P extends PushName>(name: P, fits?: (payload: Pushes[P]) => boolean): Promise<Pushes[P]>;
  /** Waits until the session has ended. */
  done(): Promise<void>;
  close(): Promise<void>;
}

/** `allowed`: the user's file of workspaces whose queues are connected to without a question. */
export function openPage(allowed: string | null = null): Page {
  const pushes = new EventEmitter().setMaxListeners(0);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let listener: (request: ServerRequest) => void = () => {};
  let id = 0;
  startServer(
    {
      post: (message) => {
        // As a port does: what cannot be cloned must not pass a test.
        const copy = structuredClone(message);
        if ("push" in copy) {
          pushes.emit(copy.push, copy.payload);
          return;
        }
        const call = waiting.get(copy.id);
        waiting.delete(copy.id);
        if (copy.ok) call?.resolve(copy.value);
        else call?.reject(new Error(copy.message));
      },
      onMessage: (take) => {
        listener = take;
      },
    },
    { workerDir, allowed },
  );
  const requestRaw = (method: string, args: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      listener({ id, method, args: structuredClone(args) });
    });
  const request: Page["request"] = (method, args) => requestRaw(method, args) as Promise<never>;
  const next: Page["next"] = async (name, fits = () => true) => {
    for (;;) {
      const [payload] = (await once(pushes, name)) as [never];
      if (fits(payload)) return payload;
    }
  };
  return {
    request,
    requestRaw,
    next,
    done: async () => {
      const ended = (state: string): boolean => state === "done" || state === "failed" || state === "stopped";
      if (ended((await request("session.status", null)).state)) return;
      await next("session.status", ({ state }) => ended(state));
    },
    close: async () => {
      await requestRaw("host.shutdown", null);
    },
  };
}
