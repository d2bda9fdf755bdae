// The app around it: recent files, secrets, printing, dialogs. Answered by the main process itself.
import type { Method, None } from "./method.ts";

export interface AppMethods {
  "app.info": Method<
    None,
    { readonly version: string; readonly electron: string; readonly platform: string; readonly userData: string }
  >;
  "app.pending": Method<None, { readonly files: readonly string[]; readonly sample: boolean }>;
  /** `rows`: as many as were read of it when it was last read to its end. */
  "app.recent": Method<None, readonly { readonly path: string; readonly openedAt: number; readonly rows?: number | undefined }[]>;
  "app.addRecent": Method<{ readonly path: string }, None>;
  "app.countRecent": Method<{ readonly path: string; readonly rows: number }, None>;
  "app.clearRecent": Method<None, None>;
  "app.setTheme": Method<{ readonly theme: "system" | "light" | "dark" }, None>;
  "app.secretsAvailable": Method<None, boolean>;
  /** The secret is given out for connections to `address` alone. */
  "app.setSecret": Method<
    {
      readonly profile: string;
      readonly secret: string;
      readonly address: { readonly url: string; readonly user: string | null };
    },
    None
  >;
  "app.hasSecret": Method<{ readonly profile: string }, boolean>;
  "app.removeSecret": Method<{ readonly profile: string }, None>;
  /** To a picture of the whole page when `pdf` ends in .png. */
  "app.printPdf": Method<{ readonly html: string; readonly pdf: string }, None>;
  /** A PNG as a data URL, to the clipboard. */
  "app.copyImage": Method<{ readonly png: string }, None>;
  /** To a file. */
  "app.saveImage": Method<{ readonly png: string; readonly path: string }, None>;
  /** In the system's browser; http and https alone. */
  "app.openWebPage": Method<{ readonly url: string }, None>;
  "dialog.open": Method<Readonly<Record<string, unknown>>, readonly string[]>;
  "dialog.save": Method<Readonly<Record<string, unknown>>, string | null>;
}
