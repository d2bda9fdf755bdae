import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
let page: Page;

beforeAll(async () => {
  writeBts(at("good.csv"), { stations: 1, days: 1, seed: 3 });
  page = openPage();
  await page.request("session.open", { kind: "files", paths: [at("good.csv")] });
  await page.done();
  await page.request("workspace.save", { path: at("good.weir.json") });
}, 60_000);
afterAll(async () => {
  await page.close();
  folder.remove();
});

const queue = {
  ...{ url: "amqp://127.0.0.1:1/", profile: null, user: null, password: null, queue: "events", tap: null, routingKey: null },
  ...{ format: "auto" as const, guarantee: "at-most-once" as const, prefetch: 100, resultsQueue: null, resultsExchange: null },
  ...{ resultsSeries: [], caFile: null, certFile: null, keyFile: null, outOfOrderness: 0 },
};
const workspace = { weir: 1, name: "w", sources: [{ kind: "csv", paths: ["gone.csv"], order: "time", outOfOrderness: 0 }] };

const files: readonly (readonly [string, (() => void) | null, RegExp])[] = [
  ["missing.csv", null, /missing\.csv does not exist; check the path/],
  ["folder.csv", () => mkdirSync(at("folder.csv")), /folder\.csv is a folder/],
  ["empty.csv", () => writeFileSync(at("empty.csv"), ""), /empty\.csv is empty/],
  ["picture.csv", () => writeFileSync(at("picture.csv"), Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")), /picture\.csv/],
  ["prose.txt", () => writeFileSync(at("prose.txt"), "It was a dark\nand stormy night\n"), /prose\.txt/],
  ["cut.parquet", () => writeFileSync(at("cut.parquet"), "PAR1 and no more"), /cut\.parquet/],
  ["cut.csv.gz", () => writeFileSync(at("cut.csv.gz"), gzipSync("time,value\n").subarray(0, 12)), /cut\.csv\.gz/],
  ["store.weir", () => writeFileSync(at("store.weir"), `12345678DUCK${"x".repeat(5000)}`), /store\.weir/],
  ["away.weir.json", () => writeFileSync(at("away.weir.json"), JSON.stringify(workspace)), /gone\.csv does not exist/],
];

test.each([...files, ["a queue", null, /127\.0\.0\.1:1/] as const])(
  "%s cannot be opened: it is said why, and what was open stays open",
  async (name, write, why) => {
    write?.();
    const before = await page.request("session.status", null);
    const kept = await page.request("workspace.get", null);
    const source =
      name === "a queue" ? { kind: "queue" as const, target: queue } : { kind: "files" as const, paths: [at(name as string)] };
    const refused = await page.request("session.open", source).then(
      () => "it was opened",
      (error: Error) => error.message,
    );
    expect(refused).toMatch(why);
    expect(refused).toMatch(/^[^\n]*\. What was open stays open\.$/);
    const after = await page.request("session.status", null);
    expect({ ...after, metrics: null }).toEqual({ ...before, metrics: null });
    expect(await page.request("workspace.get", null)).toEqual(kept);
    const { total } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 1, newestFirst: true });
    expect(total).toBe(before.alerts);
    await page.request("reports.run", { id: "station-share", settings: {}, range: null, timezone: "UTC" });
  },
);

test("with nothing open, a file that cannot be opened is told and is no part of the workspace", async () => {
  const empty = openPage();
  try {
    await expect(empty.request("session.open", { kind: "files", paths: [at("nowhere.csv")] })).rejects.toThrow(
      /nowhere\.csv does not exist; check the path$/,
    );
    expect((await empty.request("workspace.get", null)).sources).toEqual([]);
    expect(await empty.request("session.status", null)).toMatchObject({ state: "none", workspace: { dirty: false } });
  } finally {
    await empty.close();
  }
});

test("of two workspaces opened at once the last one is open, under its own path", async () => {
  const bare = { weir: 1, name: "bare" };
  const full = { ...workspace, name: "full", sources: [{ ...workspace.sources[0], paths: ["good.csv"] }] };
  writeFileSync(at("bare.weir.json"), JSON.stringify(bare));
  writeFileSync(at("full.weir.json"), JSON.stringify(full));
  // The first looks into its file before it takes the place of what is open; the second has nothing to look into.
  await Promise.all(["full", "bare"].map((name) => page.request("workspace.open", { path: at(`${name}.weir.json`) })));
  expect((await page.request("workspace.get", null)).name).toBe("bare");
  const { workspace: shown, state } = await page.request("session.status", null);
  expect([shown, state]).toEqual([{ path: at("bare.weir.json"), name: "bare", dirty: false }, "none"]);
});
