import { execFile } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { mayBeAlive } from "../sources/living-process.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { PLUGIN_COMPILER } from "./plugin-compiler.ts";

/** A mistake the type check found; `file` relative to the plugin's folder, line and column from 1. */
export interface TypeMistake {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}
export interface TypeCheck {
  /** null: checked; else why not. */
  readonly skipped: string | null;
  readonly mistakes: readonly TypeMistake[];
}

/** Third-party code that comes without types: it may be used all the same. */
const UNTYPED = "TS7016";
const PATIENCE = 30_000;
/** Checks may overlap while one types. */
let drafts = 0;

/**
 * Checks a plugin's types against the contract with the TypeScript that is installed beside Weir, if there is one: options and contract
 * are Weir's own, whatever tsconfig the plugin has. `draft` stands in for the file of that name (relative to the folder).
 */
export async function checkTypes(
  folder: string,
  main: string,
  apiPath: string,
  draft?: { readonly file: string; readonly text: string },
): Promise<TypeCheck> {
  let tsc: string;
  try {
    tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  } catch {
    return { skipped: "no TypeScript is installed here", mistakes: [] };
  }
  if (!existsSync(apiPath)) return { skipped: "the contract's types are missing; run npm run build", mistakes: [] };
  const temporary = temporaryFolder("types");
  // Beside the file it stands for, so that its relative imports hold.
  const stand =
    draft === undefined ? null : join(folder, dirname(draft.file), `.draft-${process.pid}-${++drafts}-${basename(draft.file)}`);
  try {
    if (stand !== null && draft !== undefined) {
      removeLeftDrafts(dirname(stand));
      writeFileSync(stand, draft.text);
    }
    const entry =
      stand !== null && draft !== undefined && resolve(folder, draft.file) === resolve(folder, main) ? stand : join(folder, main);
    const files = stand === null || stand === entry ? [entry] : [entry, stand];
    const options = {
      ...PLUGIN_COMPILER,
      allowJs: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      paths: { weir: [apiPath] },
    };
    const project = join(temporary, "tsconfig.json");
    writeFileSync(project, JSON.stringify({ compilerOptions: options, files }));
    const output = await run(process.execPath, [tsc, "--pretty", "false", "-p", project]);
    const found = read(output, folder, stand === null || draft === undefined ? null : { stand, file: draft.file });
    return { skipped: null, mistakes: found.filter(({ code }) => code !== UNTYPED) };
  } finally {
    if (stand !== null) rmSync(stand, { force: true });
    removeTemporaryFolder(temporary);
  }
}

/** Those of processes that were killed while they checked. */
function removeLeftDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^\.draft-([1-9]\d{0,9})-\d+-./.exec(name)?.[1] ?? 0);
    if (pid !== 0 && !mayBeAlive({ pid, host: hostname(), started: null })) rmSync(join(folder, name), { force: true });
  }
}

/** Its output, whatever its exit code says. Throws an Error of one line when it cannot run. */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    execFile(command, args, { env, timeout: PATIENCE, maxBuffer: 1 << 24, encoding: "utf8" }, (error, stdout) => {
      if (error !== null && typeof error.code !== "number")
        fail(new Error(`types could not be checked: ${error.message.split("\n")[0]}`));
      else done(stdout);
    });
  });
}

/** `index.ts(22,41): error TS2322: Type …`; the lines below, indented, say more of the same. */
function read(output: string, folder: string, draft: { stand: string; file: string } | null): TypeMistake[] {
  const mistakes: { file: string; line: number; column: number; code: string; message: string }[] = [];
  for (const text of output.split(/\r?\n/)) {
    const found = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(text);
    const last = mistakes.at(-1);
    if (found === null) {
      if (last !== undefined && /^\s+\S/.test(text) && last.message.length < 500) last.message += ` ${text.trim()}`;
      continue;
    }
    const [, path = "", line, column, code = "", message = ""] = found;
    const full = resolve(path);
    mistakes.push({
      file: draft !== null && full === resolve(draft.stand) ? draft.file : relative(folder, full),
      line: Number(line),
      column: Number(column),
      code,
      message,
    });
  }
  return mistakes;
}
