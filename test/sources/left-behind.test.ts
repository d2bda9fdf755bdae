import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder as aFolder } from "../../src-main/sources/temporary-folder.ts";
import { temporaryFolder as testFolder } from "../support/bts-file.ts";

const folder = testFolder();
const temp = join(folder.path, "tmp");
const script = join(folder.path, "holder.mjs");

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "../../src-main/sources/temporary-folder.ts")],
    outfile: join(folder.path, "folder.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  // Sweeps, makes two folders and waits for a signal; with "stops" it has something to finish first.
  writeFileSync(
    script,
    `import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sweepLeftFolders, temporaryFolder } from ${JSON.stringify(pathToFileURL(join(folder.path, "folder.mjs")).href)};
sweepLeftFolders();
const mine = temporaryFolder("parquet");
writeFileSync(join(mine, "0.csv"), "station,time\\n");
temporaryFolder("history");
const alive = setInterval(() => {}, 1000);
if (process.argv[2] === "stops")
  process.once("SIGTERM", () => setImmediate(() => {
    process.stdout.write(existsSync(mine) ? "still there" : "gone too early");
    clearInterval(alive);
  }));
process.stdout.write(mine + "\\n");
`,
  );
});
beforeEach(() => {
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp);
});
afterAll(() => folder.remove());

async function start(...args: readonly string[]): Promise<{ child: ChildProcess; mine: string }> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TMPDIR: temp },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return { child, mine: first.toString().trim() };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const closed = once(child, "close");
  child.kill(signal);
  const [code, by] = (await closed) as [number | null, NodeJS.Signals | null];
  return by ?? code;
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends the process as ever, and leaves no temporary file",
  async (signal) => {
    const { child, mine } = await start();
    expect(statSync(mine).mode & 0o77).toBe(0);
    expect(await end(child, signal)).toBe(signal);
    expect(readdirSync(temp)).toEqual([]);
  },
);

test("where no temporary files can be made it is said what to set", () => {
  expect(() => aFolder("run", join(folder.path, "nowhere"))).toThrow(
    `no temporary files can be made in ${join(folder.path, "nowhere")} (ENOENT); set TMPDIR to a folder that can be written to`,
  );
});

test("a process that stops in its own way keeps its files until it has", async () => {
  const { child } = await start("stops");
  let said = "";
  child.stdout?.on("data", (data: Buffer) => {
    said += data.toString();
  });
  expect(await end(child, "SIGTERM")).toBe(0);
  expect(said).toBe("still there");
  expect(readdirSync(temp)).toEqual([]);
});

test("what a killed process left is swept by the next, and nothing of anybody else's", async () => {
  const living = await start();
  const { child, mine } = await start();
  expect(await end(child, "SIGKILL")).toBe("SIGKILL");
  expect(existsSync(mine)).toBe(true);
  expect(readdirSync(temp).filter((name) => name.includes(`-${child.pid}-`))).toHaveLength(2);
  const name = mine.split("/").at(-1) ?? "";
  const [, , pid, started, host] = name.split("-");
  // Of another computer, of a process of that number that runs, of no Weir, and a link in the place of a folder.
  const others = [
    `weir-parquet-${pid}-${started}-00000000-abcdef`,
    `weir-parquet-${process.pid}-x-${host}-abcdef`,
    "weir-parquet-abcdef",
    `weir-parquet-${pid}-${started}-${host}-abcdef.old`,
  ];
  for (const other of others) mkdirSync(join(temp, other));
  mkdirSync(join(folder.path, "precious"));
  const link = `weir-parquet-${pid}-${started}-${host}-abcde1`;
  symlinkSync(join(folder.path, "precious"), join(temp, link));
  const next = await start();
  expect(readdirSync(temp).filter((each) => each.includes(`-${child.pid}-`) && !others.includes(each))).toEqual([link]);
  expect(existsSync(living.mine)).toBe(true);
  expect(others.filter((other) => !existsSync(join(temp, other)))).toEqual([]);
  expect(existsSync(join(folder.path, "precious"))).toBe(true);
  await end(living.child, "SIGTERM");
  await end(next.child, "SIGTERM");
});
