import type { MethodName, Methods, Pushes, PushName } from "../../src-main/ipc/contract.ts";

/** What the preload script puts on the window; absent when the page is opened outside the app. */
export interface WeirWindow {
  request(method: string, args: unknown): Promise<unknown>;
  on(push: string, listener: (payload: unknown) => void): () => void;
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly weir?: WeirWindow;
  }
}

/** Calls a method of the contract. Rejects with an Error of one readable line. */
export async function request<M extends MethodName>(method: M, args: Methods[M]["args"]): Promise<Methods[M]["value"]> {
  if (window.weir === undefined) throw new Error("This page runs outside Weir: start it with `npm start`");
  try {
    return (await window.weir.request(method, args)) as Methods[M]["value"];
  } catch (error) {
    throw new Error(readable(error));
  }
}

/** Listens to a push; returns the function that stops it. */
export function on<P extends PushName>(push: P, listener: (payload: Pushes[P]) => void): () => void {
  return window.weir?.on(push, (payload) => listener(payload as Pushes[P])) ?? (() => {});
}

/** Path of a dropped file; empty when it has none. */
export const pathOf = (file: File): string => window.weir?.pathOf(file) ?? "";

/** One line of whatever was thrown. */
export function readable(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^Error invoking remote method '[^']*': /, "").replace(/^Error: /, "");
}
