import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPlugins, readPlugin } from "../../src-main/plugin-host/discover.ts";
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

test.each([
  ["name", undefined, "field name: must be letters, digits, dots and dashes, as npm has it"],
  ["version", undefined, 'field version: must be a version such as "1.0.0"'],
  ["displayName", 5, "field displayName: must be a text of 1 to 200 characters"],
  ["main", undefined, 'field main: must be a file in the plugin\'s folder, such as "index.ts"'],
  ["weir", undefined, 'field weir: must be {"api": 1}'],
])("a manifest whose %s is %s is told what it must be", (field, value, message) => {
  const manifest = {
    name: "fields",
    version: "1.0.0",
    displayName: "Fields",
    main: "index.ts",
    weir: { api: 1 },
    [field]: value,
  };
  const place = join(folder.path, "fields");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
  expect(() => readPlugin(place)).toThrow(message);
});

test("a manifest that begins with a mark of its encoding is read, as some editors write it; a file is told what to do with it", () => {
  const manifest = { name: "marked", version: "1.0.0", displayName: "Marked", main: "index.ts", weir: { api: 1 } };
  const place = join(folder.path, "marked");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), `\uFEFF${JSON.stringify(manifest)}`);
  expect(readPlugin(place).name).toBe("marked");
  expect(() => readPlugin(join(place, "package.json"))).toThrow(/is a file, a plugin is a folder.*Plugins → Install/);
});
