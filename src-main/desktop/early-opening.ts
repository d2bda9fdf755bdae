import { isDeepStrictEqual } from "node:util";
import type { SessionBridge } from "./session-bridge.ts";

/** What the command line names, as the call the page will make for it; null: nothing that opens without being looked at first. */
export function earlyCall(files: readonly string[], sample: boolean): { readonly method: string; readonly args: object } | null {
  const path = files.find((file) => file.endsWith(".weir.json"));
  if (path !== undefined) return { method: "workspace.open", args: { path } };
  return sample && files.length === 0 ? { method: "session.open", args: { kind: "sample" } } : null;
}

/** Makes `call` at once, while the window comes up: the page's own first call of that kind gets its answer when it asks for the same. */
export function openedEarly(bridge: SessionBridge, call: ReturnType<typeof earlyCall>): SessionBridge {
  if (call === null) return bridge;
  let early: Promise<unknown> | null = bridge.request(call.method, call.args);
  early.catch(() => {}); // The page is told.
  return {
    ...bridge,
    request(method, args) {
      if (early === null || (method !== "workspace.open" && method !== "session.open")) return bridge.request(method, args);
      const answer = early;
      early = null;
      return method === call.method && isDeepStrictEqual(args, call.args) ? answer : bridge.request(method, args);
    },
  };
}
