import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

test("a workspace that is damaged, of a newer Weir or not one is explained in one line, left as it is, and what was open stays open", async () => {
  writeBts(at("bts.csv"), { stations: 1, days: 1, seed: 3 });
  const page = openPage();
  try {
    await page.request("session.open", { kind: "files", paths: [at("bts.csv")] });
    await page.done();
    await page.request("workspace.save", { path: at("good.weir.json") });
    const accepted = (await page.request("session.status", null)).metrics?.records_accepted_total;
    const before = { session: 1, state: "done", accepted };
    expect(accepted).toBeGreaterThan(1000);
    const bad: readonly [string, string, RegExp][] = [
      ["cut.weir.json", readFileSync(at("good.weir.json"), "utf8").slice(0, 60), /is not valid JSON .* restore it from a copy/],
      [
        "newer.weir.json",
        '{ "weir": 2, "name": "from 2030", "shiny": [] }',
        /was written by a newer Weir \(format 2.* update Weir/,
      ],
      ["other.weir.json", '{ "weir": 1, "sources": [{ "kind": "fax" }] }', /field sources\.0\.kind.*correct it in the file/],
      [
        "zone.weir.json",
        '{ "weir": 1, "timezone": "Mars/Base" }',
        /workspace .*zone\.weir\.json: field timezone: "Mars\/Base" is no time zone.* such as Europe\/Paris.*correct it in the file/,
      ],
      ["empty.weir.json", "", /is not valid JSON/],
    ];
    for (const [name, text, words] of bad) {
      writeFileSync(at(name), text);
      const refused = await page.request("workspace.open", { path: at(name) }).catch((error: Error) => error.message);
      expect(refused, name).toMatch(words);
      expect(refused, name).not.toContain("\n");
      expect(readFileSync(at(name), "utf8")).toBe(text);
      const { session, state, metrics } = await page.request("session.status", null);
      expect({ session, state, accepted: metrics?.records_accepted_total }).toEqual(before);
    }
    // Saving goes where the good one is, and over a newer one not even when asked to.
    await expect(page.request("workspace.save", { path: at("newer.weir.json") })).rejects.toThrow(
      /newer Weir \(format 2\) and is not overwritten; save under another name/,
    );
    expect(readFileSync(at("newer.weir.json"), "utf8")).toContain("from 2030");
    await page.request("workspace.save", { path: at("good.weir.json") });
    expect(readdirSync(folder.path).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  } finally {
    await page.close();
  }
});

test("a workspace that somebody else has written to since it was opened is not written over unasked", async () => {
  const file = at("shared.weir.json");
  const page = openPage();
  try {
    await page.request("workspace.update", { name: "mine" });
    await page.request("workspace.save", { path: file });
    // What it wrote itself is no news.
    await page.request("workspace.save", { path: file });
    await page.request("workspace.open", { path: file });
    await page.request("workspace.update", { name: "mine, changed" });
    const theirs = readFileSync(file, "utf8").replace('"mine"', '"theirs"');
    writeFileSync(file, theirs);
    await expect(page.request("workspace.save", { path: file })).rejects.toThrow(
      `workspace ${file} was changed by someone else since it was opened; save under another name to keep both, or save again to write over it`,
    );
    expect(readFileSync(file, "utf8")).toBe(theirs);
    await page.request("workspace.save", { path: file });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ name: "mine, changed" });
    // One that is gone is written anew.
    rmSync(file);
    await page.request("workspace.save", { path: file });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ name: "mine, changed" });
  } finally {
    await page.close();
  }
});

test("a workspace and the files beside it, moved to another folder together, are found again", async () => {
  const before = at("before");
  const after = at("after");
  mkdirSync(join(before, "data"), { recursive: true });
  writeBts(join(before, "data", "bts.csv"), { stations: 1, days: 1, seed: 3 });
  writeBts(at("far.csv"), { stations: 1, days: 1, seed: 4 });
  const saved = openPage();
  try {
    await saved.request("session.open", { kind: "files", paths: [join(before, "data", "bts.csv"), at("far.csv")] });
    await saved.done();
    await saved.request("workspace.save", { path: join(before, "my.weir.json") });
  } finally {
    await saved.close();
  }
  // What lies elsewhere keeps its full path.
  const { sources } = JSON.parse(readFileSync(join(before, "my.weir.json"), "utf8")) as { sources: { paths: string[] }[] };
  expect(sources[0]?.paths).toEqual(["data/bts.csv", at("far.csv")]);
  renameSync(before, after);
  const page = openPage();
  try {
    await page.request("workspace.open", { path: join(after, "my.weir.json") });
    await page.done();
    expect((await page.request("session.status", null)).metrics?.records_accepted_total).toBeGreaterThan(1000);
  } finally {
    await page.close();
  }
});
