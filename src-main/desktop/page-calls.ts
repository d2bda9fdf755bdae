import { BrowserWindow, ipcMain } from "electron";
import { z } from "zod";
import type { ChosenPlaces } from "./chosen-places.ts";
import { isTrustedSender } from "./security.ts";
import type { SessionBridge } from "./session-bridge.ts";

const methodName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+$/, "is not the name of a method")
  .max(80);

export interface PageCallParts {
  readonly methods: ReadonlyMap<string, (args: unknown, window: BrowserWindow) => unknown>;
  readonly bridge: Pick<SessionBridge, "request">;
  readonly developmentOrigin: string | null;
  readonly places: ChosenPlaces;
  /** Arguments as the session host is to get them. */
  readonly prepare: (method: string, args: unknown) => unknown;
}

/** Answers the page's requests. A failure comes back as data, so that its message reaches the page unchanged. */
export function answerPage({ methods, bridge, developmentOrigin, places, prepare }: PageCallParts): void {
  ipcMain.handle("weir:request", async (event, method: unknown, args: unknown) => {
    try {
      const window = BrowserWindow.fromWebContents(event.sender);
      if (!isTrustedSender(event, developmentOrigin) || window === null) throw new Error("Refused: not Weir's own page.");
      const name = methodName.safeParse(method);
      if (!name.success) throw new Error(`Refused: ${JSON.stringify(method)?.slice(0, 80)} is not the name of a method.`);
      places.check(name.data, args);
      const value = await answer(name.data, args, window);
      places.answered(name.data, args, value);
      return { ok: true, value };
    } catch (error) {
      const { message, code } = error as Error & { code?: unknown };
      return { ok: false, message, ...(typeof code === "string" ? { code } : {}) };
    }
  });

  function answer(name: string, args: unknown, window: BrowserWindow): unknown {
    const own = methods.get(name);
    if (own !== undefined) return own(args, window);
    // These are the main process's own; an unknown one must not travel on. "host." is for the bridge alone.
    if (/^(app|dialog|host)\./.test(name)) throw new Error(`Refused: there is no method ${name}.`);
    return bridge.request(name, prepare(name, args));
  }
}
