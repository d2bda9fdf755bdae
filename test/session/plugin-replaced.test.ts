import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { installArchive } from "../../src-main/session/plugin-archive.ts";
import { packPlugin } from "../../src-main/session/plugin-pack.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

/** What the disk refuses, by source and target. */
const disk = vi.hoisted(() => ({ refuses: (_from: string, _to: string): boolean => false }));
vi.mock("node:fs", async (actual) => {
  const fs = await actual<typeof import("node:fs")>();
  const refuse = (from: string, to: string): void => {
    if (disk.refuses(from, to)) throw Object.assign(new Error(`EBUSY: resource busy or locked, '${from}'`), { code: "EBUSY" });
  };
  return {
    ...fs,
    renameSync: (from: string, to: string) => {
      refuse(from, to);
      fs.renameSync(from, to);
    },
    rmSync: (path: string, options: import("node:fs").RmOptions) => {
      refuse(path, "");
      fs.rmSync(path, options);
    },
  };
});

const folder = temporaryFolder();
afterAll(() => folder.remove());
const parent = join(folder.path, "installed");
const archive = join(folder.path, "mine.tgz");
const installed = (): string => readFileSync(join(parent, "mine", "index.ts"), "utf8");

/** Installed: the old one; in the archive: the new one. */
beforeEach(() => {
  const own = writePlugin(folder.path, "mine", "export default 'old';\n");
  packPlugin(own, archive);
  installArchive(archive, parent);
  writeFileSync(join(own, "index.ts"), "export default 'new';\n");
  packPlugin(own, archive);
  expect(installed()).toContain("old");
});
afterEach(() => {
  disk.refuses = () => false;
});

test.each<[string, typeof disk.refuses]>([
  ["the old one cannot be moved away", (from) => from === join(parent, "mine")],
  ["the new one cannot take its place", (from, to) => to === join(parent, "mine") && !from.endsWith("-old")],
])("the old plugin stays when %s, and nothing else", (_name, refuses) => {
  disk.refuses = refuses;
  expect(() => installArchive(archive, parent)).toThrow(/mine\.tgz: EBUSY/);
  expect(installed()).toContain("old");
  expect(readdirSync(parent)).toEqual(["mine"]);
});

test("the new plugin is in when the old one cannot be removed", () => {
  disk.refuses = (from, to) => to === "" && from.endsWith("-old");
  installArchive(archive, parent);
  expect(installed()).toContain("new");
});
