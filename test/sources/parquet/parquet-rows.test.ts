import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { csvOfParquet } from "../../../src-main/sources/parquet/parquet-rows.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
const disk = join(folder.path, "disk");
let mounted = false;

beforeAll(() => {
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], { stdio: "ignore" });
    mounted = true;
    vi.stubEnv("TMPDIR", disk);
  } catch {
    console.warn("a small disk of its own needs root and tmpfs");
  }
});
afterAll(() => {
  vi.unstubAllEnvs();
  if (mounted) execFileSync("umount", ["-l", disk]);
  folder.remove();
});

async function parquet(name: string, rows: number): Promise<string> {
  const path = join(folder.path, name);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = "'s' as station, timestamp '2024-03-01 00:00:00' as time, 1.5 as value";
  await connection.run(`copy (select ${columns} from range(${rows})) to '${path.replaceAll("'", "''")}' (format parquet)`);
  instance.closeSync();
  return path;
}

const read = (path: string): Promise<string> => csvOfParquet(path, statSync(path).size, statSync(path).mtimeMs);

test.each(["a[1].parquet", "a*.parquet", "a?.parquet", "it's.parquet"])(
  "%s is that one file, whatever is beside it",
  async (name) => {
    await parquet("a1.parquet", 3);
    await parquet("ab.parquet", 4);
    const csv = await read(await parquet(name, 1));
    expect(readFileSync(csv, "utf8")).toBe("station,time,value\ns,2024-03-01T00:00:00.000Z,1.5\n");
  },
);

test("a few kilobytes that unpack to more than the disk has are refused in one line, and leave nothing on it", async (context) => {
  if (!mounted) return context.skip();
  const path = await parquet("bomb.parquet", 5_000_000);
  expect(statSync(path).size).toBeLessThan(100_000);
  await expect(read(path)).rejects.toThrow(/^\S*bomb\.parquet: its rows as text need more room than \S+ has; set TMPDIR/);
  const left = readdirSync(disk, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".csv"));
  expect(left.map((name) => statSync(join(disk, name)).size).every((size) => size < 1000)).toBe(true);
});
