import { app, type BrowserWindow, shell } from "electron";
import { z } from "zod";
import { writeWholeSync } from "../sources/whole-file.ts";
import { bytesOf, copyImage } from "./copy-image.ts";
import { askOpen, askSave, openArguments, saveArguments } from "./dialogs.ts";
import { printPdf } from "./print-pdf.ts";
import type { RecentFiles } from "./recent-files.ts";
import { profileArguments, type Secrets, setSecretArguments } from "./secrets.ts";
import { setTheme } from "./theme.ts";

type Method = (args: unknown, window: BrowserWindow) => unknown;

export interface AppMethodParts {
  readonly recent: RecentFiles;
  readonly secrets: Secrets;
  /** Gives, once, what the command line or the system asked to open before the page was there. */
  readonly takePending: () => { readonly files: readonly string[]; readonly sample: boolean };
}

const nothing = z.unknown();
const imageArguments = z.object({
  png: z
    .string()
    .max(64 << 20)
    .startsWith("data:image/png;base64,"),
});

/** The methods the main process answers itself, with their arguments checked; everything else goes to the session host. */
export function appMethods({ recent, secrets, takePending }: AppMethodParts): ReadonlyMap<string, Method> {
  return new Map<string, Method>([
    checked("app.info", nothing, () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      platform: process.platform,
      userData: app.getPath("userData"),
    })),
    checked("app.pending", nothing, takePending),
    checked("app.recent", nothing, () => recent.list()),
    checked("app.addRecent", z.object({ path: z.string().min(1).max(4096) }), ({ path }) => recent.add(path)),
    checked(
      "app.countRecent",
      z.object({ path: z.string().min(1).max(4096), rows: z.number().int().nonnegative() }),
      ({ path, rows }) => recent.count(path, rows),
    ),
    checked("app.clearRecent", nothing, () => recent.clear()),
    checked("app.setTheme", z.object({ theme: z.enum(["system", "light", "dark"]) }), ({ theme }) => setTheme(theme)),
    checked("app.secretsAvailable", nothing, () => secrets.available()),
    checked("app.setSecret", setSecretArguments, ({ profile, ...kept }) => secrets.set(profile, kept)),
    checked("app.hasSecret", profileArguments, ({ profile }) => secrets.get(profile) !== null),
    checked("app.removeSecret", profileArguments, ({ profile }) => secrets.remove(profile)),
    checked("app.printPdf", z.object({ html: z.string().min(1), pdf: z.string().min(1) }), ({ html, pdf }) =>
      printPdf(html, pdf),
    ),
    checked("app.copyImage", imageArguments, ({ png }) => copyImage(png)),
    checked("app.saveImage", imageArguments.extend({ path: z.string().min(1).max(4096) }), ({ png, path }) =>
      writeWholeSync(path, bytesOf(png)),
    ),
    checked("app.openWebPage", z.object({ url: z.url({ protocol: /^https?$/ }).max(2000) }), ({ url }) =>
      shell.openExternal(url),
    ),
    checked("dialog.open", openArguments, (args, window) => askOpen(window, args)),
    checked("dialog.save", saveArguments, (args, window) => askSave(window, args)),
  ]);
}

function checked<S extends z.ZodType>(
  name: string,
  schema: S,
  answer: (args: z.output<S>, window: BrowserWindow) => unknown,
): [string, Method] {
  return [
    name,
    (args, window) => {
      const parsed = schema.safeParse(args);
      if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, " ")}`);
      return answer(parsed.data, window);
    },
  ];
}
