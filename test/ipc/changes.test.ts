import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

const RULE = "alarm-counts";
const kept = async () => (await page.request("workspace.get", null)).plugins[RULE];
const listed = async () => (await page.request("changes.list", null)).changes;

test("a single change is put back, the others stay, and that is taken back in turn", async () => {
  await page.request("plugins.set", { id: RULE, enabled: true, settings: { limit: 8, size: 300_000 } });
  await page.request("plugins.set", { id: RULE, enabled: false, settings: { limit: 8, size: 300_000 } });
  const limit = (await listed()).find(({ what }) => what === "Alarm counts: More active rows than");
  expect(limit).toMatchObject({ to: "8", later: null, why: "" });
  const again = await page.request("changes.putBack", limit!.undo!);
  expect(await kept()).toMatchObject({ enabled: false, settings: { size: 300_000 } });
  await page.request("changes.putBack", again);
  expect(await kept()).toMatchObject({ enabled: false, settings: { limit: 8, size: 300_000 } });
  const off = (await listed()).find(({ what }) => what === "Alarm counts");
  await page.request("changes.putBack", off!.undo!);
  expect((await kept())?.enabled).toBe(true);
});

test("what is put back is checked as any change is", async () => {
  const before = await kept();
  await expect(page.request("changes.putBack", { rule: RULE, setting: "size", value: -5 })).rejects.toThrow(/alarm-counts: size/);
  await expect(page.request("changes.putBack", { rule: RULE, windows: [{ station: "a", window: "often" }] })).rejects.toThrow(
    /often/,
  );
  await expect(page.request("changes.putBack", { rule: "gone", enabled: true })).rejects.toThrow(
    "There is no rule or filter gone",
  );
  await expect(page.requestRaw("changes.putBack", { rule: RULE, folder: "/etc" })).rejects.toThrow(/changes\.putBack/);
  expect(await kept()).toEqual(before);
});

test("a change says what came after it, and why it cannot be undone", async () => {
  const change = (time: number, what: string, from: string, to: string, former?: object) => ({ time, what, from, to, former });
  const file = join(folder.path, "kept.weir.json");
  writeFileSync(
    file,
    JSON.stringify({
      weir: 1,
      plugins: { [RULE]: { enabled: true, settings: { limit: 9 } } },
      changes: [
        change(1, "Alarm counts: More active rows than", "5", "7", { rule: RULE, setting: "limit", value: null }),
        change(2, "Alarm counts: More active rows than", "7", "9", { rule: RULE, setting: "limit", value: 7 }),
        change(3, "Alarm counts", "on", "off", { rule: RULE, enabled: true }),
        change(4, "Hot room", "off", "on", { rule: "hot-room", enabled: false }),
        change(5, "Alarm counts: Heat", "1", "2", { rule: RULE, setting: "heat", value: 1 }),
        change(6, "Source", "a.csv", "b.csv"),
      ],
    }),
  );
  await page.request("workspace.open", { path: file });
  const told = (await listed()).map(({ undo, why, later }) => [undo !== null, why, later?.to ?? null]);
  expect(told).toEqual([
    [true, "", "9"],
    [true, "", null],
    [false, "it is so again", null],
    [false, "its rule is not there any more", null],
    [false, "its setting is not there any more", null],
    [false, "", null],
  ]);
  await page.request("changes.putBack", (await listed())[0]!.undo!);
  expect((await kept())?.settings).toEqual({});
});
