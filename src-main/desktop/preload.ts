import { contextBridge, ipcRenderer, webUtils } from "electron";

type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly code?: string };
type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on("weir:push", (_event, push: string, payload: unknown) => {
  for (const listener of listeners.get(push) ?? []) listener(payload);
});

/** All the page can reach of the world outside it. */
contextBridge.exposeInMainWorld("weir", {
  /** Calls one method of the typed contract; rejects with the method's own error message. */
  async request(method: string, args: unknown): Promise<unknown> {
    const reply = (await ipcRenderer.invoke("weir:request", method, args)) as Reply;
    if (reply.ok) return reply.value;
    throw Object.assign(new Error(reply.message), { code: reply.code });
  },
  /** Listens to one push of the contract; returns the function that stops it. */
  on(push: string, listener: Listener): () => void {
    const set = listeners.get(push) ?? new Set<Listener>();
    listeners.set(push, set.add(listener));
    return () => set.delete(listener);
  },
  /** The path of a file that was dropped on the window; empty when it has none. */
  pathOf(file: File): string {
    return webUtils.getPathForFile(file);
  },
});
