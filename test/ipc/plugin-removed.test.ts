import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
afterAll(() => folder.remove());

test("a plugin that is taken out is gone when the answer comes, and the source is read again without it", async () => {
  writeBts(file, { stations: 1, days: 1, seed: 3 });
  const page = openPage();
  try {
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
    await page.request("plugins.create", { parent: folder.path, name: "own-rule", template: "rule" });
    const names = async (): Promise<string[]> => (await page.request("plugins.list", null)).plugins.map(({ name }) => name);
    const before = (await page.request("session.status", null)).session ?? 0;
    expect(await names()).toContain("own-rule");
    await page.request("plugins.remove", { name: "own-rule" });
    expect(await names()).not.toContain("own-rule");
    const again = () => page.request("session.status", null);
    await expect.poll(again, { timeout: 20_000 }).toMatchObject({ session: before + 1, state: "done", error: null });
    await expect(page.request("plugins.remove", { name: "own-rule" })).rejects.toThrow("own-rule");
  } finally {
    await page.close();
  }
});

test("a plugin whose folder is gone is told and can be taken out; the session opens with the others", async () => {
  writeBts(file, { stations: 1, days: 1, seed: 3 });
  const page = openPage();
  try {
    await page.request("plugins.create", { parent: folder.path, name: "lost-rule", template: "rule" });
    const gone = join(folder.path, "lost-rule");
    rmSync(gone, { recursive: true });
    await page.request("plugins.create", { parent: folder.path, name: "kept-rule", template: "rule" });
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
    expect(await page.request("session.status", null)).toMatchObject({ state: "done", problems: 1 });
    const { plugins } = await page.request("plugins.list", null);
    expect(plugins.map(({ name }) => name)).toContain("kept-rule");
    const card = plugins.find(({ name }) => name === gone);
    expect(card).toMatchObject({ gone: true, displayName: "lost-rule", folder: gone });
    expect(card?.broken?.message).toContain(`${gone} is no plugin`);
    // Elsewhere now: what was set of it stays.
    const kept = join(folder.path, "kept-rule");
    await expect(page.request("plugins.locate", { name: gone, folder: kept })).rejects.toThrow(
      /holds the plugin kept-rule, not lost-rule/,
    );
    const moved = join(folder.path, "moved");
    cpSync(kept, moved, { recursive: true });
    const manifest = readFileSync(join(moved, "package.json"), "utf8");
    writeFileSync(join(moved, "package.json"), manifest.replace('"kept-rule"', '"lost-rule"'));
    const source = readFileSync(join(moved, "index.ts"), "utf8");
    writeFileSync(join(moved, "index.ts"), source.replaceAll("kept-rule", "lost-rule"));
    const located = await page.request("plugins.locate", { name: gone, folder: moved });
    expect(located.plugin).toMatchObject({ name: "lost-rule", gone: false, broken: null, contributions: [{ enabled: true }] });
    rmSync(moved, { recursive: true });
    await page.request("plugins.remove", { name: moved });
    expect((await page.request("plugins.list", null)).plugins.map(({ name }) => name)).not.toContain(moved);
  } finally {
    await page.close();
  }
});

test("a plugin whose manifest is spoilt is a card with the reason and what to do; the others load, and it can be taken out", async () => {
  writeBts(file, { stations: 1, days: 1, seed: 3 });
  const page = openPage();
  try {
    await page.request("plugins.create", { parent: folder.path, name: "spoilt-rule", template: "rule" });
    const spoilt = join(folder.path, "spoilt-rule");
    writeFileSync(join(spoilt, "package.json"), '{"name": ');
    await page.request("plugins.create", { parent: folder.path, name: "sound-rule", template: "rule" });
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
    expect(await page.request("session.status", null)).toMatchObject({ state: "done", problems: 1 });
    const { plugins } = await page.request("plugins.list", null);
    expect(plugins.find(({ name }) => name === "sound-rule")?.broken).toBeNull();
    expect(plugins.find(({ name }) => name === spoilt)?.broken?.message).toMatch(/package\.json cannot be read: .*; mend it/);
    await page.request("plugins.remove", { name: spoilt });
    expect((await page.request("plugins.list", null)).plugins.map(({ name }) => name)).not.toContain(spoilt);
  } finally {
    await page.close();
  }
});

test("a folder chosen to be installed is added, and a packed plugin chosen to be added, or its folder, is told as such", async () => {
  const page = openPage();
  try {
    const parent = join(folder.path, "chosen");
    await page.request("plugins.create", { parent, name: "one-rule", template: "rule" });
    const own = join(parent, "one-rule");
    const archive = await page.request("plugins.pack", { name: "one-rule", path: join(parent, "one-rule-0.1.0.tgz") });
    expect(archive).toMatchObject({ files: 4 });
    await page.request("plugins.remove", { name: "one-rule" });
    const { plugin } = await page.request("plugins.install", { archive: own, parent: join(folder.path, "installed") });
    expect(plugin).toMatchObject({ name: "one-rule", folder: own });
    const add = (place: string) => page.request("plugins.add", { folder: place });
    await expect(add(join(parent, "one-rule-0.1.0.tgz"))).rejects.toThrow(
      /one-rule-0\.1\.0\.tgz is a file, a plugin is a folder: a packed one is installed/,
    );
    await expect(add(parent)).rejects.toThrow(
      /chosen is no plugin itself; one-rule-0\.1\.0\.tgz in it looks like a packed one: install that$/,
    );
  } finally {
    await page.close();
  }
});
