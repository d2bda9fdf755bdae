import { resolve } from "node:path";

/** What the command line asks the desktop to do. */
export interface LaunchArguments {
  /** Files to open, absolute. */
  readonly files: readonly string[];
  /** Open the base-station sample. */
  readonly sample: boolean;
  readonly printPdf: { readonly html: string; readonly pdf: string } | null;
}

/** @param argv arguments after the executable and, when not packaged, after the app's path */
export function parseLaunchArguments(argv: readonly string[], directory: string): LaunchArguments {
  const print = argv.indexOf("--print-pdf");
  const html = argv[print + 1];
  const pdf = argv[print + 2];
  if (print >= 0 && html !== undefined && pdf !== undefined) {
    return { files: [], sample: false, printPdf: { html: resolve(directory, html), pdf: resolve(directory, pdf) } };
  }
  return {
    files: argv.filter((argument) => !argument.startsWith("-")).map((file) => resolve(directory, file)),
    sample: argv.includes("--sample"),
    printPdf: null,
  };
}

/** The part of `process.argv` that is ours: without executable, Chromium's switches and, when not packaged, the app's path. */
export function ownArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const rest = argv.slice(1);
  if (packaged) return rest;
  // `-r file` comes before the app's path when a debugger or a test starts Electron.
  const app = rest.findIndex(
    (argument, index) => !argument.startsWith("-") && !["-r", "--require"].includes(rest[index - 1] ?? ""),
  );
  return app < 0 ? rest : rest.slice(app + 1);
}
