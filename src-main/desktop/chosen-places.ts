import { join, resolve, sep } from "node:path";

/** Calls that write to a file, by the argument that names it. */
const FILES: Readonly<Record<string, string>> = {
  "workspace.save": "path",
  "alerts.export": "path",
  "alerts.saveCase": "path",
  "rejects.export": "path",
  "reports.export": "path",
  "sql.export": "path",
  "plugins.pack": "path",
  "app.printPdf": "pdf",
};
/** Calls that write into a folder, by the argument that names it. A new plugin is made where nothing is, so it may be anywhere. */
const FOLDERS: Readonly<Record<string, string>> = { "plugins.install": "parent" };

/**
 * Where the user has said that something may be written, in this run of the app: what a page asks to be written elsewhere is refused, whoever
 * speaks from it. A workspace that was opened is saved to its own place; packed plugins go to the app's own folder.
 */
export class ChosenPlaces {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** Pages the app made itself, to be printed. */
  readonly #pages = new Set<string>();

  constructor(userData: string) {
    this.#folders.add(join(userData, "plugins"));
  }

  /** Throws an Error of one line for a call that would write where nobody said so. */
  check(method: string, args: unknown): void {
    const file = named(FILES, method, args);
    if (file !== null && !this.#hasFile(resolve(file)))
      throw new Error(`Refused: ${file} was not chosen to be written to; choose it where you save.`);
    const folder = named(FOLDERS, method, args);
    if (folder !== null && !this.#hasFolder(resolve(folder)))
      throw new Error(`Refused: ${folder} was not chosen for a plugin's folder; it goes to the app's own.`);
    const html = method === "app.printPdf" ? named({ [method]: "html" }, method, args) : null;
    if (html !== null && !this.#pages.has(resolve(html))) throw new Error(`Refused: ${html} is no page of Weir's own.`);
  }

  /** A call was answered: with what the user chose in a dialog, a workspace that was opened, a page that was made to be printed. */
  answered(method: string, args: unknown, answer: unknown): void {
    if (method === "dialog.save" && typeof answer === "string") this.#files.add(resolve(answer));
    if (method === "dialog.open" && (args as { readonly folder?: unknown } | null)?.folder === true)
      for (const folder of answer as readonly string[]) this.#folders.add(resolve(folder));
    const opened = named({ "workspace.open": "path" }, method, args);
    if (opened !== null) this.#files.add(resolve(opened));
    const page = named({ "reports.page": "html" }, method, answer);
    if (page !== null) this.#pages.add(resolve(page));
  }

  /** A name that was chosen without its ending gets one. */
  #hasFile(path: string): boolean {
    if (this.#files.has(path)) return true;
    const bare = /^(.+?)(?:\.weir\.json|\.[a-z]+)$/i.exec(path)?.[1];
    return bare !== undefined && (this.#files.has(bare) || this.#files.has(`${bare}.json`));
  }

  #hasFolder(path: string): boolean {
    return [...this.#folders].some((folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }
}

/** The text under the name that goes with a method; null: there is none. */
function named(names: Readonly<Record<string, string>>, method: string, value: unknown): string | null {
  const name = Object.hasOwn(names, method) ? names[method] : undefined;
  if (name === undefined || typeof value !== "object" || value === null) return null;
  const text = (value as Record<string, unknown>)[name];
  return typeof text === "string" ? text : null;
}
