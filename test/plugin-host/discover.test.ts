import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPlugins } from "../../src-main/plugin-host/discover.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("what is no plugin beside plugins (a file, a folder, a link that leads nowhere) is passed over; a broken manifest is told", () => {
  const manifest = { name: "good", version: "1.0.0", displayName: "Good", main: "index.ts", weir: { api: 1 } };
  for (const [name, text] of [
    ["good", JSON.stringify(manifest)],
    ["broken", "{"],
    ["empty", null],
  ] as const) {
    mkdirSync(join(folder.path, name));
    if (text !== null) writeFileSync(join(folder.path, name, "package.json"), text);
  }
  writeFileSync(join(folder.path, "notes.txt"), "");
  symlinkSync(join(folder.path, "nowhere"), join(folder.path, "link"));
  const { found, problems } = findPlugins(folder.path);
  expect(found.map(({ name }) => name)).toEqual(["good"]);
  expect(problems).toEqual([expect.stringMatching(/broken.*package\.json cannot be read/)]);
});
