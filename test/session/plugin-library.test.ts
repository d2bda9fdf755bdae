import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { installArchive } from "../../src-main/session/plugin-archive.ts";
import { pluginFiles, readPluginFile, writePluginFile } from "../../src-main/session/plugin-files.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { packPlugin } from "../../src-main/session/plugin-pack.ts";
import { createPlugin, PLUGIN_TEMPLATES } from "../../src-main/session/plugin-templates.ts";
import { checkTypes } from "../../src-main/session/plugin-types.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const api = join(workerDir, "weir-api.ts");
const rule = (id: string): string =>
  `import { defineRule } from "weir";\nexport default defineRule({ id: "${id}", title: "T", by: [], onEvent() {} });\n`;

describe("the library", () => {
  it.each(PLUGIN_TEMPLATES)("a new %s loads and its types hold", async (template) => {
    const made = createPlugin(join(folder.path, `my-${template}`), `my-${template}`, template, api);
    expect(await checkTypes(made, "index.ts", api)).toEqual({ skipped: null, mistakes: [] });
    const library = await PluginLibrary.open({ workerDir, folders: [made] });
    expect(library.problems).toEqual([]);
    expect(library.set.contributions.find(({ id }) => id === `my-${template}`)?.type).toBe(template);
    await library.close();
  });

  it("a folder that holds something already is left alone", () => {
    expect(() => createPlugin(join(folder.path, "my-rule"), "my-rule", "rule", api)).toThrow(/is not empty/);
  });

  it("a plugin may be of several rules; one of them is chosen by its id and folder", async () => {
    const two = writePlugin(
      folder.path,
      "two",
      'import { defineRule } from "weir";\nconst one = (id: string) => defineRule({ id, title: id, by: [], onEvent() {} });\nexport default [one("first"), one("second")];\n',
    );
    const library = await PluginLibrary.open({ workerDir, folders: [two] });
    const { rules } = await library.activate([{ plugin: "second", folder: two, settings: {} }]);
    expect(rules.map(({ declaration }) => declaration.id)).toEqual(["second"]);
    const both = await library.activate([{ plugin: two, settings: {} }]);
    expect(both.rules.map(({ declaration }) => declaration.id)).toEqual(["first", "second"]);
    await library.close();
  });

  it("third-party code of its node_modules is bundled with it", async () => {
    const own = writePlugin(
      folder.path,
      "with-dependency",
      'import { defineRule } from "weir";\nimport { title } from "words";\nexport default defineRule({ id: "with-dependency", title, by: [], onEvent() {} });\n',
    );
    const dependency = join(own, "node_modules/words");
    mkdirSync(dependency, { recursive: true });
    writeFileSync(join(dependency, "package.json"), '{"name":"words","version":"1.0.0","main":"index.js"}');
    writeFileSync(join(dependency, "index.js"), 'exports.title = "from a package";\n');
    const library = await PluginLibrary.open({ workerDir, folders: [own] });
    expect(library.set.contributions.find(({ id }) => id === "with-dependency")).toMatchObject({ title: "from a package" });
    await library.close();
  });

  it("a link out of its folder is not followed", async () => {
    writeFileSync(join(folder.path, "secret.json"), '{"secret":1}');
    const own = writePlugin(folder.path, "linked", 'import secret from "./secret.json";\nexport default secret;\n');
    symlinkSync(join(folder.path, "secret.json"), join(own, "secret.json"));
    const library = await PluginLibrary.open({ workerDir, folders: [own] });
    expect(library.problems[0]?.message).toMatch(/outside the plugin's folder/);
    await library.close();
  });

  it("a manifest whose main lies elsewhere is refused", async () => {
    const own = writePlugin(folder.path, "elsewhere", rule("elsewhere"));
    const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
    writeFileSync(join(own, "package.json"), JSON.stringify({ ...manifest, main: "../two/index.ts" }));
    const library = await PluginLibrary.open({ workerDir, folders: [own], gone: "refuse" });
    expect(library.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/main: must be a file in the plugin's folder; mend it, or leave the plugin out$/),
    ]);
    await expect(library.activate([{ plugin: own, settings: {} }])).rejects.toThrow(
      /main: must be a file in the plugin's folder/,
    );
    await library.close();
  });
});

describe("a folder that is gone", () => {
  const gone = join(folder.path, "was-here");

  it("keeps no other plugin from loading, and is named in one line", async () => {
    const own = writePlugin(folder.path, "stays", rule("stays"));
    const library = await PluginLibrary.open({ workerDir, folders: [gone, own] });
    expect(library.problems.map(({ plugin, message }) => [plugin, message])).toEqual([
      [gone, `${gone} is no plugin: it has no package.json; put the folder back or remove the plugin from the workspace`],
    ]);
    const { rules } = await library.activate([
      { plugin: "was-here", folder: gone, settings: {} },
      { plugin: "stays", folder: own, settings: {} },
      { plugin: "active-alarms", settings: {} },
    ]);
    expect(rules.map(({ declaration }) => declaration.id)).toEqual(["stays", "active-alarms"]);
    // Named by hand it is a mistake.
    await expect(library.activate([{ plugin: gone, settings: {} }])).rejects.toThrow(`${gone} is no plugin`);
    await library.close();
    await expect(PluginLibrary.open({ workerDir, folders: [gone], gone: "refuse" })).rejects.toThrow(`${gone} is no plugin`);
  });
});

describe("types", () => {
  it("a mistake is named with line, column and code; a draft stands in for its file and leaves nothing", async () => {
    const own = writePlugin(folder.path, "typed", rule("typed"));
    const draft = { file: "index.ts", text: rule("typed").replace("by: []", 'by: ["colour"]') };
    const { mistakes } = await checkTypes(own, "index.ts", api, draft);
    expect(mistakes).toEqual([
      expect.objectContaining({ file: "index.ts", line: 2, code: "TS2322", column: expect.any(Number) }),
    ]);
    expect(await checkTypes(own, "index.ts", api)).toEqual({ skipped: null, mistakes: [] });
    expect(pluginFiles(own)).toEqual(["index.ts", "package.json"]);
  });
});

describe("files of a plugin", () => {
  const own = writePlugin(folder.path, "files", rule("files"));

  it("are read and written in its folder", () => {
    writePluginFile(own, "scenarios.md", "# one\n");
    expect(readPluginFile(own, "scenarios.md")).toBe("# one\n");
    expect(pluginFiles(own)).toEqual(["index.ts", "package.json", "scenarios.md"]);
  });

  it.each(["../two/index.ts", "/etc/passwd", "..", "a/../../x.ts", "link.json", "index.exe"])("%s is refused", (file) => {
    if (file === "link.json") symlinkSync("/etc/hostname", join(own, "link.json"));
    expect(() => writePluginFile(own, file, "x")).toThrow(/is not a (file of the plugin|text)/);
  });
});

describe("a packed plugin", () => {
  const parent = join(folder.path, "installed");

  it("made by npm pack is installed, and again over itself", () => {
    const own = writePlugin(folder.path, "packed", rule("packed"));
    const archive = join(folder.path, "packed-1.0.0.tgz");
    // As npm pack lays it out, without asking npm.
    execFileSync("tar", ["-czf", archive, "--transform", "s,^packed,package,", "-C", folder.path, "packed"]);
    for (let time = 0; time < 2; time++) {
      const to = installArchive(archive, parent);
      expect(to).toBe(join(parent, "packed"));
      expect(readFileSync(join(to, "index.ts"), "utf8")).toBe(readFileSync(join(own, "index.ts"), "utf8"));
    }
  });

  it("is made of a folder as npm pack does, and installed elsewhere; what is hidden or fetched stays behind", () => {
    const own = writePlugin(folder.path, "made", rule("made"));
    const deep = `scenarios/${"a".repeat(60)}/${"b".repeat(60)}`;
    for (const place of [deep, "node_modules/lodash", ".git"]) mkdirSync(join(own, place), { recursive: true });
    for (const file of [`${deep}/events.csv`, "node_modules/lodash/x.js", ".git/HEAD", "made-1.0.0.tgz"])
      writeFileSync(join(own, file), "x");
    symlinkSync("/etc/hostname", join(own, "link.ts"));
    const archive = join(folder.path, "made.tgz");
    expect(packPlugin(own, archive)).toMatchObject({ files: 3, packages: [] });
    const bytes = readFileSync(archive);
    packPlugin(own, archive);
    expect(readFileSync(archive).equals(bytes)).toBe(true);
    expect(execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n")).toEqual([
      "package/index.ts",
      "package/package.json",
      `package/${deep}/events.csv`,
    ]);
    const to = installArchive(archive, parent);
    expect(readFileSync(join(to, "index.ts"), "utf8")).toBe(readFileSync(join(own, "index.ts"), "utf8"));
    expect(existsSync(join(to, deep, "events.csv"))).toBe(true);
    expect(() => packPlugin(own, join(folder.path, "missing", "x.tgz"))).toThrow(/cannot write .*x\.tgz: ENOENT/);
  });

  it.each(["pax", "gnu"])("with names of files that do not fit into the header of a tar, by %s", (format) => {
    const packed = writePlugin(folder.path, `packed-${format}`, rule("long"));
    const long = `${"folder-".repeat(12)}/${"ä-name-".repeat(20)}.ts`;
    mkdirSync(join(packed, "folder-".repeat(12)), { recursive: true });
    writeFileSync(join(packed, long), "export {};\n");
    const archive = join(folder.path, `long-${format}.tgz`);
    execFileSync("tar", ["-czf", archive, `--format=${format}`, "-C", folder.path, `packed-${format}`]);
    const to = installArchive(archive, join(folder.path, `long-${format}`));
    expect(readFileSync(join(to, long), "utf8")).toBe("export {};\n");
    const wayOut = Buffer.concat([tar("x", "x", "24 path=package/../e.ts\n").subarray(0, 1024), tar("package/index.ts")]);
    writeFileSync(archive, gzipSync(wayOut));
    expect(() => installArchive(archive, join(folder.path, "out"))).toThrow(/is not a name of a plugin's file/);
  });

  /** A tar of one entry. */
  const tar = (name: string, kind = "0", body = "x"): Buffer => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(body.length.toString(8).padStart(11, "0"), 124);
    header.write(kind, 156);
    if (kind === "1" || kind === "2") header.write("/etc/passwd", 157);
    header.write("ustar\x0000", 257);
    header.write("        ", 148);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const data = Buffer.alloc(512);
    data.write(body);
    return Buffer.concat([header, data, Buffer.alloc(1024)]);
  };

  it.each(["a/../../victim", "a/../b", "../b", "@a/../b", "a/b", ".."])(
    "that calls itself %s is refused: its name is its folder",
    (name) => {
      const manifest = JSON.stringify({ name, version: "1.0.0", displayName: "x", main: "index.ts", weir: { api: 1 } });
      const archive = join(folder.path, "named.tgz");
      writeFileSync(archive, gzipSync(tar("package/package.json", "0", manifest)));
      const place = join(folder.path, "place", "plugins");
      expect(() => installArchive(archive, place)).toThrow(/field name: must be letters, digits/);
      expect(readdirSync(join(folder.path, "place"), { recursive: true })).toEqual(["plugins"]);
    },
  );

  it.each([
    ["a way out", gzipSync(tar("package/../../evil.ts")), /is not a name of a plugin's file/],
    ["an absolute way out", gzipSync(tar("package//etc/evil.ts")), /is not a name of a plugin's file/],
    ["a link", gzipSync(tar("package/link", "2", "")), /is a link or a device/],
    ["a hard link", gzipSync(tar("package/link", "1", "")), /is a link or a device/],
    ["a device", gzipSync(tar("package/null", "3", "")), /is a link or a device/],
    ["a cut end", gzipSync(tar("package/index.ts", "0", "x".repeat(400)).subarray(0, 700)), /is damaged/],
    ["no manifest", gzipSync(tar("package/index.ts")), /is no plugin: it has no package\.json/],
    ["no gzip", Buffer.from("not packed"), /cannot be unpacked: it is no \.tgz, as weir plugin pack makes one$/],
    ["a bomb in a bomb", gzipSync(gzipSync(Buffer.alloc(80 << 20))), /is damaged or no tar/],
    [
      "a zstd frame",
      gzipSync(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(2000)])),
      /is damaged or no tar/,
    ],
    ["a bomb", gzipSync(Buffer.alloc(80 << 20)), /too large/],
    ["a damaged tar", gzipSync(Buffer.alloc(700, 1)), /damaged|no plugin|no tar|link/],
  ])("with %s is refused and leaves nothing", (name, bytes, message) => {
    const archive = join(folder.path, `${name.replaceAll(" ", "-")}.tgz`);
    writeFileSync(archive, bytes);
    expect(() => installArchive(archive, join(folder.path, "nowhere"))).toThrow(message);
    expect(existsSync(join(folder.path, "evil.ts"))).toBe(false);
  });
});
